#include "site_agent/radiomics/pyradiomics/firstorder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace osteon {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

std::vector<double> RegionIntensities(const Region& region) {
  std::vector<double> values;
  values.reserve(region.voxel_count);
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] != 0) values.push_back(region.intensities[i]);
  }
  return values;
}

// Percentiles for ascending fractions, by partial sorting: each search begins where the last one ended.
template <std::size_t n>
std::array<double, n> Percentiles(std::vector<double> values, const std::array<double, n>& fractions) {
  std::array<double, n> percentiles{};
  auto begin = values.begin();
  for (std::size_t i = 0; i < n; ++i) {
    const double position = fractions[i] * static_cast<double>(values.size() - 1);
    const auto lower = static_cast<std::ptrdiff_t>(std::floor(position));
    const double part = position - std::floor(position);
    std::nth_element(begin, values.begin() + lower, values.end());
    begin = values.begin() + lower;
    const double low = *begin;
    const double high = begin + 1 == values.end() ? low : *std::min_element(begin + 1, values.end());
    percentiles[i] = part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
  }
  return percentiles;
}

struct Moments {
  double mean = 0, second = 0, third = 0, fourth = 0;  // about the mean, divided by n
  double absolute = 0;                                 // mean distance from the mean
  double energy = 0;                                   // sum of squares of the shifted values
};

Moments ComputeMoments(const std::vector<double>& values, double shift) {
  const auto n = static_cast<double>(values.size());
  Moments moments;
  double sum = 0;
  for (const double value : values) {
    sum += value;
    moments.energy += (value + shift) * (value + shift);
  }
  moments.mean = sum / n;
  for (const double value : values) {
    const double distance = value - moments.mean, square = distance * distance;
    moments.absolute += std::abs(distance);
    moments.second += square;
    moments.third += square * distance;
    moments.fourth += square * square;
  }
  moments.absolute /= n;
  moments.second /= n;
  moments.third /= n;
  moments.fourth /= n;
  return moments;
}

// Mean distance from their mean of the values between two percentiles, ends included.
double RobustDeviation(const std::vector<double>& values, double low, double high) {
  double sum = 0, count = 0;
  for (const double value : values) {
    if (value < low || value > high) continue;
    sum += value;
    ++count;
  }
  const double mean = sum / count;
  double deviation = 0;
  for (const double value : values) {
    if (value >= low && value <= high) deviation += std::abs(value - mean);
  }
  return deviation / count;
}

}  // namespace

Features ComputeFirstOrder(const Region& region, const GreyLevels& levels, double voxel_array_shift) {
  const std::vector<double> values = RegionIntensities(region);
  const auto n = static_cast<double>(values.size());
  const auto [minimum, maximum] = std::minmax_element(values.begin(), values.end());
  const auto [p10, p25, p50, p75, p90] = Percentiles<5>(values, {0.10, 0.25, 0.50, 0.75, 0.90});
  const Moments moments = ComputeMoments(values, voxel_array_shift);
  double entropy = 0, uniformity = 0;
  for (const std::size_t count : levels.histogram) {
    const double p = static_cast<double>(count) / n;
    const double lifted = (static_cast<double>(count) + kEpsilon) / n;
    entropy -= lifted * std::log2(lifted);
    uniformity += p * p;
  }
  const bool flat = moments.second == 0;
  const double voxel_mm3 = region.spacing_mm[0] * region.spacing_mm[1] * region.spacing_mm[2];
  return {
      {"10Percentile", p10},
      {"90Percentile", p90},
      {"Energy", moments.energy},
      {"Entropy", entropy},
      {"InterquartileRange", p75 - p25},
      {"Kurtosis", flat ? 0 : moments.fourth / (moments.second * moments.second)},
      {"Maximum", *maximum},
      {"MeanAbsoluteDeviation", moments.absolute},
      {"Mean", moments.mean},
      {"Median", p50},
      {"Minimum", *minimum},
      {"Range", *maximum - *minimum},
      {"RobustMeanAbsoluteDeviation", RobustDeviation(values, p10, p90)},
      {"RootMeanSquared", std::sqrt(moments.energy / n)},
      {"Skewness", flat ? 0 : moments.third / (moments.second * std::sqrt(moments.second))},
      {"TotalEnergy", voxel_mm3 * moments.energy},
      {"Uniformity", uniformity},
      {"Variance", moments.second},
      {"StandardDeviation", std::sqrt(moments.second)},
  };
}

}  // namespace osteon
