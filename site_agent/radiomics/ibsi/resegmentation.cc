#include "site_agent/radiomics/ibsi/resegmentation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace osteon::ibsi {
namespace {

struct Spread {
  double mean = 0, deviation = 0;
};

Spread SpreadOf(const Region& region) {
  const auto n = static_cast<double>(region.voxel_count);
  double sum = 0;
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] != 0) sum += region.intensities[i];
  }
  const double mean = sum / n;
  double squares = 0;
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] != 0) squares += (region.intensities[i] - mean) * (region.intensities[i] - mean);
  }
  return {mean, std::sqrt(squares / n)};
}

}  // namespace

absl::StatusOr<Region> Resegment(const Region& region, const ResegmentationSettings& settings) {
  double lower = settings.lower.value_or(-std::numeric_limits<double>::infinity());
  double upper = settings.upper.value_or(std::numeric_limits<double>::infinity());
  if (settings.outliers.has_value()) {
    const Spread spread = SpreadOf(region);
    lower = std::max(lower, spread.mean - *settings.outliers * spread.deviation);
    upper = std::min(upper, spread.mean + *settings.outliers * spread.deviation);
  }
  Region kept = region;
  double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
  for (std::size_t i = 0; i < kept.mask.size(); ++i) {
    if (kept.mask[i] == 0) continue;
    const double value = kept.intensities[i];
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
    if (value >= lower && value <= upper) continue;
    kept.mask[i] = 0;
    --kept.voxel_count;
  }
  if (kept.voxel_count > 0) return kept;
  return absl::InvalidArgumentError(
      absl::StrCat("re-segmentation to intensities from ", lower, " to ", upper, " leaves none of ",
                   region.voxel_count, " voxels, whose intensities are from ", lowest, " to ", highest));
}

}  // namespace osteon::ibsi
