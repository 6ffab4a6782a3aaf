// The value of a feature under its name.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_FEATURE_H_
#define OSTEON_SITE_AGENT_RADIOMICS_FEATURE_H_

#include <limits>
#include <string>
#include <vector>

namespace osteon {

// The value where the definition gives none (PyRadiomics' nan).
inline constexpr double kNotDefined = std::numeric_limits<double>::quiet_NaN();

struct Feature {
  std::string name;
  double value = 0;
};

// In the order in which the family lists its names; no name twice.
using Features = std::vector<Feature>;

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_FEATURE_H_
