#include "site_agent/radiomics/ibsi/discretisation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace osteon::ibsi {
namespace {

constexpr double kMostLevels = std::numeric_limits<std::uint16_t>::max();

template <typename LevelOf>
GreyLevels Levels(const Region& region, LevelOf level_of) {
  GreyLevels levels;
  levels.level.assign(region.mask.size(), 0);
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] == 0) continue;
    const auto level = static_cast<std::uint16_t>(level_of(region.intensities[i]));
    levels.level[i] = level;
    if (levels.histogram.size() < level) levels.histogram.resize(level, 0);
    ++levels.histogram[level - 1U];
  }
  for (std::size_t bin = 0; bin < levels.histogram.size(); ++bin) {
    if (levels.histogram[bin] > 0) levels.present.push_back(static_cast<std::uint16_t>(bin + 1));
  }
  return levels;
}

absl::Status CheckLevels(const Region& region) {
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    const double value = region.intensities[i];
    if (region.mask[i] == 0 || (value >= 1 && value <= kMostLevels && value == std::floor(value))) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("without discretisation intensities are grey levels and must be whole numbers from 1 to "
                     "65535; found ",
                     value, "; ask for `fbs` or `fbn`"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<GreyLevels> Discretise(const Region& region, const DiscretisationSettings& settings,
                                      std::optional<double> lower_bound) {
  if (settings.method == Discretisation::kNone) {
    if (const absl::Status status = CheckLevels(region); !status.ok()) return status;
    return Levels(region, [](double value) { return value; });
  }
  double minimum = std::numeric_limits<double>::infinity(), maximum = -minimum;
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] == 0) continue;
    minimum = std::min(minimum, region.intensities[i]);
    maximum = std::max(maximum, region.intensities[i]);
  }
  if (settings.method == Discretisation::kFixedBinNumber) {
    const double range = maximum - minimum, n = settings.bin_count;
    if (!std::isfinite(n * range)) {
      return absl::InvalidArgumentError(absl::StrCat("intensities from ", minimum, " to ", maximum,
                                                     " are too far apart for ", n, " grey levels"));
    }
    return Levels(region, [=](double value) {
      return value < maximum ? std::min(std::floor(n * (value - minimum) / range) + 1, n) : n;
    });
  }
  const double low = lower_bound.value_or(minimum), width = settings.bin_size;
  const double highest = std::floor((maximum - low) / width) + 1;
  if (!(highest <= kMostLevels)) {
    return absl::InvalidArgumentError(absl::StrCat("intensities from ", low, " to ", maximum, " need ",
                                                   highest, " grey levels at bin size ", width,
                                                   "; at most 65535 are possible; choose a larger fbs"));
  }
  return Levels(region, [=](double value) { return std::floor((value - low) / width) + 1; });
}

}  // namespace osteon::ibsi
