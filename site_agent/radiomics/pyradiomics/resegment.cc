#include "site_agent/radiomics/pyradiomics/resegment.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "site_agent/radiomics/pyradiomics/pairwise_sum.h"

namespace osteon {
namespace {

// A bound of the settings is intensity offset + factor * bound.
struct Scale {
  double offset = 0, factor = 1;
};

// numpy.mean and numpy.std, which add in the type of the image.
template <typename T>
Scale MeanAndDeviation(const std::vector<double>& intensities) {
  std::vector<T> values(intensities.begin(), intensities.end());
  const auto n = static_cast<T>(values.size());
  const T mean = NumpySum<T>(values) / n;
  for (T& value : values) value = (value - mean) * (value - mean);
  const T deviation = std::sqrt(NumpySum<T>(values) / n);
  return {static_cast<double>(mean), static_cast<double>(deviation)};
}

Scale ScaleOf(const Region& region, ResegmentMode mode) {
  if (mode == ResegmentMode::kAbsolute) return {};
  std::vector<double> inside;
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] != 0) inside.push_back(region.intensities[i]);
  }
  if (mode == ResegmentMode::kRelative) return {0, *std::max_element(inside.begin(), inside.end())};
  return region.single_precision ? MeanAndDeviation<float>(inside) : MeanAndDeviation<double>(inside);
}

}  // namespace

absl::StatusOr<Region> Resegment(const Region& region, const ResegmentSettings& settings,
                                 const RegionLimits& limits) {
  const Scale scale = ScaleOf(region, settings.mode);
  // NumPy compares an array of floats with the bound as a float.
  const auto bound = [&](double value) {
    const double scaled = scale.offset + scale.factor * value;
    return region.single_precision ? static_cast<double>(static_cast<float>(scaled)) : scaled;
  };
  const double lower = bound(settings.lower);
  const double upper =
      settings.upper.has_value() ? bound(*settings.upper) : std::numeric_limits<double>::infinity();
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
