// A column and how it is brought to mean 0 and standard deviation 1.
#ifndef OSTEON_MODELS_FEDERATION_STANDARDISED_COLUMN_H_
#define OSTEON_MODELS_FEDERATION_STANDARDISED_COLUMN_H_

#include <string>

namespace osteon::models {

struct StandardisedColumn {
  std::string name;
  double mean;   // finite
  double scale;  // finite, > 0: the standard deviation with 1/n over the fit's patients
  friend bool operator==(const StandardisedColumn&, const StandardisedColumn&) = default;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_STANDARDISED_COLUMN_H_
