#include "site_agent/radiomics/ibsi/feature_mean.h"

#include <cmath>
#include <limits>

namespace osteon::ibsi {

void FeatureMean::Add(const std::vector<double>& values) {
  sums_.resize(values.size(), 0.0);
  counts_.resize(values.size(), 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    sums_[i] += values[i];
    ++counts_[i];
  }
}

Features FeatureMean::Named(const std::vector<NamedFeature>& names) const {
  Features features;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool defined = i < counts_.size() && counts_[i] > 0;
    features.push_back({names[i].name, defined ? sums_[i] / static_cast<double>(counts_[i])
                                               : std::numeric_limits<double>::quiet_NaN()});
  }
  return features;
}

}  // namespace osteon::ibsi
