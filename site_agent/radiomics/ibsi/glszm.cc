#include "site_agent/radiomics/ibsi/glszm.h"

#include "common/status/status_macros.h"
#include "site_agent/radiomics/ibsi/feature_mean.h"
#include "site_agent/radiomics/ibsi/size_features.h"
#include "site_agent/radiomics/ibsi/texture_parts.h"
#include "site_agent/radiomics/zones.h"

namespace osteon::ibsi {

std::vector<NamedFeature> GlszmFeatures() {
  return {{"small_zone_emphasis", "5QRC"},
          {"large_zone_emphasis", "48P8"},
          {"low_grey_level_zone_emphasis", "XMSY"},
          {"high_grey_level_zone_emphasis", "5GN9"},
          {"small_zone_low_grey_level_emphasis", "5RAI"},
          {"small_zone_high_grey_level_emphasis", "HW1V"},
          {"large_zone_low_grey_level_emphasis", "YH51"},
          {"large_zone_high_grey_level_emphasis", "J17V"},
          {"grey_level_non_uniformity", "JNSA"},
          {"normalised_grey_level_non_uniformity", "Y1RO"},
          {"zone_size_non_uniformity", "4JP3"},
          {"normalised_zone_size_non_uniformity", "VB3A"},
          {"zone_percentage", "P30P"},
          {"grey_level_variance", "BYLV"},
          {"zone_size_variance", "3NSA"},
          {"zone_size_entropy", "GU8N"}};
}

absl::StatusOr<Features> ComputeGlszm(const Region& region, const GreyLevels& levels, Dimension dimension) {
  OSTEON_RETURN_IF_ERROR(CheckTexture(region, levels));
  FeatureMean mean;
  for (const PaddedLevels& part : TextureParts(region, levels, dimension, 1, true)) {
    const Zones zones = FindZones(part, FlatAxis(dimension));
    mean.Add(InIbsiOrder(DescribeSizes(CountZoneSizes(zones, part.present), 0)));
  }
  return mean.Named(GlszmFeatures());
}

}  // namespace osteon::ibsi
