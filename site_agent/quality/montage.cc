#include "site_agent/quality/montage.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>
#include <variant>

#include "site_agent/quality/slices.h"

namespace osteon::quality {
namespace {

constexpr std::size_t kCloseSlices = 5;
constexpr double kCloseMargin = 1.7;        // the tile's width in widths of the region
constexpr double kLeastCloseVoxels = 24;    // of the finer spacing
constexpr std::size_t kMostSubsamples = 8;  // of a pixel, along each axis
constexpr std::size_t kMostWindowValues = 200000;

// What one tile shows: along its rows, down its columns and across it.
struct View {
  std::array<std::size_t, 3> axis{};  // of the image: rightwards, downwards, across
  std::array<bool, 2> backward{};     // whether the axis runs leftwards, upwards
  std::array<double, 2> centre{};     // of the tile, in voxels
  double width_mm = 0;
  std::size_t slice = 0;
};

// The plane across the patient's axis `across`: 0 sagittal, 1 coronal, 2 axial.
View PlaneAcross(const Orientation& orientation, std::size_t across) {
  const std::array<std::size_t, 3> wanted = {across == 0 ? std::size_t{1} : 0,
                                             across == 2 ? std::size_t{1} : 2, across};
  View view;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (orientation.patient_axis[axis] == wanted[i]) view.axis[i] = axis;
    }
  }
  // Rightwards is to the patient's left or back; downwards to the back or the feet.
  view.backward[0] = !orientation.forward[view.axis[0]];
  view.backward[1] = wanted[1] == 2 ? orientation.forward[view.axis[1]] : !orientation.forward[view.axis[1]];
  return view;
}

// The slice of the image, across `axis`, that has most voxels of the region; the first of equals.
std::size_t LargestSlice(const Region& region, std::size_t axis) {
  std::vector<std::size_t> counts(region.size[axis], 0);
  std::size_t i = 0;
  std::array<std::size_t, 3> at{};
  for (at[2] = 0; at[2] < region.size[2]; ++at[2]) {
    for (at[1] = 0; at[1] < region.size[1]; ++at[1]) {
      for (at[0] = 0; at[0] < region.size[0]; ++at[0]) counts[at[axis]] += region.mask[i++];
    }
  }
  return region.lower[axis] +
         static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

// Up to five slices from the region's first to its last, and neighbours where it has fewer.
std::vector<std::size_t> CloseSlices(const Region& region, std::size_t axis, std::size_t slices) {
  std::size_t first = region.lower[axis], last = first + region.size[axis] - 1;
  const std::size_t wanted = std::min(kCloseSlices, slices);
  while (last - first + 1 < wanted) {
    if (first > 0) --first;
    if (last - first + 1 < wanted && last + 1 < slices) ++last;
  }
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < wanted; ++i) {
    chosen.push_back(wanted == 1 ? first : first + ((last - first) * i + (wanted - 1) / 2) / (wanted - 1));
  }
  return chosen;
}

void ShowWhole(const Grid& grid, View* view) {
  for (std::size_t i = 0; i < 2; ++i) {
    const std::size_t axis = view->axis[i];
    view->centre[i] = (static_cast<double>(grid.size[axis]) - 1) / 2;
    view->width_mm = std::max(view->width_mm, static_cast<double>(grid.size[axis]) * grid.spacing_mm[axis]);
  }
}

void ShowClose(const Grid& grid, const Region& region, View* view) {
  View whole = *view;
  ShowWhole(grid, &whole);
  for (std::size_t i = 0; i < 2; ++i) {
    const std::size_t axis = view->axis[i];
    view->centre[i] =
        static_cast<double>(region.lower[axis]) + (static_cast<double>(region.size[axis]) - 1) / 2;
    view->width_mm = std::max(view->width_mm,
                              kCloseMargin * static_cast<double>(region.size[axis]) * grid.spacing_mm[axis]);
  }
  const double finer = std::min(grid.spacing_mm[view->axis[0]], grid.spacing_mm[view->axis[1]]);
  view->width_mm = std::min(std::max(view->width_mm, kLeastCloseVoxels * finer), whole.width_mm);
}

// The image's voxels and the region's, at places in voxels of the image.
template <typename T>
class Sampler {
 public:
  Sampler(const std::vector<T>& voxels, const Grid& grid, const Region& region)
      : voxels_(voxels), size_(grid.size), region_(region) {}

  using Index = std::array<std::ptrdiff_t, 3>;

  bool Holds(const Index& at) const {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (at[axis] < 0 || at[axis] >= static_cast<std::ptrdiff_t>(size_[axis])) return false;
    }
    return true;
  }

  double Voxel(const Index& at) const {
    const auto x = static_cast<std::size_t>(at[0]), y = static_cast<std::size_t>(at[1]),
               z = static_cast<std::size_t>(at[2]);
    return static_cast<double>(voxels_[x + size_[0] * (y + size_[1] * z)]);
  }

  bool InRegion(const Index& at) const {
    std::array<std::size_t, 3> inside{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::ptrdiff_t place = at[axis] - static_cast<std::ptrdiff_t>(region_.lower[axis]);
      if (place < 0 || place >= static_cast<std::ptrdiff_t>(region_.size[axis])) return false;
      inside[axis] = static_cast<std::size_t>(place);
    }
    return region_.mask[inside[0] + region_.size[0] * (inside[1] + region_.size[1] * inside[2])] != 0;
  }

  // Between the centres of voxels of one slice, linearly; constant beyond the outermost.
  double Linear(const View& view, double u, double v) const {
    const std::array<double, 2> place = {u, v};
    std::array<Index, 2> ends{};
    std::array<double, 2> part{};
    for (std::size_t i = 0; i < 2; ++i) {
      const double last = static_cast<double>(size_[view.axis[i]]) - 1;
      const double inside = std::clamp(place[i], 0.0, last);
      const double below = std::floor(inside);
      part[i] = inside - below;
      ends[i] = {static_cast<std::ptrdiff_t>(below), static_cast<std::ptrdiff_t>(std::min(below + 1, last)),
                 0};
    }
    double sum = 0;
    for (std::size_t j = 0; j < 2; ++j) {
      for (std::size_t i = 0; i < 2; ++i) {
        const double weight = (i == 0 ? 1 - part[0] : part[0]) * (j == 0 ? 1 - part[1] : part[1]);
        if (weight == 0) continue;  // a voxel that is not finite must not spoil its neighbour
        sum += weight * Voxel(At(view, ends[0][i], ends[1][j]));
      }
    }
    return sum;
  }

  static Index At(const View& view, std::ptrdiff_t u, std::ptrdiff_t v) {
    Index at{};
    at[view.axis[0]] = u;
    at[view.axis[1]] = v;
    at[view.axis[2]] = static_cast<std::ptrdiff_t>(view.slice);
    return at;
  }

 private:
  const std::vector<T>& voxels_;
  const std::array<std::size_t, 3> size_;
  const Region& region_;
};

struct Pixel {
  double value = std::numeric_limits<double>::quiet_NaN();  // NaN: outside the image, or not finite
  bool in_region = false;
};

template <typename T>
Pixel SamplePixel(const Sampler<T>& sampler, const Grid& grid, const View& view, std::size_t column,
                  std::size_t row) {
  const double pixel_mm = view.width_mm / static_cast<double>(kTileSize);
  std::array<std::size_t, 2> samples{};
  std::array<double, 2> start{}, step{};  // in voxels
  for (std::size_t i = 0; i < 2; ++i) {
    const double spacing = grid.spacing_mm[view.axis[i]];
    samples[i] = static_cast<std::size_t>(
        std::clamp(std::ceil(pixel_mm / spacing), 1.0, static_cast<double>(kMostSubsamples)));
    const double sign = view.backward[i] ? -1 : 1;
    const auto pixel = static_cast<double>(i == 0 ? column : row);
    step[i] = sign * pixel_mm / spacing / static_cast<double>(samples[i]);
    start[i] = view.centre[i] + sign * (pixel - static_cast<double>(kTileSize) / 2) * pixel_mm / spacing;
  }
  Pixel pixel;
  double sum = 0;
  std::size_t finite = 0;
  for (std::size_t j = 0; j < samples[1]; ++j) {
    for (std::size_t i = 0; i < samples[0]; ++i) {
      const double u = start[0] + (static_cast<double>(i) + 0.5) * step[0];
      const double v = start[1] + (static_cast<double>(j) + 0.5) * step[1];
      const auto at = Sampler<T>::At(view, std::llround(u), std::llround(v));
      if (!sampler.Holds(at)) continue;
      pixel.in_region = pixel.in_region || sampler.InRegion(at);
      const double value = sampler.Linear(view, u, v);
      if (!std::isfinite(value)) continue;
      sum += value;
      ++finite;
    }
  }
  if (finite > 0) pixel.value = sum / static_cast<double>(finite);
  return pixel;
}

std::uint8_t Grey(double value, const Window& window) {
  if (!std::isfinite(value)) return 0;
  if (!(window.high > window.low)) return kWhite / 2;
  const double part = std::clamp((value - window.low) / (window.high - window.low), 0.0, 1.0);
  return static_cast<std::uint8_t>(std::lround(part * kWhite));
}

template <typename T>
void DrawTile(const Sampler<T>& sampler, const Grid& grid, const View& view, const Window& window,
              std::size_t left, std::size_t top, Picture* picture) {
  std::vector<std::uint8_t> inside(kTileSize * kTileSize);
  const auto pixel = [&](std::size_t x, std::size_t y) -> std::uint8_t& {
    return picture->pixels[(top + y) * picture->width + left + x];
  };
  for (std::size_t y = 0; y < kTileSize; ++y) {
    for (std::size_t x = 0; x < kTileSize; ++x) {
      const Pixel sampled = SamplePixel(sampler, grid, view, x, y);
      pixel(x, y) = Grey(sampled.value, window);
      inside[x + kTileSize * y] = sampled.in_region ? 1 : 0;
    }
  }
  for (std::size_t y = 0; y < kTileSize; ++y) {
    for (std::size_t x = 0; x < kTileSize; ++x) {
      const std::size_t i = x + kTileSize * y;
      if (inside[i] == 0) continue;
      const bool edge = x == 0 || y == 0 || x + 1 == kTileSize || y + 1 == kTileSize || inside[i - 1] == 0 ||
                        inside[i + 1] == 0 || inside[i - kTileSize] == 0 || inside[i + kTileSize] == 0;
      if (edge) pixel(x, y) = kOutline;
    }
  }
}

// Intensities in and near the region: its box and half its size on each side, in slices that it has.
template <typename T>
std::vector<double> ValuesAround(const std::vector<T>& voxels, const Grid& grid, const Region& region,
                                 std::size_t slice_axis) {
  std::array<std::size_t, 3> lower{}, upper{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::size_t margin = axis == slice_axis ? 0 : (region.size[axis] + 1) / 2;
    lower[axis] = region.lower[axis] - std::min(region.lower[axis], margin);
    upper[axis] = std::min(region.lower[axis] + region.size[axis] + margin, grid.size[axis]);
  }
  const std::size_t count = (upper[0] - lower[0]) * (upper[1] - lower[1]) * (upper[2] - lower[2]);
  const std::size_t every = count / kMostWindowValues + 1;
  std::vector<double> values;
  std::size_t next = 0, i = 0;
  for (std::size_t z = lower[2]; z < upper[2]; ++z) {
    for (std::size_t y = lower[1]; y < upper[1]; ++y) {
      for (std::size_t x = lower[0]; x < upper[0]; ++x, ++i) {
        if (i != next) continue;
        next += every;
        values.push_back(static_cast<double>(voxels[x + grid.size[0] * (y + grid.size[1] * z)]));
      }
    }
  }
  return values;
}

}  // namespace

Montage DrawMontage(const Volume& image, const Region& region, const CaseFacts& facts) {
  constexpr std::array<const char*, 3> kPlanes = {"sagittal", "coronal", "axial"};
  const Grid& grid = image.grid;
  const Orientation orientation = OrientationOf(grid);
  Montage montage;
  std::vector<View> views;
  const auto add = [&](const View& view, bool close) {
    const std::size_t across = orientation.patient_axis[view.axis[2]];
    montage.tiles.push_back({kPlanes[across], view.slice + 1, grid.size[view.axis[2]], close, view.width_mm});
    views.push_back(view);
  };
  for (const std::size_t across : {2U, 1U, 0U}) {
    View view = PlaneAcross(orientation, across);
    if (grid.size[view.axis[0]] == 1 || grid.size[view.axis[1]] == 1) continue;
    view.slice = LargestSlice(region, view.axis[2]);
    ShowWhole(grid, &view);
    add(view, false);
  }
  View close = PlaneAcross(orientation, orientation.patient_axis[facts.slice_axis]);
  ShowClose(grid, region, &close);
  for (const std::size_t slice : CloseSlices(region, facts.slice_axis, grid.size[facts.slice_axis])) {
    close.slice = slice;
    add(close, true);
  }

  montage.picture.width = kTilesAcross * kTileSize;
  montage.picture.height = (views.size() + kTilesAcross - 1) / kTilesAcross * kTileSize;
  montage.picture.pixels.assign(montage.picture.width * montage.picture.height, 0);
  std::visit(
      [&](const auto& voxels) {
        montage.window = ChooseWindow(facts, ValuesAround(voxels, grid, region, facts.slice_axis));
        const Sampler sampler(voxels, grid, region);
        for (std::size_t i = 0; i < views.size(); ++i) {
          DrawTile(sampler, grid, views[i], montage.window, i % kTilesAcross * kTileSize,
                   i / kTilesAcross * kTileSize, &montage.picture);
        }
      },
      image.voxels);
  return montage;
}

}  // namespace osteon::quality
