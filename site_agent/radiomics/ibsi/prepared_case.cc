#include "site_agent/radiomics/ibsi/prepared_case.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/imaging/geometry.h"
#include "site_agent/radiomics/ibsi/interpolation.h"

namespace osteon::ibsi {
namespace {

constexpr double kMostVoxels = 2147483648.0;
constexpr std::size_t kSlicesAtATime = 32;

double Count(const Box& box) {
  return static_cast<double>(box.size[0]) * static_cast<double>(box.size[1]) *
         static_cast<double>(box.size[2]);
}

absl::Status CheckCount(const Box& box, const Grid& grid) {
  if (Count(box) < kMostVoxels) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat("interpolation to ", grid.spacing_mm[0], " x ",
                                                   grid.spacing_mm[1], " x ", grid.spacing_mm[2],
                                                   " mm needs more than 2^31 voxels"));
}

// The smallest box that holds the voxels of `inside`, which lies in `box` of a grid; nullopt where there is
// none.
std::optional<Box> Tight(const std::vector<std::uint8_t>& inside, const Box& box) {
  std::array<std::size_t, 3> first = box.size, end{};
  std::size_t i = 0;
  for (std::size_t z = 0; z < box.size[2]; ++z) {
    for (std::size_t y = 0; y < box.size[1]; ++y) {
      for (std::size_t x = 0; x < box.size[0]; ++x, ++i) {
        if (inside[i] == 0) continue;
        const std::array<std::size_t, 3> at{x, y, z};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          first[axis] = std::min(first[axis], at[axis]);
          end[axis] = std::max(end[axis], at[axis] + 1);
        }
      }
    }
  }
  if (end[0] == 0) return std::nullopt;
  Box tight;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    tight.lower[axis] = box.lower[axis] + first[axis];
    tight.size[axis] = end[axis] - first[axis];
  }
  return tight;
}

Box WithMargin(const Box& box, const Grid& grid, double margin_mm) {
  Box wide;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double voxels =
        std::min(std::ceil(margin_mm / grid.spacing_mm[axis]), static_cast<double>(grid.size[axis]));
    const auto margin = static_cast<std::size_t>(voxels);
    wide.lower[axis] = box.lower[axis] - std::min(box.lower[axis], margin);
    wide.size[axis] = std::min(box.lower[axis] + box.size[axis] + margin, grid.size[axis]) - wide.lower[axis];
  }
  return wide;
}

// Copies the numbers of a box that lies inside another one.
template <typename T>
std::vector<T> Part(const std::vector<T>& values, const Box& whole, const Box& part) {
  std::vector<T> result;
  result.reserve(part.size[0] * part.size[1] * part.size[2]);
  for (std::size_t z = 0; z < part.size[2]; ++z) {
    for (std::size_t y = 0; y < part.size[1]; ++y) {
      const std::size_t begin = part.lower[0] - whole.lower[0] +
                                whole.size[0] * (part.lower[1] - whole.lower[1] + y +
                                                 whole.size[1] * (part.lower[2] - whole.lower[2] + z));
      const auto row = values.begin() + static_cast<std::ptrdiff_t>(begin);
      result.insert(result.end(), row, row + static_cast<std::ptrdiff_t>(part.size[0]));
    }
  }
  return result;
}

absl::Status TooSmall(std::size_t left, const Region& initial, const Grid& grid, double threshold) {
  return absl::InvalidArgumentError(absl::StrCat(
      "interpolation to ", grid.spacing_mm[0], " x ", grid.spacing_mm[1], " x ", grid.spacing_mm[2],
      " mm leaves ", left == 0 ? "no voxel" : "a single voxel", " of the region, which had ",
      initial.voxel_count, ", at partial_volume_threshold ", threshold, "; choose a smaller spacing_mm"));
}

}  // namespace

absl::StatusOr<PreparedCase> PrepareCase(const Volume& image, const Volume& mask, std::int64_t label,
                                         const Region& initial, const Settings& settings, double margin_mm) {
  const InterpolationSettings to = settings.interpolation.value_or(InterpolationSettings{});
  PreparedCase prepared;
  OSTEON_ASSIGN_OR_RETURN(prepared.grid, InterpolationGrid(image.grid, to.spacing_mm));
  const Box reached = BoxReached(image.grid, initial, prepared.grid);
  OSTEON_RETURN_IF_ERROR(CheckCount(reached, prepared.grid));
  const std::vector<std::uint8_t> inside =
      InterpolateMask(mask, label, prepared.grid, reached, to.mask, to.partial_volume_threshold);
  const std::optional<Box> box = Tight(inside, reached);
  const auto count = static_cast<std::size_t>(std::count(inside.begin(), inside.end(), std::uint8_t{1}));
  if (count < 2) return TooSmall(count, initial, prepared.grid, to.partial_volume_threshold);

  const Box wide = WithMargin(*box, prepared.grid, margin_mm);
  OSTEON_RETURN_IF_ERROR(CheckCount(wide, prepared.grid));
  std::vector<double> intensities =
      Interpolate(image, prepared.grid, wide, to.image, settings.round_intensities);
  Region& region = prepared.morphological;
  for (std::size_t axis = 0; axis < 3; ++axis) region.lower[axis] = box->lower[axis] - wide.lower[axis];
  region.size = box->size;
  region.spacing_mm = prepared.grid.spacing_mm;
  region.intensities = Part(intensities, wide, *box);
  region.mask = Part(inside, reached, *box);
  region.voxel_count = count;
  if (!CheckFinite(region).ok()) {
    return absl::InvalidArgumentError(
        "the image holds NaN or infinite values beside the region, which interpolation spreads into it; "
        "replace them, "
        "or use interpolation with image: nearest or linear, which spread them less");
  }

  prepared.image.grid = prepared.grid;
  prepared.image.grid.size = wide.size;
  prepared.image.grid.origin_mm =
      PhysicalPoint(prepared.grid, {static_cast<double>(wide.lower[0]), static_cast<double>(wide.lower[1]),
                                    static_cast<double>(wide.lower[2])});
  prepared.image.voxels = std::move(intensities);
  return prepared;
}

IntensityRange RangeOfInterpolated(const Volume& image, const Grid& grid, const Settings& settings) {
  const Interpolation interpolator = settings.interpolation.value_or(InterpolationSettings{}).image;
  IntensityRange range{0, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (std::size_t z = 0; z < grid.size[2]; z += kSlicesAtATime) {
    const Box slices{{0, 0, z}, {grid.size[0], grid.size[1], std::min(kSlicesAtATime, grid.size[2] - z)}};
    for (const double value : Interpolate(image, grid, slices, interpolator, settings.round_intensities)) {
      range.mean += value;
      range.minimum = std::min(range.minimum, value);
      range.maximum = std::max(range.maximum, value);
    }
  }
  range.mean /= static_cast<double>(grid.VoxelCount());
  return range;
}

}  // namespace osteon::ibsi
