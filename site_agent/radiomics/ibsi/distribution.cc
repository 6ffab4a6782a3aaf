#include "site_agent/radiomics/ibsi/distribution.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace osteon::ibsi {
namespace {

// Whole numbers over a short range, as in CT, are counted; anything else is sorted.
constexpr double kLongestCount = 65536;

Distribution Count(const std::vector<double>& values, double minimum, double maximum) {
  std::vector<std::size_t> counts(static_cast<std::size_t>(maximum - minimum) + 1, 0);
  for (const double value : values) ++counts[static_cast<std::size_t>(value - minimum)];
  Distribution distribution;
  distribution.total = values.size();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    distribution.values.push_back(minimum + static_cast<double>(i));
    distribution.counts.push_back(counts[i]);
  }
  return distribution;
}

Distribution Sort(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  Distribution distribution;
  distribution.total = values.size();
  for (const double value : values) {
    if (distribution.values.empty() || distribution.values.back() != value) {
      distribution.values.push_back(value);
      distribution.counts.push_back(0);
    }
    ++distribution.counts.back();
  }
  return distribution;
}

// Mean distance from their mean of the values between two percentiles, ends included.
double RobustDeviation(const Distribution& distribution, double low, double high) {
  double sum = 0, count = 0;
  const auto for_each = [&](auto use) {
    for (std::size_t i = 0; i < distribution.values.size(); ++i) {
      const double value = distribution.values[i];
      if (value >= low && value <= high) use(value, static_cast<double>(distribution.counts[i]));
    }
  };
  for_each([&](double value, double times) {
    sum += times * value;
    count += times;
  });
  const double mean = sum / count;
  double deviation = 0;
  for_each([&](double value, double times) { deviation += times * std::abs(value - mean); });
  return deviation / count;
}

}  // namespace

Distribution DistributionOf(const Region& region) {
  std::vector<double> values;
  values.reserve(region.voxel_count);
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] != 0) values.push_back(region.intensities[i]);
  }
  if (values.empty()) return {};
  const auto [minimum, maximum] = std::minmax_element(values.begin(), values.end());
  const bool whole =
      std::all_of(values.begin(), values.end(), [](double value) { return value == std::floor(value); });
  return whole && *maximum - *minimum < kLongestCount ? Count(values, *minimum, *maximum)
                                                      : Sort(std::move(values));
}

double Percentile(const Distribution& distribution, double fraction) {
  const double position = fraction * static_cast<double>(distribution.total - 1);
  const auto below = static_cast<std::size_t>(position);
  std::size_t i = 0,
              end = distribution.counts[0];  // of the sorted values, those before end are up to value i
  while (end <= below) end += distribution.counts[++i];
  const double low = distribution.values[i];
  if (end > below + 1 || i + 1 == distribution.values.size()) return low;
  return low + (distribution.values[i + 1] - low) * (position - static_cast<double>(below));
}

Summary Summarise(const Distribution& distribution) {
  const auto n = static_cast<double>(distribution.total);
  Summary summary;
  summary.minimum = distribution.values.front();
  summary.maximum = distribution.values.back();
  double above_minimum = 0;  // a region of one value has exactly that mean
  for (std::size_t i = 0; i < distribution.values.size(); ++i) {
    above_minimum += static_cast<double>(distribution.counts[i]) * (distribution.values[i] - summary.minimum);
  }
  summary.mean = summary.minimum + above_minimum / n;
  summary.median = Percentile(distribution, 0.5);
  double third = 0, fourth = 0;
  for (std::size_t i = 0; i < distribution.values.size(); ++i) {
    const auto times = static_cast<double>(distribution.counts[i]);
    const double value = distribution.values[i];
    const double distance = value - summary.mean, square = distance * distance;
    summary.variance += times * square;
    third += times * square * distance;
    fourth += times * square * square;
    summary.mean_absolute_deviation += times * std::abs(distance);
    summary.median_absolute_deviation += times * std::abs(value - summary.median);
    summary.energy += times * value * value;
  }
  summary.variance /= n;
  summary.mean_absolute_deviation /= n;
  summary.median_absolute_deviation /= n;
  if (summary.variance > 0) {
    summary.skewness = third / n / (summary.variance * std::sqrt(summary.variance));
    summary.excess_kurtosis = fourth / n / (summary.variance * summary.variance) - 3;
  }
  summary.percentile_10 = Percentile(distribution, 0.10);
  summary.percentile_90 = Percentile(distribution, 0.90);
  const double p25 = Percentile(distribution, 0.25), p75 = Percentile(distribution, 0.75);
  summary.interquartile_range = p75 - p25;
  summary.range = summary.maximum - summary.minimum;
  summary.robust_mean_absolute_deviation =
      RobustDeviation(distribution, summary.percentile_10, summary.percentile_90);
  summary.coefficient_of_variation = std::sqrt(summary.variance) / summary.mean;
  summary.quartile_coefficient_of_dispersion = (p75 - p25) / (p75 + p25);
  summary.root_mean_square = std::sqrt(summary.energy / n);
  return summary;
}

}  // namespace osteon::ibsi
