#include "site_agent/radiomics/ibsi/size_features.h"

namespace osteon::ibsi {

std::vector<double> InIbsiOrder(const SizeStatistics& s) {
  return {s.small,
          s.large,
          s.low,
          s.high,
          s.small_low,
          s.small_high,
          s.large_low,
          s.large_high,
          s.level_non_uniformity,
          s.level_non_uniformity_normalised,
          s.size_non_uniformity,
          s.size_non_uniformity_normalised,
          s.percentage,
          s.level_variance,
          s.size_variance,
          s.entropy};
}

}  // namespace osteon::ibsi
