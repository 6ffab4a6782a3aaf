#include "site_agent/radiomics/ibsi/intensity_volume_histogram.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/radiomics/ibsi/distribution.h"
#include "site_agent/radiomics/ibsi/named_values.h"

namespace osteon::ibsi {
namespace {

constexpr double kMostSteps = 1e7;

// The discretised intensities of the range: step k = 0, 1, ..., count - 1 stands for first + k * spacing. A
// voxel of intensity x is at step floor(bins * (x - low) / width), which may lie outside the range.
struct Steps {
  double low = 0, bins = 1, width = 1;
  double first = 0, spacing = 1;
  double count = 1;

  double Of(double intensity) const { return std::floor(bins * (intensity - low) / width); }
};

absl::Status CheckRange(double lower, double upper) {
  if (lower < upper) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("intensity-volume histogram: the range from ", lower, " to ",
                                                 upper, " is empty; its lower bound must be the lower"));
}

struct Bounds {
  double lower, upper;
};

absl::StatusOr<Bounds> BoundsOf(const std::optional<double>& lower, const std::optional<double>& upper,
                                const Distribution& distribution) {
  const Bounds bounds{lower.value_or(distribution.values.front()),
                      upper.value_or(distribution.values.back())};
  if (lower.has_value() || upper.has_value()) {
    OSTEON_RETURN_IF_ERROR(CheckRange(bounds.lower, bounds.upper));
  }
  return bounds;
}

absl::StatusOr<Steps> StepsOf(const IvhDiscrete& settings, const Distribution& distribution) {
  OSTEON_ASSIGN_OR_RETURN(const Bounds bounds, BoundsOf(settings.lower, settings.upper, distribution));
  return Steps{
      .low = bounds.lower, .first = bounds.lower, .count = std::floor(bounds.upper - bounds.lower) + 1};
}

absl::StatusOr<Steps> StepsOf(const IvhFixedBinSize& settings, const Distribution& distribution) {
  const double width = settings.bin_width;
  if (!(width > 0 && std::isfinite(width))) {
    return absl::InvalidArgumentError(
        absl::StrCat("intensity-volume histogram: the bin width is ", width, "; it must be above 0"));
  }
  OSTEON_ASSIGN_OR_RETURN(const Bounds bounds, BoundsOf(settings.lower, settings.upper, distribution));
  return Steps{.low = bounds.lower,
               .width = width,
               .first = bounds.lower + 0.5 * width,
               .spacing = width,
               .count = std::max(1.0, std::ceil((bounds.upper - bounds.lower) / width))};
}

absl::StatusOr<Steps> StepsOf(const IvhFixedBinNumber& settings, const Distribution& distribution) {
  if (settings.bin_count < 1) {
    return absl::InvalidArgumentError(absl::StrCat("intensity-volume histogram: the number of bins is ",
                                                   settings.bin_count, "; it must be at least 1"));
  }
  const auto count = static_cast<double>(settings.bin_count);
  const double range = distribution.values.back() - distribution.values.front();
  if (range == 0) return Steps{.low = distribution.values.front(), .first = 1};
  return Steps{.low = distribution.values.front(), .bins = count, .width = range, .first = 1, .count = count};
}

// How many voxels are at step k or above.
std::vector<double> VoxelsFrom(const Steps& steps, const Distribution& distribution) {
  std::vector<double> voxels(static_cast<std::size_t>(steps.count), 0.0);
  for (std::size_t i = 0; i < distribution.values.size(); ++i) {
    const double step = steps.Of(distribution.values[i]);
    if (step < 0) continue;  // below the range
    const auto k = static_cast<std::size_t>(std::min(step, steps.count - 1));
    voxels[k] += static_cast<double>(distribution.counts[i]);
  }
  for (std::size_t k = voxels.size() - 1; k > 0; --k) voxels[k - 1] += voxels[k];
  return voxels;
}

bool IsOneStep(const Steps& steps, const Distribution& distribution) {
  return steps.Of(distribution.values.front()) == steps.Of(distribution.values.back());
}

}  // namespace

std::vector<NamedFeature> IntensityVolumeHistogramFeatures() {
  return {
      {"volume_at_intensity_fraction_10", "BC2M"},
      {"volume_at_intensity_fraction_90", "BC2M"},
      {"intensity_at_volume_fraction_10", "GBPN"},
      {"intensity_at_volume_fraction_90", "GBPN"},
      {"volume_fraction_difference_between_intensity_fractions_10_90", "DDTU"},
      {"intensity_fraction_difference_between_volume_fractions_10_90", "CNV2"},
      {"area_under_the_ivh_curve", "9CMM"},
  };
}

absl::StatusOr<Features> ComputeIntensityVolumeHistogram(const Region& intensity,
                                                         const IvhSettings& settings) {
  const Distribution distribution = DistributionOf(intensity);
  if (distribution.total == 0) {
    return absl::InvalidArgumentError("intensity-volume histogram: the region has no voxels");
  }
  OSTEON_ASSIGN_OR_RETURN(
      const Steps steps, std::visit([&](const auto& kind) { return StepsOf(kind, distribution); }, settings));
  if (!(steps.count <= kMostSteps)) {
    return absl::InvalidArgumentError(
        absl::StrCat("intensity-volume histogram: from ", steps.low, " there are ", steps.count, " steps of ",
                     steps.spacing, "; at most ", kMostSteps,
                     " are possible: choose a wider bin or a fixed number of bins"));
  }
  const std::vector<double> voxels = VoxelsFrom(steps, distribution);
  const auto n = static_cast<double>(distribution.total);
  const double intervals = steps.count - 1;

  // The volume fraction falls as intensity rises, so the largest with an intensity fraction k / intervals of
  // at least a percentage is the one at the first such step.
  const auto volume_at = [&](double percent) {
    if (intervals == 0) return kNotDefined;
    return voxels[static_cast<std::size_t>(std::ceil(percent * intervals / 100))] / n;
  };
  const auto intensity_at = [&](double percent) {
    const auto found =
        std::find_if(voxels.begin(), voxels.end(), [&](double count) { return 100 * count <= percent * n; });
    return found == voxels.end() ? kNotDefined
                                 : steps.first + static_cast<double>(found - voxels.begin()) * steps.spacing;
  };
  double area = 0;  // by trapezia; steps are 1 / intervals apart
  if (intervals > 0 && !IsOneStep(steps, distribution)) {
    for (const double count : voxels) area += count;
    area = (area - 0.5 * (voxels.front() + voxels.back())) / n / intervals;
  }
  const double v10 = volume_at(10), v90 = volume_at(90), i10 = intensity_at(10), i90 = intensity_at(90);
  return NameValues(IntensityVolumeHistogramFeatures(), {v10, v90, i10, i90, v10 - v90, i10 - i90, area});
}

}  // namespace osteon::ibsi
