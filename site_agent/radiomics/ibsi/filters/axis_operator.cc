#include "site_agent/radiomics/ibsi/filters/axis_operator.h"

#include <algorithm>
#include <map>
#include <variant>

// One version with AVX2 and one without, chosen when the program starts; equal bits, as there is no fused
// multiply-add. ThreadSanitizer is not up yet at that moment and crashes in the choice: its build has one.
#if defined(__SANITIZE_THREAD__)
#define OSTEON_FOR_EACH_PROCESSOR
#else
#define OSTEON_FOR_EACH_PROCESSOR __attribute__((target_clones("avx2", "default")))
#endif

namespace osteon::ibsi {
namespace {

constexpr std::size_t kTogether = 16;  // neighbours in memory that are summed side by side

using Row = std::map<std::size_t, double>;  // weight of each source

AxisOperator FromRows(const Range& range, const std::vector<Row>& rows) {
  AxisOperator result;
  result.rows = range;
  result.starts.push_back(0);
  std::size_t lowest = 0, highest = 0;
  for (const Row& row : rows) {
    for (const auto& [source, weight] : row) {
      if (weight == 0) continue;
      if (result.sources.empty() || source < lowest) lowest = source;
      highest = std::max(highest, source);
      result.sources.push_back(source);
      result.weights.push_back(weight);
    }
    result.starts.push_back(result.sources.size());
  }
  if (result.sources.empty()) {  // nothing but zeros: any voxel will do
    result.columns = {range.lower, 1};
  } else {
    result.columns = {lowest, highest - lowest + 1};
  }
  return result;
}

Row RowOf(const AxisOperator& map, std::size_t r) {
  Row row;
  for (std::size_t e = map.starts[r]; e < map.starts[r + 1]; ++e) row[map.sources[e]] += map.weights[e];
  return row;
}

// Rows of one weighted sum: elements of a row lie side by side, row i of the input at in + i * in_stride.
struct Rows {
  const double* in;
  std::size_t in_stride;
  double* out;
  std::size_t out_stride;
  std::size_t length;
};

template <std::size_t Count>
__attribute__((always_inline)) inline void SumOfRows(const AxisOperator& map, std::size_t r, double weight,
                                                     const Rows& rows, std::size_t first, double* out) {
  std::array<double, Count> sum{};
  for (std::size_t e = map.starts[r]; e < map.starts[r + 1]; ++e) {
    const double factor = map.weights[e];
    const double* in = rows.in + (map.sources[e] - map.columns.lower) * rows.in_stride + first;
    for (std::size_t i = 0; i < Count; ++i) sum[i] += factor * in[i];
  }
  for (std::size_t i = 0; i < Count; ++i) out[i] += weight * sum[i];
}

OSTEON_FOR_EACH_PROCESSOR void AddRows(const AxisOperator& map, double weight, const Rows& rows) {
  for (std::size_t r = 0; r < map.rows.size; ++r) {
    double* out = rows.out + r * rows.out_stride;
    std::size_t first = 0;
    for (; first + kTogether <= rows.length; first += kTogether) {
      SumOfRows<kTogether>(map, r, weight, rows, first, out + first);
    }
    for (; first < rows.length; ++first) SumOfRows<1>(map, r, weight, rows, first, out + first);
  }
}

// Along x neighbours are what is summed, so rows are turned: element l of row i of a tile is voxel i of line
// l.
void AddAlongX(const AxisOperator& map, double weight, const Block& block, std::size_t skip, Block* sum) {
  const std::size_t in_length = block.Size(0), out_length = sum->Size(0);
  const std::size_t lines = block.Size(1) * block.Size(2);
  std::vector<double> in(map.columns.size * kTogether), out(out_length * kTogether);
  for (std::size_t first = 0; first < lines; first += kTogether) {
    const std::size_t count = std::min(kTogether, lines - first);
    for (std::size_t l = 0; l < count; ++l) {
      const double* from = block.values.data() + (first + l) * in_length + skip;
      for (std::size_t i = 0; i < map.columns.size; ++i) in[i * kTogether + l] = from[i];
    }
    std::fill(out.begin(), out.end(), 0.0);
    AddRows(map, weight, {in.data(), kTogether, out.data(), kTogether, kTogether});
    for (std::size_t l = 0; l < count; ++l) {
      double* to = sum->values.data() + (first + l) * out_length;
      for (std::size_t i = 0; i < out_length; ++i) to[i] += out[i * kTogether + l];
    }
  }
}

}  // namespace

Taps TapsOf(const std::vector<double>& kernel, std::size_t dilation, bool flipped) {
  const std::ptrdiff_t centre = static_cast<std::ptrdiff_t>(kernel.size() / 2);
  const std::ptrdiff_t step = static_cast<std::ptrdiff_t>(dilation) * (flipped ? -1 : 1);
  Taps taps;
  for (std::size_t j = 0; j < kernel.size(); ++j) {
    if (kernel[j] != 0) taps.push_back({step * (centre - static_cast<std::ptrdiff_t>(j)), kernel[j]});
  }
  return taps;
}

AxisOperator Convolution(const Taps& taps, std::size_t length, Boundary boundary, const Range& rows) {
  std::vector<Row> written(rows.size);
  for (std::size_t r = 0; r < rows.size; ++r) {
    const std::ptrdiff_t place = static_cast<std::ptrdiff_t>(rows.lower + r);
    for (const Tap& tap : taps) {
      const std::optional<std::size_t> source = Fold(place + tap.offset, length, boundary);
      if (source.has_value()) written[r][*source] += tap.weight;
    }
  }
  return FromRows(rows, written);
}

AxisOperator Identity(const Range& rows) {
  std::vector<Row> written(rows.size);
  for (std::size_t r = 0; r < rows.size; ++r) written[r][rows.lower + r] = 1;
  return FromRows(rows, written);
}

AxisOperator Compose(const AxisOperator& outer, const AxisOperator& inner) {
  std::vector<Row> written(outer.rows.size);
  for (std::size_t r = 0; r < outer.rows.size; ++r) {
    for (std::size_t e = outer.starts[r]; e < outer.starts[r + 1]; ++e) {
      const std::size_t row = outer.sources[e] - inner.rows.lower;
      for (std::size_t f = inner.starts[row]; f < inner.starts[row + 1]; ++f) {
        written[r][inner.sources[f]] += outer.weights[e] * inner.weights[f];
      }
    }
  }
  return FromRows(outer.rows, written);
}

AxisOperator Combine(double a_weight, const AxisOperator& a, double b_weight, const AxisOperator& b) {
  std::vector<Row> written(a.rows.size);
  for (std::size_t r = 0; r < a.rows.size; ++r) {
    for (const auto& [source, weight] : RowOf(a, r)) written[r][source] += a_weight * weight;
    for (const auto& [source, weight] : RowOf(b, r)) written[r][source] += b_weight * weight;
  }
  return FromRows(a.rows, written);
}

AxisOperator Restrict(const AxisOperator& map, const Range& rows) {
  std::vector<Row> written;
  for (std::size_t r = 0; r < rows.size; ++r) written.push_back(RowOf(map, rows.lower - map.rows.lower + r));
  return FromRows(rows, written);
}

Block Gather(const Volume& image, const std::array<Range, 3>& ranges) {
  Block block;
  block.ranges = ranges;
  block.values.reserve(block.Count());
  const auto& size = image.grid.size;
  std::visit(
      [&](const auto& voxels) {
        for (std::size_t z = 0; z < ranges[2].size; ++z) {
          for (std::size_t y = 0; y < ranges[1].size; ++y) {
            const auto* row = voxels.data() + ranges[0].lower +
                              size[0] * (ranges[1].lower + y + size[1] * (ranges[2].lower + z));
            block.values.insert(block.values.end(), row, row + ranges[0].size);
          }
        }
      },
      image.voxels);
  return block;
}

void AddApplied(const AxisOperator& map, std::size_t axis, const Block& block, double weight, Block* sum) {
  const std::size_t skip = map.columns.lower - block.ranges[axis].lower;
  if (axis == 0) {
    AddAlongX(map, weight, block, skip, sum);
    return;
  }
  // A row of x is what lies side by side; the map runs over rows of one slice, or over slices.
  const std::size_t length = block.Size(0);
  const std::size_t in_stride = axis == 1 ? length : length * block.Size(1);
  const std::size_t out_stride = axis == 1 ? length : length * sum->Size(1);
  const std::size_t other = axis == 1 ? 2 : 1;
  const std::size_t in_step = axis == 1 ? length * block.Size(1) : length;
  const std::size_t out_step = axis == 1 ? length * sum->Size(1) : length;
  for (std::size_t i = 0; i < block.Size(other); ++i) {
    AddRows(map, weight,
            {block.values.data() + i * in_step + skip * in_stride, in_stride,
             sum->values.data() + i * out_step, out_stride, length});
  }
}

Block Apply(const AxisOperator& map, std::size_t axis, const Block& block) {
  Block result;
  result.ranges = block.ranges;
  result.ranges[axis] = map.rows;
  result.values.assign(result.Count(), 0.0);
  AddApplied(map, axis, block, 1, &result);
  return result;
}

}  // namespace osteon::ibsi
