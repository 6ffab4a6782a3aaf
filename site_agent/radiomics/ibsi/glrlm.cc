#include "site_agent/radiomics/ibsi/glrlm.h"

#include "common/status/status_macros.h"
#include "site_agent/radiomics/ibsi/feature_mean.h"
#include "site_agent/radiomics/ibsi/size_features.h"
#include "site_agent/radiomics/ibsi/texture_parts.h"
#include "site_agent/radiomics/run_lengths.h"

namespace osteon::ibsi {

std::vector<NamedFeature> GlrlmFeatures() {
  return {{"short_runs_emphasis", "22OV"},
          {"long_runs_emphasis", "W4KF"},
          {"low_grey_level_run_emphasis", "V3SW"},
          {"high_grey_level_run_emphasis", "G3QZ"},
          {"short_run_low_grey_level_emphasis", "HTZT"},
          {"short_run_high_grey_level_emphasis", "GD3A"},
          {"long_run_low_grey_level_emphasis", "IVPO"},
          {"long_run_high_grey_level_emphasis", "3KUM"},
          {"grey_level_non_uniformity", "R5YN"},
          {"normalised_grey_level_non_uniformity", "OVBL"},
          {"run_length_non_uniformity", "W92Y"},
          {"normalised_run_length_non_uniformity", "IC23"},
          {"run_percentage", "9ZK5"},
          {"grey_level_variance", "8CE5"},
          {"run_length_variance", "SXLW"},
          {"run_entropy", "HJ9O"}};
}

absl::StatusOr<Features> ComputeGlrlm(const Region& region, const GreyLevels& levels,
                                      Aggregation aggregation) {
  OSTEON_RETURN_IF_ERROR(CheckTexture(region, levels));
  const Dimension dimension = DimensionOf(aggregation);
  const std::vector<Step> steps = Directions(dimension);
  FeatureMean mean;
  for (const PaddedLevels& part : TextureParts(region, levels, dimension, 1, true)) {
    for (const std::vector<SizeCount>& runs : CountRunLengths(part, steps, MergesDirections(aggregation))) {
      mean.Add(InIbsiOrder(DescribeSizes(runs, 0)));
    }
  }
  return mean.Named(GlrlmFeatures());
}

}  // namespace osteon::ibsi
