#include "site_agent/radiomics/ibsi/ngldm.h"

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/radiomics/dependence.h"
#include "site_agent/radiomics/ibsi/feature_mean.h"
#include "site_agent/radiomics/ibsi/size_features.h"
#include "site_agent/radiomics/ibsi/texture_parts.h"

namespace osteon::ibsi {

std::vector<NamedFeature> NgldmFeatures() {
  return {{"low_dependence_emphasis", "SODN"},
          {"high_dependence_emphasis", "IMOQ"},
          {"low_grey_level_count_emphasis", "TL9H"},
          {"high_grey_level_count_emphasis", "OAE7"},
          {"low_dependence_low_grey_level_emphasis", "EQ3F"},
          {"low_dependence_high_grey_level_emphasis", "JA6D"},
          {"high_dependence_low_grey_level_emphasis", "NBZI"},
          {"high_dependence_high_grey_level_emphasis", "9QMG"},
          {"grey_level_non_uniformity", "FP8K"},
          {"normalised_grey_level_non_uniformity", "5SPA"},
          {"dependence_count_non_uniformity", "Z87G"},
          {"normalised_dependence_count_non_uniformity", "OKJI"},
          {"dependence_count_percentage", "6XV8"},
          {"grey_level_variance", "1PFV"},
          {"dependence_count_variance", "DNX2"},
          {"dependence_count_entropy", "FCBV"},
          {"dependence_count_energy", "CAS9"}};
}

absl::StatusOr<Features> ComputeNgldm(const Region& region, const GreyLevels& levels, Dimension dimension,
                                      int distance, int coarseness) {
  OSTEON_RETURN_IF_ERROR(CheckTexture(region, levels, distance));
  if (coarseness < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("dependence with coarseness ", coarseness, ": it must be 0 or more grey levels"));
  }
  const std::vector<Step> steps = StepsWithin(dimension, distance);
  FeatureMean mean;
  for (const PaddedLevels& part :
       TextureParts(region, levels, dimension, static_cast<std::size_t>(distance), false)) {
    SizeStatistics s = DescribeSizes(CountDependent(part, steps, coarseness), 0);
    s.percentage = 1;  // as many counts as voxels
    std::vector<double> values = InIbsiOrder(s);
    values.push_back(s.energy);
    mean.Add(values);
  }
  return mean.Named(NgldmFeatures());
}

}  // namespace osteon::ibsi
