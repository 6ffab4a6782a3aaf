#include "site_agent/radiomics/pyradiomics/gldm.h"

#include <algorithm>
#include <cstddef>

#include "site_agent/radiomics/dependence.h"

namespace osteon {

std::vector<SizeCount> CountDependence(const Region& region, const GreyLevels& levels,
                                       const TextureSettings& settings) {
  const int far = *std::max_element(settings.distances.begin(), settings.distances.end());
  return CountDependent(PadLevels(region, levels, static_cast<std::size_t>(far), false),
                        HalfOfTheSteps(settings.distances, settings.flat_axis), settings.gldm_alpha);
}

Features ComputeGldm(const Region& region, const GreyLevels& levels, const TextureSettings& settings) {
  const SizeStatistics s = DescribeSizes(CountDependence(region, levels, settings));
  return {
      {"DependenceEntropy", s.entropy},
      {"DependenceNonUniformity", s.size_non_uniformity},
      {"DependenceNonUniformityNormalized", s.size_non_uniformity_normalised},
      {"DependenceVariance", s.size_variance},
      {"GrayLevelNonUniformity", s.level_non_uniformity},
      {"GrayLevelVariance", s.level_variance},
      {"HighGrayLevelEmphasis", s.high},
      {"LargeDependenceEmphasis", s.large},
      {"LargeDependenceHighGrayLevelEmphasis", s.large_high},
      {"LargeDependenceLowGrayLevelEmphasis", s.large_low},
      {"LowGrayLevelEmphasis", s.low},
      {"SmallDependenceEmphasis", s.small},
      {"SmallDependenceHighGrayLevelEmphasis", s.small_high},
      {"SmallDependenceLowGrayLevelEmphasis", s.small_low},
  };
}

}  // namespace osteon
