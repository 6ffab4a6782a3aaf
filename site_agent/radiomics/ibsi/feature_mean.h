// The features of several matrices, averaged.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FEATURE_MEAN_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FEATURE_MEAN_H_

#include <cstddef>
#include <vector>

#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/feature_name.h"

namespace osteon::ibsi {

// Each feature is averaged over the matrices in which it is defined, and NaN where it is in none.
class FeatureMean {
 public:
  // The values of one matrix, in the order of the names; NaN is "not defined".
  void Add(const std::vector<double>& values);
  Features Named(const std::vector<NamedFeature>& names) const;

 private:
  std::vector<double> sums_;
  std::vector<std::size_t> counts_;
};

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FEATURE_MEAN_H_
