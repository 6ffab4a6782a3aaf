#include "models/validation/variable_summary.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>

#include "models/validation/quantile.h"

namespace osteon::models {
namespace {

constexpr double kRoundingOnly = 1e-9;  // of the median
constexpr std::uint64_t kCountStep = 5;
constexpr double kPercentStep = 5;

std::uint64_t RoundedDown(std::uint64_t count) {
  return count - count % kCountStep;
}

// Multiples of mantissa x 10^exponent.
struct Grid {
  int mantissa = 1;  // 1, 2 or 5
  int exponent = 0;

  double step() const { return mantissa * std::pow(10.0, exponent); }
  Grid Coarser() const {
    if (mantissa == 1) return {2, exponent};
    return mantissa == 2 ? Grid{5, exponent} : Grid{1, exponent + 1};
  }
  // Which multiple is nearest.
  double Index(double value) const { return std::nearbyint(value / step()); }
  // The double nearest to that multiple.
  double Value(double index) const {
    const double whole = index * mantissa;
    return exponent < 0 ? whole / std::pow(10.0, -exponent) : whole * std::pow(10.0, exponent);
  }
};

// Whether at least `least` of the sorted values round to the same multiple as `value`.
bool IsShared(const std::vector<double>& sorted, double value, const Grid& grid, std::uint64_t least) {
  const double index = grid.Index(value);
  const auto first = std::partition_point(sorted.begin(), sorted.end(),
                                          [&](double other) { return grid.Index(other) < index; });
  const auto last =
      std::partition_point(first, sorted.end(), [&](double other) { return grid.Index(other) <= index; });
  return static_cast<std::uint64_t>(last - first) >= least;
}

}  // namespace

Maybe<Quartiles> SummariseNumeric(std::vector<double> values, const SummaryFloors& floors) {
  if (values.size() < std::max(floors.min_patients, kLeastSummarised)) return {std::nullopt, "min_patients"};
  std::sort(values.begin(), values.end());
  const std::array<double, 3> quartiles = {Quantile7(values, 0.25), Quantile7(values, 0.5),
                                           Quantile7(values, 0.75)};
  const double iqr = quartiles[2] - quartiles[0];
  if (!(iqr > kRoundingOnly * std::fabs(quartiles[1])) || !std::isnormal(iqr)) {
    return {std::nullopt, "constant"};
  }
  const std::uint64_t least = std::max(floors.min_cell, kLeastInCell);
  const Grid finest{1, static_cast<int>(std::floor(std::log10(iqr))) - 1};
  Grid grid = finest;
  const auto shared = [&] {
    return std::all_of(quartiles.begin(), quartiles.end(),
                       [&](double value) { return IsShared(values, value, grid, least); });
  };
  while (!shared()) {
    if (grid.step() >= iqr) return {std::nullopt, "min_cell"};
    grid = grid.Coarser();
  }
  const auto rounded = [&](double value) { return grid.Value(grid.Index(value)); };
  Quartiles summary{RoundedDown(values.size()), rounded(quartiles[0]), rounded(quartiles[1]),
                    rounded(quartiles[2]), finest.Value(finest.Index(iqr))};
  for (const double number : {summary.lower, summary.median, summary.upper, summary.iqr}) {
    if (!std::isfinite(number)) return {std::nullopt, "constant"};
  }
  return {summary, ""};
}

Maybe<Shares> SummariseLevels(const std::vector<std::uint64_t>& counts, const SummaryFloors& floors) {
  const std::uint64_t measured = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  if (measured < std::max(floors.min_patients, kLeastSummarised)) return {std::nullopt, "min_patients"};
  const std::uint64_t least = std::max(floors.min_cell, kLeastInCell);
  Shares shares{RoundedDown(measured), {}};
  for (const std::uint64_t count : counts) {
    if (count > 0 && count < least) return {std::nullopt, "min_cell"};
    const double percent = 100 * static_cast<double>(count) / static_cast<double>(measured);
    shares.percent.push_back(kPercentStep * std::nearbyint(percent / kPercentStep));
  }
  return {std::move(shares), ""};
}

}  // namespace osteon::models
