#include "site_agent/imaging/resample.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/imaging/bspline.h"
#include "site_agent/imaging/geometry.h"

namespace osteon {
namespace {

constexpr double kMostVoxels = 2147483648.0;

using Index3 = std::array<double, 3>;

// Inverse of a direction matrix (3, 3), row by row.
std::array<double, 9> Inverse(const std::array<double, 9>& m) {
  std::array<double, 9> r{m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
                          m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
                          m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]};
  const double determinant = m[0] * r[0] + m[1] * r[3] + m[2] * r[6];
  for (double& value : r) value /= determinant;
  return r;
}

// The place of a point in voxels of a grid.
Index3 ContinuousIndex(const Grid& grid, const std::array<double, 3>& point) {
  const std::array<double, 9> inverse = Inverse(grid.direction);
  Index3 index{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      index[row] += inverse[3 * row + column] * (point[column] - grid.origin_mm[column]);
    }
    index[row] /= grid.spacing_mm[row];
  }
  return index;
}

// For each voxel of `to` along each axis its place in voxels of `from`. Both have the same direction, so that
// the place along an axis depends on the voxel's number along that axis only.
std::array<std::vector<double>, 3> Places(const Grid& from, const Grid& to) {
  const Index3 first = ContinuousIndex(from, to.origin_mm);
  std::array<std::vector<double>, 3> places;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    Index3 beyond{};
    const auto n = static_cast<double>(to.size[axis]);
    beyond[axis] = n;
    const double end = ContinuousIndex(from, PhysicalPoint(to, beyond))[axis];
    for (std::size_t i = 0; i < to.size[axis]; ++i) {
      places[axis].push_back(first[axis] + (end - first[axis]) * (static_cast<double>(i) / n));
    }
  }
  return places;
}

bool Inside(double place, std::size_t size) {
  return place >= -0.5 && place <= static_cast<double>(size) - 0.5;
}

std::size_t Nearest(double place, std::size_t size) {
  const double rounded = std::floor(place + 0.5);
  return static_cast<std::size_t>(std::clamp(rounded, 0.0, static_cast<double>(size - 1)));
}

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

// value(x, y, z in voxels of the old grid) for each voxel of the new one that lies in the old.
template <typename T, typename Value>
std::vector<T> Sample(const Grid& from, const Grid& to, Value value) {
  const std::array<std::vector<double>, 3> places = Places(from, to);
  std::vector<T> result(to.VoxelCount(), T{0});
  std::size_t i = 0;
  for (const double z : places[2]) {
    for (const double y : places[1]) {
      const bool row_inside = Inside(y, from.size[1]) && Inside(z, from.size[2]);
      for (const double x : places[0]) {
        if (row_inside && Inside(x, from.size[0])) result[i] = value(x, y, z);
        ++i;
      }
    }
  }
  return result;
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
    case Interpolator::kLinear:
      return Sample<T>(from, to, [&, nx = nx, ny = ny, nz = nz](double x, double y, double z) {
        const Between a = Neighbours(x, nx), b = Neighbours(y, ny), c = Neighbours(z, nz);
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
      const CubicBSpline spline(std::vector<double>(voxels.begin(), voxels.end()), from.size);
      return Sample<T>(from, to, [&](double x, double y, double z) {
        return CastTo<T>(spline.At({x, y, z}));
      });
    }
    case Interpolator::kNearestNeighbour:
      break;
  }
  return Sample<T>(from, to, [&, nx = nx, ny = ny, nz = nz](double x, double y, double z) {
    return voxels[Nearest(x, nx) + nx * (Nearest(y, ny) + ny * Nearest(z, nz))];
  });
}

// The part of the new grid that holds the region with its margin.
absl::StatusOr<Grid> NewGrid(const Grid& mask, const Region& region, const std::array<double, 3>& spacing_mm,
                             int margin) {
  Grid grid = mask;
  grid.spacing_mm = spacing_mm;
  Index3 origin{};
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
  grid.origin_mm = PhysicalPoint(mask, origin);
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

absl::StatusOr<ResampledCase> Resample(const Volume& image, const Volume& mask, std::int64_t label,
                                       const Region& region, const ResampleSettings& settings) {
  std::array<double, 3> spacing_mm = settings.spacing_mm;
  bool same = true;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (spacing_mm[axis] == 0 || region.size[axis] == 1) spacing_mm[axis] = mask.grid.spacing_mm[axis];
    const double difference = std::abs(image.grid.spacing_mm[axis] - spacing_mm[axis]);
    same = same && difference <= 1e-8 + 1e-5 * spacing_mm[axis];
  }
  Volume only{mask.grid, LabelOnly(mask, label)};
  if (same) return CropBoth(image, only, region, static_cast<std::size_t>(settings.margin));
  OSTEON_ASSIGN_OR_RETURN(const Grid grid, NewGrid(mask.grid, region, spacing_mm, settings.margin));
  ResampledCase result;
  result.image.grid = result.mask.grid = grid;
  std::visit(
      [&](const auto& voxels) {
        result.image.voxels = ResampleVoxels(voxels, image.grid, grid, settings.interpolator);
      },
      image.voxels);
  result.mask.voxels = ResampleVoxels(std::get<std::vector<std::uint8_t>>(only.voxels), mask.grid, grid,
                                      Interpolator::kNearestNeighbour);
  return result;
}

}  // namespace osteon
