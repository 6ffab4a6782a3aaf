#include "site_agent/radiomics/ibsi/statistics.h"

#include "absl/status/status.h"
#include "site_agent/radiomics/ibsi/distribution.h"
#include "site_agent/radiomics/ibsi/named_values.h"

namespace osteon::ibsi {

std::vector<NamedFeature> StatisticsFeatures() {
  return {
      {"mean_intensity", "Q4LE"},
      {"intensity_variance", "ECT3"},
      {"intensity_skewness", "KE2A"},
      {"excess_intensity_kurtosis", "IPH6"},
      {"median_intensity", "Y12H"},
      {"minimum_intensity", "1GSF"},
      {"10th_intensity_percentile", "QG58"},
      {"90th_intensity_percentile", "8DWT"},
      {"maximum_intensity", "84IY"},
      {"intensity_interquartile_range", "SALO"},
      {"intensity_range", "2OJQ"},
      {"intensity_based_mean_absolute_deviation", "4FUA"},
      {"intensity_based_robust_mean_absolute_deviation", "1128"},
      {"intensity_based_median_absolute_deviation", "N72L"},
      {"intensity_based_coefficient_of_variation", "7TET"},
      {"intensity_based_quartile_coefficient_of_dispersion", "9S40"},
      {"intensity_based_energy", "N8CA"},
      {"root_mean_square_intensity", "5ZWQ"},
  };
}

absl::StatusOr<Features> ComputeStatistics(const Region& intensity) {
  const Distribution distribution = DistributionOf(intensity);
  if (distribution.total == 0) return absl::InvalidArgumentError("statistics: the region has no voxels");
  const Summary s = Summarise(distribution);
  return NameValues(
      StatisticsFeatures(),
      {s.mean, s.variance, s.skewness, s.excess_kurtosis, s.median, s.minimum, s.percentile_10,
       s.percentile_90, s.maximum, s.interquartile_range, s.range, s.mean_absolute_deviation,
       s.robust_mean_absolute_deviation, s.median_absolute_deviation, s.coefficient_of_variation,
       s.quartile_coefficient_of_dispersion, s.energy, s.root_mean_square});
}

}  // namespace osteon::ibsi
