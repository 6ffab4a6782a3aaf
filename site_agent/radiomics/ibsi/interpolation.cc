#include "site_agent/radiomics/ibsi/interpolation.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "site_agent/imaging/geometry.h"

namespace osteon::ibsi {
namespace {

constexpr double kSameUpTo = 1e-6;  // relative
constexpr std::size_t kMostOnASide = 1 << 20;

// With 28 voxels on either side what a spline leaves out is 0.268^28 of the image's values.
constexpr std::ptrdiff_t kSplineReach = 28;
const double kSplinePole = std::sqrt(3.0) - 2.0;

double Whole(double value) {
  return std::nearbyint(value) + 0.0;  // without the sign of -0
}

// The centres of the new voxels along one axis, in old voxels.
struct Axis {
  double first = 0, step = 1;
  bool same = false;  // the same voxels: nothing is to be interpolated

  double Place(std::size_t i) const { return first + step * static_cast<double>(i); }
};

Axis AxisOf(const Grid& from, const Grid& to, std::size_t axis) {
  const double step = to.spacing_mm[axis] / from.spacing_mm[axis];
  if (step == 1) return {0, 1, true};
  return {0.5 * (static_cast<double>(from.size[axis]) - 1 - step * (static_cast<double>(to.size[axis]) - 1)),
          step, false};
}

// What a new voxel is made of: `count` old ones from `first` on (in voxels of the old grid, which may lie
// outside of it).
struct Taps {
  std::ptrdiff_t first = 0;
  std::array<double, 4> weight{};
};

std::size_t TapCount(Interpolation interpolation) {
  switch (interpolation) {
    case Interpolation::kLinear:
      return 2;
    case Interpolation::kCubic:
      return 4;
    case Interpolation::kNearest:
      break;
  }
  return 1;
}

Taps TapsAt(double place, Interpolation interpolation) {
  const double floor = std::floor(place), w = place - floor;
  const auto below = static_cast<std::ptrdiff_t>(floor);
  switch (interpolation) {
    case Interpolation::kLinear:
      return {below, {1 - w, w}};
    case Interpolation::kCubic: {
      const double v = 1 - w, last = w * w * w / 6, first = v * v * v / 6;
      const double second = 2.0 / 3 - 0.5 * w * w * (2 - w);
      return {below - 1, {first, second, 1 - first - second - last, last}};
    }
    case Interpolation::kNearest:
      break;
  }
  return {static_cast<std::ptrdiff_t>(std::floor(place + 0.5)), {1}};
}

// How the new voxels of a box lie along one axis, and the old voxels that are read for them: `begin` to
// `begin` + `size`, not cut to the image.
struct Line {
  bool same = false;
  Interpolation interpolation = Interpolation::kNearest;
  std::ptrdiff_t begin = 0;
  std::size_t size = 0;
  std::vector<Taps> taps;  // of each new voxel
};

Line LineOf(const Grid& from, const Grid& to, const Box& box, std::size_t axis, Interpolation interpolation) {
  const Axis along = AxisOf(from, to, axis);
  Line line;
  line.same = along.same;
  line.interpolation = along.same ? Interpolation::kNearest : interpolation;
  for (std::size_t i = 0; i < box.size[axis]; ++i) {
    line.taps.push_back(TapsAt(along.Place(box.lower[axis] + i), line.interpolation));
  }
  const auto taps = static_cast<std::ptrdiff_t>(TapCount(line.interpolation));
  line.begin = line.taps.front().first;
  std::ptrdiff_t end = line.taps.back().first + taps;
  if (line.interpolation == Interpolation::kCubic) {
    // Beyond two voxels outside the image a line is constant, which the filter's beginning takes as given.
    line.begin = std::min(line.begin, std::max(line.begin - kSplineReach, std::ptrdiff_t{-2}));
    end = std::max(end, std::min(end + kSplineReach, static_cast<std::ptrdiff_t>(from.size[axis]) + 2));
  }
  line.size = static_cast<std::size_t>(end - line.begin);
  return line;
}

// An array with one axis singled out: voxel i along it is a stretch of `inner` numbers.
struct Block {
  std::size_t inner = 1, outer = 1;
};

// Samples of `n` voxels (two or more) become coefficients, in place; the image goes on with its outermost
// values.
void ToCoefficients(std::size_t n, std::size_t inner, double* values) {
  const double z = kSplinePole, gain = (1 - z) * (1 - 1 / z);
  for (std::size_t a = 0; a < inner; ++a) values[a] *= gain / (1 - z);
  const double* last_sample = values + (n - 1) * inner;
  const std::vector<double> end(last_sample, last_sample + inner);
  for (std::size_t i = 1; i < n; ++i) {
    double* now = values + i * inner;
    const double* before = now - inner;
    for (std::size_t a = 0; a < inner; ++a) now[a] = gain * now[a] + z * before[a];
  }
  double* last = values + (n - 1) * inner;
  for (std::size_t a = 0; a < inner; ++a) {
    const double limit = gain * end[a] / (1 - z);  // what the forward filter tends to beyond the end
    last[a] = -z * (limit / (1 - z) + (last[a] - limit) / (1 - z * z));
  }
  for (std::size_t i = n - 1; i-- > 0;) {
    double* now = values + i * inner;
    const double* after = now + inner;
    for (std::size_t a = 0; a < inner; ++a) now[a] = z * (after[a] - now[a]);
  }
}

// One axis of `values` from old voxels to new ones.
std::vector<double> Pass(std::vector<double> values, const Line& line, const Block& block) {
  if (line.same) return values;
  const std::size_t m = line.taps.size(), count = TapCount(line.interpolation), inner = block.inner;
  std::vector<double> result(inner * m * block.outer, 0.0);
  for (std::size_t o = 0; o < block.outer; ++o) {
    double* from = values.data() + o * inner * line.size;
    if (line.interpolation == Interpolation::kCubic) ToCoefficients(line.size, inner, from);
    for (std::size_t i = 0; i < m; ++i) {
      const double* tap = from + static_cast<std::size_t>(line.taps[i].first - line.begin) * inner;
      double* out = result.data() + (o * m + i) * inner;
      for (std::size_t k = 0; k < count; ++k, tap += inner) {
        const double weight = line.taps[i].weight[k];
        if (weight == 0) continue;  // a voxel that takes no part does not hand on its NaN
        for (std::size_t a = 0; a < inner; ++a) out[a] += weight * tap[a];
      }
    }
  }
  return result;
}

// `value(voxel)` of the old voxels that the lines read, x fastest.
template <typename T, typename Value>
std::vector<double> Window(const std::vector<T>& voxels, const Grid& grid, const std::array<Line, 3>& lines,
                           Value value) {
  std::array<std::vector<std::size_t>, 3> index;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (std::size_t i = 0; i < lines[axis].size; ++i) {
      index[axis].push_back(static_cast<std::size_t>(
          std::clamp(lines[axis].begin + static_cast<std::ptrdiff_t>(i), std::ptrdiff_t{0},
                     static_cast<std::ptrdiff_t>(grid.size[axis]) - 1)));
    }
  }
  std::vector<double> window(lines[0].size * lines[1].size * lines[2].size);
  double* out = window.data();
  for (const std::size_t z : index[2]) {
    for (const std::size_t y : index[1]) {
      const T* row = voxels.data() + grid.size[0] * (y + grid.size[1] * z);
      for (const std::size_t x : index[0]) *out++ = value(row[x]);
    }
  }
  return window;
}

template <typename Value>
std::vector<double> InterpolateValues(const Volume& volume, const Grid& to, const Box& box,
                                      Interpolation interpolation, Value value) {
  std::array<Line, 3> lines;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    lines[axis] = LineOf(volume.grid, to, box, axis, interpolation);
  }
  std::vector<double> values = std::visit(
      [&](const auto& voxels) { return Window(voxels, volume.grid, lines, value); }, volume.voxels);
  // x last: along it a filter cannot work on several lines at once, and then there are fewest.
  values = Pass(std::move(values), lines[2], {lines[0].size * lines[1].size, 1});
  values = Pass(std::move(values), lines[1], {lines[0].size, box.size[2]});
  return Pass(std::move(values), lines[0], {1, box.size[1] * box.size[2]});
}

}  // namespace

absl::StatusOr<Grid> InterpolationGrid(const Grid& from, const std::array<double, 3>& spacing_mm) {
  Grid to = from;
  std::array<double, 3> origin{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double old_mm = from.spacing_mm[axis], new_mm = spacing_mm[axis];
    if (new_mm == 0 || std::abs(new_mm - old_mm) <= kSameUpTo * old_mm) continue;
    const double voxels = static_cast<double>(from.size[axis]) * old_mm / new_mm;
    const double size = std::max(1.0, std::ceil(voxels * (1 - kSameUpTo)));
    if (!(size <= static_cast<double>(kMostOnASide))) {
      return absl::InvalidArgumentError(absl::StrCat("interpolation from ", old_mm, " to ", new_mm,
                                                     " mm needs ", size, " voxels on a side; at most ",
                                                     kMostOnASide, " are possible: choose a larger spacing"));
    }
    to.size[axis] = static_cast<std::size_t>(size);
    to.spacing_mm[axis] = new_mm;
    origin[axis] = AxisOf(from, to, axis).first;
  }
  to.origin_mm = PhysicalPoint(from, origin);
  return to;
}

std::vector<double> Interpolate(const Volume& image, const Grid& to, const Box& box,
                                Interpolation interpolation, bool whole_intensities) {
  if (!whole_intensities) {
    return InterpolateValues(image, to, box, interpolation,
                             [](auto voxel) { return static_cast<double>(voxel); });
  }
  std::vector<double> values = InterpolateValues(image, to, box, interpolation, [](auto voxel) {
    if constexpr (std::is_integral_v<decltype(voxel)>) return static_cast<double>(voxel);
    return Whole(static_cast<double>(voxel));
  });
  for (double& value : values) value = Whole(value);
  return values;
}

std::vector<std::uint8_t> InterpolateMask(const Volume& mask, std::int64_t label, const Grid& to,
                                          const Box& box, Interpolation interpolation, double threshold) {
  const auto wanted = static_cast<double>(label);
  const std::vector<double> part = InterpolateValues(mask, to, box, interpolation, [=](auto voxel) {
    return static_cast<double>(voxel) == wanted ? 1.0 : 0.0;
  });
  std::vector<std::uint8_t> inside(part.size());
  for (std::size_t i = 0; i < part.size(); ++i) inside[i] = part[i] >= threshold - kSameUpTo ? 1 : 0;
  return inside;
}

Box BoxReached(const Grid& from, const Region& region, const Grid& to) {
  Box box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const Axis along = AxisOf(from, to, axis);
    const auto lower = static_cast<double>(region.lower[axis]), size = static_cast<double>(region.size[axis]);
    const double highest = static_cast<double>(to.size[axis]) - 1;
    const double first = std::clamp(std::floor((lower - 1 - along.first) / along.step), 0.0, highest);
    const double last = std::clamp(std::ceil((lower + size - along.first) / along.step), first, highest);
    box.lower[axis] = static_cast<std::size_t>(first);
    box.size[axis] = static_cast<std::size_t>(last - first) + 1;
  }
  return box;
}

}  // namespace osteon::ibsi
