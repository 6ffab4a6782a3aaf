#include "site_agent/radiomics/pyradiomics/filters/wavelet.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr std::size_t kTogether = 16;  // voxels of a row that are summed side by side

// Numbers on a block of the periodic image; `lower` may be negative.
template <typename T>
struct Block {
  std::array<std::ptrdiff_t, 3> lower{};
  std::array<std::size_t, 3> size{};
  std::vector<T> values;
};

struct Extent {
  std::array<std::ptrdiff_t, 3> lower{};
  std::array<std::size_t, 3> size{};
};

// What one level must know to give `wanted`.
Extent Support(Extent wanted, std::size_t filter_length, const std::vector<std::size_t>& axes) {
  for (const std::size_t axis : axes) {
    wanted.lower[axis] -= static_cast<std::ptrdiff_t>(filter_length - 1 - filter_length / 2);
    wanted.size[axis] += filter_length - 1;
  }
  return wanted;
}

template <typename T, typename Voxel>
Block<T> Gather(const std::vector<Voxel>& voxels, const Grid& grid, const Extent& extent) {
  Block<T> block{extent.lower, extent.size, std::vector<T>(extent.size[0] * extent.size[1] * extent.size[2])};
  std::array<std::vector<std::size_t>, 3> index;  // voxel of the image for each of the block, by axis
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto n = static_cast<std::ptrdiff_t>(grid.size[axis]);
    const std::ptrdiff_t period = n + n % 2;
    for (std::size_t i = 0; i < extent.size[axis]; ++i) {
      const std::ptrdiff_t at =
          ((extent.lower[axis] + static_cast<std::ptrdiff_t>(i)) % period + period) % period;
      index[axis].push_back(static_cast<std::size_t>(at == n ? 0 : at));
    }
  }
  T* out = block.values.data();
  for (const std::size_t z : index[2]) {
    for (const std::size_t y : index[1]) {
      const Voxel* row = voxels.data() + grid.size[0] * (y + grid.size[1] * z);
      for (const std::size_t x : index[0]) *out++ = static_cast<T>(row[x]);
    }
  }
  return block;
}

// The order in which PyWavelets adds for the output at `place` of a line of `period` voxels: from the first
// number of the filter to the last, but those that reach past the line's end come first and backwards.
std::vector<std::size_t> OrderAt(std::ptrdiff_t place, std::size_t period, std::size_t length) {
  const auto n = static_cast<std::ptrdiff_t>(period);
  const auto at = static_cast<std::size_t>((place % n + n) % n) + length / 2;
  std::vector<std::size_t> order(length);
  for (std::size_t j = 0; j < length; ++j) order[j] = j;
  if (at >= period && length <= period) {
    std::reverse(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(at - period + 1));
  }
  return order;
}

// out[x] = sum over j of filter[j] * in[x - j * step], added in the given order of j.
template <typename T>
void FilterRow(const std::vector<T>& filter, const std::vector<std::size_t>& order, const T* in,
               std::ptrdiff_t step, std::size_t n, T* out) {
  std::size_t x = 0;
  for (; x + kTogether <= n; x += kTogether) {
    std::array<T, kTogether> sum{};
    for (const std::size_t j : order) {
      const T factor = filter[j];
      const T* row = in - static_cast<std::ptrdiff_t>(j) * step + static_cast<std::ptrdiff_t>(x);
      for (std::size_t k = 0; k < kTogether; ++k) sum[k] += factor * row[k];
    }
    for (std::size_t k = 0; k < kTogether; ++k) out[x + k] = sum[k];
  }
  for (; x < n; ++x) {
    T sum = 0;
    for (const std::size_t j : order) {
      sum += filter[j] * in[static_cast<std::ptrdiff_t>(x) - static_cast<std::ptrdiff_t>(j) * step];
    }
    out[x] = sum;
  }
}

template <typename T>
void FilterAxis(const Block<T>& in, std::size_t axis, const std::vector<T>& filter, std::size_t period,
                Block<T>* out) {
  const std::size_t length = filter.size();
  out->lower = in.lower;
  out->size = in.size;
  out->lower[axis] += static_cast<std::ptrdiff_t>(length - 1 - length / 2);
  out->size[axis] -= length - 1;
  out->values.resize(out->size[0] * out->size[1] * out->size[2]);
  const std::array<std::size_t, 3> stride{1, in.size[0], in.size[0] * in.size[1]};
  std::vector<std::vector<std::size_t>> orders;  // along the axis
  for (std::size_t i = 0; i < out->size[axis]; ++i) {
    orders.push_back(OrderAt(out->lower[axis] + static_cast<std::ptrdiff_t>(i), period, length));
  }
  T* result = out->values.data();
  for (std::size_t z = 0; z < out->size[2]; ++z) {
    for (std::size_t y = 0; y < out->size[1]; ++y) {
      const T* row = in.values.data() + y * stride[1] + z * stride[2] + (length - 1) * stride[axis];
      const auto step = static_cast<std::ptrdiff_t>(stride[axis]);
      if (axis > 0) {
        FilterRow(filter, orders[axis == 1 ? y : z], row, step, out->size[0], result);
      } else {  // stretches of one order
        for (std::size_t x = 0; x < out->size[0];) {
          const std::size_t first = x++;
          while (x < out->size[0] && orders[x] == orders[first]) ++x;
          FilterRow(filter, orders[first], row + first, step, x - first, result + first);
        }
      }
      result += out->size[0];
    }
  }
}

template <typename T>
const std::vector<T>& PickFor(const std::vector<double>& doubles, const std::vector<float>& floats) {
  if constexpr (std::is_same_v<T, float>) {
    return floats;
  } else {
    return doubles;
  }
}

template <typename T>
class Transform {
 public:
  Transform(const WaveletFilters& filters, std::vector<std::size_t> axes, const Grid& grid,
            const FilteredImageVisitor& visit)
      : low_(PickFor<T>(filters.low, filters.low_single)),
        high_(PickFor<T>(filters.high, filters.high_single)),
        axes_(std::move(axes)),
        visit_(visit) {
    for (std::size_t axis = 0; axis < 3; ++axis) period_[axis] = grid.size[axis] + grid.size[axis] % 2;
  }

  // `image` is the support of `settings.start_level + settings.level` levels.
  absl::Status Run(Block<T> image, const WaveletSettings& settings) {
    const int levels = settings.start_level + settings.level;
    for (int level = 0; level < levels; ++level) {
      const bool last = level + 1 == levels;
      if (level >= settings.start_level) {
        const int number = level - settings.start_level + 1;
        prefix_ = number == 1 ? "wavelet-" : absl::StrCat("wavelet", number, "-");
        // Details are wanted in the box only, so all but the box's support is cut off.
        OSTEON_RETURN_IF_ERROR(Details(Cut(image, levels - level - 1), 0, "", last));
      }
      if (!last) image = Approximation(std::move(image));
    }
    return last_.name.empty() ? absl::OkStatus() : visit_(std::move(last_));
  }

 private:
  // Takes off what `levels` further levels would need.
  Block<T> Cut(const Block<T>& block, int levels) const {
    if (levels == 0) return block;
    const std::size_t length = low_.size(), margin = static_cast<std::size_t>(levels) * (length - 1);
    Block<T> inner{block.lower, block.size, {}};
    std::array<std::size_t, 3> skip{};
    for (const std::size_t axis : axes_) {
      skip[axis] = static_cast<std::size_t>(levels) * (length - 1 - length / 2);
      inner.lower[axis] += static_cast<std::ptrdiff_t>(skip[axis]);
      inner.size[axis] -= margin;
    }
    inner.values.reserve(inner.size[0] * inner.size[1] * inner.size[2]);
    for (std::size_t z = 0; z < inner.size[2]; ++z) {
      for (std::size_t y = 0; y < inner.size[1]; ++y) {
        const T* row =
            block.values.data() + skip[0] + block.size[0] * (y + skip[1] + block.size[1] * (z + skip[2]));
        inner.values.insert(inner.values.end(), row, row + inner.size[0]);
      }
    }
    return inner;
  }

  Block<T> Approximation(Block<T> block) const {
    Block<T> filtered;
    for (const std::size_t axis : axes_) {
      FilterAxis(block, axis, low_, period_[axis], &filtered);
      std::swap(block, filtered);
    }
    return block;
  }

  // Both filters along axis number `done`, and each result along the next.
  absl::Status Details(const Block<T>& block, std::size_t done, const std::string& letters, bool last) {
    if (done == axes_.size()) {
      FilteredImage image{
          prefix_ + letters, {block.values.begin(), block.values.end()}, sizeof(T) == sizeof(float)};
      if (letters.find('H') != std::string::npos) return visit_(std::move(image));
      if (last) last_ = std::move(image);
      return absl::OkStatus();
    }
    Block<T> filtered;
    for (const char letter : {'L', 'H'}) {
      FilterAxis(block, axes_[done], letter == 'L' ? low_ : high_, period_[axes_[done]], &filtered);
      OSTEON_RETURN_IF_ERROR(Details(filtered, done + 1, letters + letter, last));
    }
    return absl::OkStatus();
  }

  const std::vector<T> low_, high_;
  const std::vector<std::size_t> axes_;
  const FilteredImageVisitor& visit_;
  std::array<std::size_t, 3> period_{};
  std::string prefix_;
  FilteredImage last_;
};

std::vector<std::size_t> AxesOf(const WaveletSettings& settings) {
  std::vector<std::size_t> axes;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (settings.flat_axis != axis) axes.push_back(axis);
  }
  return axes;
}

}  // namespace

std::vector<std::string> WaveletImageNames(const WaveletSettings& settings) {
  const std::size_t letters = AxesOf(settings).size(), bands = std::size_t{1} << letters;
  std::vector<std::string> names;
  std::string prefix;
  for (int level = 1; level <= settings.level; ++level) {
    prefix = level == 1 ? "wavelet-" : absl::StrCat("wavelet", level, "-");
    for (std::size_t band = 1; band < bands; ++band) {
      std::string name = prefix;
      for (std::size_t i = letters; i-- > 0;) name += (band >> i & 1) == 1 ? 'H' : 'L';
      names.push_back(name);
    }
  }
  names.push_back(prefix + std::string(letters, 'L'));
  return names;
}

absl::Status ForEachWaveletImage(const Volume& image, const FilterBox& box, const WaveletSettings& settings,
                                 const FilteredImageVisitor& visit) {
  OSTEON_ASSIGN_OR_RETURN(const WaveletFilters filters, FindWavelet(settings.wavelet));
  const std::vector<std::size_t> axes = AxesOf(settings);
  Extent extent;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    extent.lower[axis] = static_cast<std::ptrdiff_t>(box.lower[axis]);
    extent.size[axis] = box.size[axis];
  }
  for (int level = 0; level < settings.start_level + settings.level; ++level) {
    extent = Support(extent, filters.low.size(), axes);
  }
  return std::visit(
      [&](const auto& voxels) {
        using Voxel = typename std::decay_t<decltype(voxels)>::value_type;
        using T = std::conditional_t<std::is_same_v<Voxel, float>, float, double>;
        return Transform<T>(filters, axes, image.grid, visit)
            .Run(Gather<T>(voxels, image.grid, extent), settings);
      },
      image.voxels);
}

}  // namespace osteon
