#include "site_agent/radiomics/ibsi/intensity_histogram.h"

#include <cmath>
#include <cstddef>

#include "absl/status/status.h"
#include "site_agent/radiomics/ibsi/distribution.h"
#include "site_agent/radiomics/ibsi/named_values.h"

namespace osteon::ibsi {
namespace {

double Mode(const Distribution& distribution, double mean) {
  std::size_t mode = 0;
  for (std::size_t i = 1; i < distribution.counts.size(); ++i) {
    const bool nearer = std::abs(distribution.values[i] - mean) < std::abs(distribution.values[mode] - mean);
    if (distribution.counts[i] > distribution.counts[mode] ||
        (distribution.counts[i] == distribution.counts[mode] && nearer)) {
      mode = i;
    }
  }
  return distribution.values[mode];
}

struct Gradients {
  double maximum = kNotDefined, maximum_level = kNotDefined;
  double minimum = kNotDefined, minimum_level = kNotDefined;
};

// `counts` is of levels 1 to Ng.
Gradients FindGradients(const std::vector<double>& counts) {
  Gradients gradients;
  if (counts.size() < 2) return gradients;
  const std::size_t last = counts.size() - 1;
  for (std::size_t i = 0; i <= last; ++i) {
    const double gradient = i == 0      ? counts[1] - counts[0]
                            : i == last ? counts[last] - counts[last - 1]
                                        : (counts[i + 1] - counts[i - 1]) / 2;
    const auto level = static_cast<double>(i + 1);
    if (i == 0 || gradient > gradients.maximum) {
      gradients.maximum = gradient;
      gradients.maximum_level = level;
    }
    if (i == 0 || gradient < gradients.minimum) {
      gradients.minimum = gradient;
      gradients.minimum_level = level;
    }
  }
  return gradients;
}

}  // namespace

std::vector<NamedFeature> IntensityHistogramFeatures() {
  return {
      {"mean_discretised_intensity", "X6K6"},
      {"discretised_intensity_variance", "CH89"},
      {"discretised_intensity_skewness", "88K1"},
      {"excess_discretised_intensity_kurtosis", "C3I7"},
      {"median_discretised_intensity", "WIFQ"},
      {"minimum_discretised_intensity", "1PR8"},
      {"10th_discretised_intensity_percentile", "GPMT"},
      {"90th_discretised_intensity_percentile", "OZ0C"},
      {"maximum_discretised_intensity", "3NCY"},
      {"intensity_histogram_mode", "AMMC"},
      {"discretised_intensity_interquartile_range", "WR0O"},
      {"discretised_intensity_range", "5Z3W"},
      {"intensity_histogram_mean_absolute_deviation", "D2ZX"},
      {"intensity_histogram_robust_mean_absolute_deviation", "WRZB"},
      {"intensity_histogram_median_absolute_deviation", "4RNL"},
      {"intensity_histogram_coefficient_of_variation", "CWYJ"},
      {"intensity_histogram_quartile_coefficient_of_dispersion", "SLWD"},
      {"discretised_intensity_entropy", "TLU2"},
      {"discretised_intensity_uniformity", "BJ5W"},
      {"maximum_histogram_gradient", "12CE"},
      {"maximum_histogram_gradient_intensity", "8E6O"},
      {"minimum_histogram_gradient", "VQB3"},
      {"minimum_histogram_gradient_intensity", "RHQZ"},
  };
}

absl::StatusOr<Features> ComputeIntensityHistogram(const GreyLevels& levels) {
  Distribution distribution;
  std::vector<double> counts;
  for (std::size_t i = 0; i < static_cast<std::size_t>(levels.Highest()); ++i) {
    const std::size_t count = levels.histogram[i];
    counts.push_back(static_cast<double>(count));
    if (count == 0) continue;
    distribution.values.push_back(static_cast<double>(i + 1));
    distribution.counts.push_back(count);
    distribution.total += count;
  }
  if (distribution.total == 0) {
    return absl::InvalidArgumentError("intensity histogram: the region has no voxels");
  }
  const Summary s = Summarise(distribution);
  double entropy = 0, uniformity = 0;
  for (const std::size_t count : distribution.counts) {
    const double p = static_cast<double>(count) / static_cast<double>(distribution.total);
    entropy += p * std::log2(1 / p);
    uniformity += p * p;
  }
  const Gradients gradients = FindGradients(counts);
  return NameValues(IntensityHistogramFeatures(), {s.mean,
                                                   s.variance,
                                                   s.skewness,
                                                   s.excess_kurtosis,
                                                   s.median,
                                                   s.minimum,
                                                   s.percentile_10,
                                                   s.percentile_90,
                                                   s.maximum,
                                                   Mode(distribution, s.mean),
                                                   s.interquartile_range,
                                                   s.range,
                                                   s.mean_absolute_deviation,
                                                   s.robust_mean_absolute_deviation,
                                                   s.median_absolute_deviation,
                                                   s.coefficient_of_variation,
                                                   s.quartile_coefficient_of_dispersion,
                                                   entropy,
                                                   uniformity,
                                                   gradients.maximum,
                                                   gradients.maximum_level,
                                                   gradients.minimum,
                                                   gradients.minimum_level});
}

}  // namespace osteon::ibsi
