#include "site_agent/radiomics/discretisation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace osteon {
namespace {

constexpr double kMostLevels = std::numeric_limits<std::uint16_t>::max();

// The remainder with the sign of the divisor, as Python's %.
double FlooredRemainder(double value, double divisor) {
  const double remainder = std::fmod(value, divisor);
  return remainder != 0 && (remainder < 0) != (divisor < 0) ? remainder + divisor : remainder;
}

}  // namespace

std::vector<double> BinEdges(double minimum, double maximum, const Binning& binning, bool single_precision) {
  std::vector<double> edges;
  if (binning.bin_count.has_value()) {
    if (minimum == maximum) {
      minimum -= 0.5;
      maximum += 0.5;
    }
    const int n = *binning.bin_count;
    const double step = (maximum - minimum) / n;
    for (int i = 0; i < n; ++i) edges.push_back(i * step + minimum);
    edges.push_back(maximum + 1);
    if (single_precision) {
      for (double& edge : edges) edge = static_cast<double>(static_cast<float>(edge));
    }
    return edges;
  }
  const double low = minimum - FlooredRemainder(minimum, binning.bin_width);
  const double high = maximum + 2 * binning.bin_width;
  const double step = (low + binning.bin_width) - low;
  const double count = std::ceil((high - low) / binning.bin_width);
  for (double i = 0; i < count; ++i) edges.push_back(low + i * step);
  return edges;
}

absl::StatusOr<GreyLevels> Discretise(const Region& region, const Binning& binning) {
  double minimum = std::numeric_limits<double>::infinity(), maximum = -minimum;
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] == 0) continue;
    minimum = std::min(minimum, region.intensities[i]);
    maximum = std::max(maximum, region.intensities[i]);
  }
  const double bins =
      binning.bin_count.has_value() ? *binning.bin_count : (maximum - minimum) / binning.bin_width + 3;
  if (!(bins <= kMostLevels) || (!binning.bin_count.has_value() && minimum + binning.bin_width == minimum)) {
    return absl::InvalidArgumentError(absl::StrCat("intensities from ", minimum, " to ", maximum,
                                                   " need more than 65535 grey levels at bin width ",
                                                   binning.bin_width, "; choose a larger binWidth"));
  }
  const std::vector<double> edges = BinEdges(minimum, maximum, binning, region.single_precision);
  const std::size_t last = edges.size() - 1;
  const double width = edges.size() > 1 ? edges[1] - edges[0] : 1;

  GreyLevels levels;
  levels.level.assign(region.mask.size(), 0);
  levels.histogram.assign(std::max<std::size_t>(last, 1), 0);
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] == 0) continue;
    const double value = region.intensities[i];
    // A division finds the bin up to rounding; the edges themselves decide.
    const double guess = (value - edges[0]) / width;  // NaN or infinite where edges are equal by rounding
    std::size_t bin = guess > 0 ? static_cast<std::size_t>(std::min(guess, static_cast<double>(last))) : 0;
    while (bin > 0 && value < edges[bin]) --bin;
    while (bin < last && value >= edges[bin + 1]) ++bin;
    ++levels.histogram[bin];
    levels.level[i] = static_cast<std::uint16_t>(bin + 1);
  }
  for (std::size_t bin = 0; bin < levels.histogram.size(); ++bin) {
    if (levels.histogram[bin] > 0) levels.present.push_back(static_cast<std::uint16_t>(bin + 1));
  }
  return levels;
}

}  // namespace osteon
