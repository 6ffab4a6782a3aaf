#include "site_agent/radiomics/pyradiomics/resegment.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace osteon {
namespace {

// A bound of the settings is intensity offset + factor * bound.
struct Scale {
  double offset = 0, factor = 1;
};

Scale ScaleOf(const Region& region, ResegmentMode mode) {
  if (mode == ResegmentMode::kAbsolute) return {};
  double maximum = -std::numeric_limits<double>::infinity(), sum = 0;
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] == 0) continue;
    maximum = std::max(maximum, region.intensities[i]);
    sum += region.intensities[i];
  }
  if (mode == ResegmentMode::kRelative) return {0, maximum};
  const auto n = static_cast<double>(region.voxel_count);
  const double mean = sum / n;
  double squares = 0;
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] != 0) squares += (region.intensities[i] - mean) * (region.intensities[i] - mean);
  }
  return {mean, std::sqrt(squares / n)};
}

}  // namespace

absl::StatusOr<Region> Resegment(const Region& region, const ResegmentSettings& settings,
                                 const RegionLimits& limits) {
  const Scale scale = ScaleOf(region, settings.mode);
  const double lower = scale.offset + scale.factor * settings.lower;
  const double upper = settings.upper.has_value() ? scale.offset + scale.factor * *settings.upper
                                                  : std::numeric_limits<double>::infinity();
  Region kept = region;
  for (std::size_t i = 0; i < kept.mask.size(); ++i) {
    if (kept.mask[i] == 0 || (kept.intensities[i] >= lower && kept.intensities[i] <= upper)) continue;
    kept.mask[i] = 0;
    --kept.voxel_count;
  }
  if (kept.voxel_count < 2) {
    return absl::InvalidArgumentError(absl::StrCat("re-segmentation to intensities from ", lower, " to ",
                                                   upper, " leaves ", kept.voxel_count, " of ",
                                                   region.voxel_count, " voxels"));
  }
  return ShrinkToMask(kept, limits);
}

}  // namespace osteon
