#include "site_agent/radiomics/ibsi/named_values.h"

#include <cmath>
#include <cstddef>
#include <limits>

namespace osteon::ibsi {

Features NameValues(const std::vector<NamedFeature>& names, const std::vector<double>& values) {
  Features features;
  features.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double value = values.at(i);
    features.push_back(
        {names[i].name, std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN()});
  }
  return features;
}

}  // namespace osteon::ibsi
