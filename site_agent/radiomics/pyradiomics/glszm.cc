#include "site_agent/radiomics/pyradiomics/glszm.h"

#include "site_agent/radiomics/zones.h"

namespace osteon {

std::vector<SizeCount> CountZones(const Region& region, const GreyLevels& levels,
                                  std::optional<std::size_t> flat_axis) {
  return CountZoneSizes(FindZones(PadLevels(region, levels, 1, true), flat_axis), levels.present);
}

Features ComputeGlszm(const Region& region, const GreyLevels& levels, const TextureSettings& settings) {
  const SizeStatistics s = DescribeSizes(CountZones(region, levels, settings.flat_axis));
  return {
      {"GrayLevelNonUniformity", s.level_non_uniformity},
      {"GrayLevelNonUniformityNormalized", s.level_non_uniformity_normalised},
      {"GrayLevelVariance", s.level_variance},
      {"HighGrayLevelZoneEmphasis", s.high},
      {"LargeAreaEmphasis", s.large},
      {"LargeAreaHighGrayLevelEmphasis", s.large_high},
      {"LargeAreaLowGrayLevelEmphasis", s.large_low},
      {"LowGrayLevelZoneEmphasis", s.low},
      {"SizeZoneNonUniformity", s.size_non_uniformity},
      {"SizeZoneNonUniformityNormalized", s.size_non_uniformity_normalised},
      {"SmallAreaEmphasis", s.small},
      {"SmallAreaHighGrayLevelEmphasis", s.small_high},
      {"SmallAreaLowGrayLevelEmphasis", s.small_low},
      {"ZoneEntropy", s.entropy},
      {"ZonePercentage", s.percentage},
      {"ZoneVariance", s.size_variance},
  };
}

}  // namespace osteon
