#include "site_agent/imaging/resample.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/imaging/bspline.h"
#include "site_agent/imaging/resample_grid.h"
#include "site_agent/imaging/resample_window.h"

namespace osteon {
namespace {

constexpr double kMostVoxels = 2147483648.0;

// The two voxels between which a place lies, and how far it is from the first.
struct Between {
  std::size_t low, high;
  double part;
};

Between Neighbours(double place, std::size_t size) {
  const double low = std::max(0.0, std::floor(place));
  const auto first = std::min(static_cast<std::size_t>(low), size - 1);
  return {first, std::min(first + 1, size - 1), std::max(0.0, place - static_cast<double>(first))};
}

// value(place in the old grid) for each voxel of the new one that lies in the old.
template <typename T, typename Value>
std::vector<T> Sample(const Grid& from, const Grid& to, Value value) {
  const GridMap map(from, to);
  std::vector<T> result(to.VoxelCount(), T{0});
  std::size_t i = 0;
  for (std::size_t z = 0; z < to.size[2]; ++z) {
    for (std::size_t y = 0; y < to.size[1]; ++y) {
      const RowPlaces row = map.Row(y, z);
      for (std::size_t x = 0; x < to.size[0]; ++x, ++i) {
        const Place place = row.At(x, to.size[0]);
        if (InsideGrid(place, from.size)) result[i] = value(place);
      }
    }
  }
  return result;
}

// The box of voxels of `from` that places of `to` reach, with `margin` voxels around it, and its values.
struct Part {
  std::array<std::size_t, 3> lower{}, size{};
  std::vector<double> values;
};

template <typename T>
Part PartAround(const std::vector<T>& voxels, const Grid& from, const Grid& to, std::size_t margin) {
  Place low = PlaceOfPoint(from, to.origin_mm), high = low;
  for (std::size_t corner = 1; corner < 8; ++corner) {
    Place last{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if ((corner >> axis & 1) == 1) last[axis] = static_cast<double>(to.size[axis]);
    }
    const Place place = PlaceOfPoint(from, PointOfPlace(to, last));
    for (std::size_t axis = 0; axis < 3; ++axis) {
      low[axis] = std::min(low[axis], place[axis]);
      high[axis] = std::max(high[axis], place[axis]);
    }
  }
  Part part;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto last = static_cast<double>(from.size[axis] - 1), around = static_cast<double>(margin);
    part.lower[axis] = static_cast<std::size_t>(std::clamp(std::floor(low[axis]) - around, 0.0, last));
    const double upper = std::clamp(std::ceil(high[axis]) + around, 0.0, last);
    part.size[axis] = static_cast<std::size_t>(upper) - part.lower[axis] + 1;
  }
  part.values.reserve(part.size[0] * part.size[1] * part.size[2]);
  for (std::size_t z = 0; z < part.size[2]; ++z) {
    for (std::size_t y = 0; y < part.size[1]; ++y) {
      const T* row = voxels.data() + part.lower[0] +
                     from.size[0] * (part.lower[1] + y + from.size[1] * (part.lower[2] + z));
      for (std::size_t x = 0; x < part.size[0]; ++x) part.values.push_back(static_cast<double>(row[x]));
    }
  }
  return part;
}

template <typename T>
std::vector<T> SampleNearest(const std::vector<T>& voxels, const Grid& from, const Grid& to) {
  const auto nearest = [&](const Place& place, std::size_t axis) {
    const auto last = static_cast<std::ptrdiff_t>(from.size[axis]) - 1;
    return static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(NearestVoxel(place[axis]), 0, last));
  };
  return Sample<T>(from, to, [&](const Place& place) {
    return voxels[nearest(place, 0) + from.size[0] * (nearest(place, 1) + from.size[1] * nearest(place, 2))];
  });
}

template <typename T>
T CastTo(double value) {
  if constexpr (std::is_integral_v<T>) {
    constexpr auto kLowest = static_cast<double>(std::numeric_limits<T>::lowest());
    constexpr auto kHighest = static_cast<double>(std::numeric_limits<T>::max());
    if (value <= kLowest) return std::numeric_limits<T>::lowest();
    if (value >= kHighest) return std::numeric_limits<T>::max();
  }
  return static_cast<T>(value);
}

template <typename T>
std::vector<T> ResampleVoxels(const std::vector<T>& voxels, const Grid& from, const Grid& to,
                              Interpolator interpolator) {
  const auto [nx, ny, nz] = from.size;
  const auto at = [&, nx = nx, ny = ny](std::size_t x, std::size_t y, std::size_t z) {
    return static_cast<double>(voxels[x + nx * (y + ny * z)]);
  };
  switch (interpolator) {
    case Interpolator::kNearestNeighbour:
      return SampleNearest(voxels, from, to);
    case Interpolator::kLinear:
      return Sample<T>(from, to, [&, nx = nx, ny = ny, nz = nz](const Place& place) {
        const Between a = Neighbours(place[0], nx), b = Neighbours(place[1], ny),
                      c = Neighbours(place[2], nz);
        const auto along_x = [&](std::size_t v, std::size_t w) {
          const double low = at(a.low, v, w);
          return low + (at(a.high, v, w) - low) * a.part;
        };
        const auto along_y = [&](std::size_t w) {
          const double low = along_x(b.low, w);
          return low + (along_x(b.high, w) - low) * b.part;
        };
        const double low = along_y(c.low);
        return CastTo<T>(low + (along_y(c.high) - low) * c.part);
      });
    case Interpolator::kCubicBSpline: {
      Part part = PartAround(voxels, from, to, CubicBSpline::kReach);
      const CubicBSpline spline(std::move(part.values), part.size, part.lower, from.size);
      return Sample<T>(from, to, [&](const Place& place) { return CastTo<T>(spline.At(place)); });
    }
    default:
      break;
  }
  Part part = PartAround(voxels, from, to, kWindowReach);
  const WindowInterpolation window(interpolator, std::move(part.values), from, part.lower, part.size);
  return Sample<T>(from, to, [&](const Place& place) { return CastTo<T>(window.At(place)); });
}

// The part of the new grid that holds the region with its margin.
absl::StatusOr<Grid> NewGrid(const Grid& mask, const Region& region, const std::array<double, 3>& spacing_mm,
                             int margin) {
  Grid grid = mask;
  grid.spacing_mm = spacing_mm;
  Place origin{};
  double voxels = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double ratio = mask.spacing_mm[axis] / spacing_mm[axis];
    const auto lower = static_cast<double>(region.lower[axis]), size = static_cast<double>(region.size[axis]);
    const double highest = std::ceil(static_cast<double>(mask.size[axis]) * ratio) - 1;
    const double first = std::max(0.0, std::floor((lower - 0.5) * ratio - margin));
    const double last = std::min(highest, std::ceil((lower + size - 0.5) * ratio + margin));
    voxels *= std::max(1.0, last - first + 1);
    if (!(voxels < kMostVoxels)) {
      return absl::ResourceExhaustedError(absl::StrCat("resampling to ", spacing_mm[0], " x ", spacing_mm[1],
                                                       " x ", spacing_mm[2],
                                                       " mm needs more than 2^31 voxels"));
    }
    grid.size[axis] = static_cast<std::size_t>(std::max(1.0, last - first + 1));
    origin[axis] = 0.5 * (spacing_mm[axis] - mask.spacing_mm[axis]) / mask.spacing_mm[axis] + first / ratio;
  }
  grid.origin_mm = PointOfPlace(mask, origin);
  return grid;
}

// 1 for the label, 0 for every other voxel.
std::vector<std::uint8_t> LabelOnly(const Volume& mask, std::int64_t label) {
  return std::visit(
      [&](const auto& labels) {
        std::vector<std::uint8_t> only(labels.size());
        for (std::size_t i = 0; i < labels.size(); ++i) {
          only[i] = static_cast<double>(labels[i]) == static_cast<double>(label) ? 1 : 0;
        }
        return only;
      },
      mask.voxels);
}

std::string PlaceText(const Place& place) {
  return absl::StrCat("(", place[0], ", ", place[1], ", ", place[2], ")");
}

// PyRadiomics' _checkROI: the corners of the region's box must lie in the image.
absl::Status CheckInside(const Grid& image, const Grid& mask, const Region& region) {
  constexpr double kTolerance = 1e-3;  // voxels
  Place first{}, last{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    first[axis] = static_cast<double>(region.lower[axis]) - 0.5;
    last[axis] = static_cast<double>(region.lower[axis] + region.size[axis]) - 0.5;
  }
  const Place a = PlaceOfPoint(image, PointOfPlace(mask, first));
  const Place b = PlaceOfPoint(image, PointOfPlace(mask, last));
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (std::min(a[axis], b[axis]) >= -0.5 - kTolerance &&
        std::max(a[axis], b[axis]) <= static_cast<double>(image.size[axis]) - 0.5 + kTolerance) {
      continue;
    }
    return absl::InvalidArgumentError(absl::StrCat(
        "the region reaches outside the image: its corners are at ", PlaceText(a), " and ", PlaceText(b),
        " in voxels of the image, which has ", image.size[0], " x ", image.size[1], " x ", image.size[2]));
  }
  return absl::OkStatus();
}

bool IsSame(const Grid& a, const Grid& b) {
  return a.size == b.size && a.spacing_mm == b.spacing_mm && a.origin_mm == b.origin_mm &&
         a.direction == b.direction;
}

ResampledCase CropBoth(const Volume& image, const Volume& mask, const Region& region, std::size_t margin) {
  std::array<std::size_t, 3> lower{}, size{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    lower[axis] = region.lower[axis] - std::min(region.lower[axis], margin);
    size[axis] =
        std::min(region.lower[axis] + region.size[axis] + margin, image.grid.size[axis]) - lower[axis];
  }
  return {CropVolume(image, lower, size), CropVolume(mask, lower, size)};
}

}  // namespace

absl::StatusOr<Volume> MaskOnGrid(const Volume& mask, std::int64_t label, const Region& region,
                                  const Grid& grid) {
  OSTEON_RETURN_IF_ERROR(CheckInside(grid, mask.grid, region));
  std::vector<std::uint8_t> only = LabelOnly(mask, label);
  if (!IsSame(mask.grid, grid)) only = SampleNearest(only, mask.grid, grid);
  return Volume{grid, std::move(only)};
}

absl::StatusOr<ResampledCase> Resample(const Volume& image, const Volume& mask, std::int64_t label,
                                       const Region& region, const ResampleSettings& settings) {
  OSTEON_RETURN_IF_ERROR(CheckInside(image.grid, mask.grid, region));
  std::array<double, 3> spacing_mm = settings.spacing_mm;
  bool same = true;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (spacing_mm[axis] == 0 || region.size[axis] == 1) spacing_mm[axis] = mask.grid.spacing_mm[axis];
    const double difference = std::abs(image.grid.spacing_mm[axis] - spacing_mm[axis]);
    same = same && difference <= 1e-8 + 1e-5 * spacing_mm[axis];  // numpy.allclose
  }
  if (same) {
    OSTEON_ASSIGN_OR_RETURN(const Volume only, MaskOnGrid(mask, label, region, image.grid));
    Region there = region;
    if (!IsSame(mask.grid, image.grid)) {
      OSTEON_ASSIGN_OR_RETURN(there,
                              CropRegion(only, only, 1, {.minimum_dimensions = 0, .minimum_size = {}}));
    }
    return CropBoth(image, only, there, static_cast<std::size_t>(settings.margin));
  }
  OSTEON_ASSIGN_OR_RETURN(const Grid grid, NewGrid(mask.grid, region, spacing_mm, settings.margin));
  ResampledCase result;
  result.image.grid = result.mask.grid = grid;
  std::visit(
      [&](const auto& voxels) {
        result.image.voxels = ResampleVoxels(voxels, image.grid, grid, settings.interpolator);
      },
      image.voxels);
  result.mask.voxels = SampleNearest(LabelOnly(mask, label), mask.grid, grid);
  return result;
}

}  // namespace osteon
