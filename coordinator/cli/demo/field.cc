#include "coordinator/cli/demo/field.h"

#include <algorithm>
#include <cmath>

namespace osteon::demo {
namespace {

// One axis of a lattice: for each voxel the lattice point below it and the weight of the one above.
struct LatticeAxis {
  LatticeAxis(std::size_t voxels, double spacing_mm, double step_mm) : below(voxels), weight(voxels) {
    for (std::size_t i = 0; i < voxels; ++i) {
      const double position = static_cast<double>(i) * spacing_mm / step_mm;
      below[i] = static_cast<std::size_t>(position);
      weight[i] = static_cast<float>(position - static_cast<double>(below[i]));
    }
    points = below.back() + 2;
  }
  std::vector<std::size_t> below;
  std::vector<float> weight;
  std::size_t points = 0;
};

// Filters one row of `length` neighbours.
void FilterRow(const float* in, float* out, std::size_t length, const FiveTaps& taps) {
  const float centre = taps.Centre();
  const auto at_edge = [&](std::size_t i) {
    const float down = in[i >= 1 ? i - 1 : 0];
    const float down2 = in[i >= 2 ? i - 2 : 0];
    const float up = in[std::min(i + 1, length - 1)];
    const float up2 = in[std::min(i + 2, length - 1)];
    return centre * in[i] + taps.inner * (down + up) + taps.outer * (down2 + up2);
  };
  const std::size_t first = std::min<std::size_t>(2, length);
  const std::size_t last = length > 4 ? length - 2 : first;
  for (std::size_t i = 0; i < first; ++i) out[i] = at_edge(i);
  for (std::size_t i = first; i < last; ++i) {
    out[i] = centre * in[i] + taps.inner * (in[i - 1] + in[i + 1]) + taps.outer * (in[i - 2] + in[i + 2]);
  }
  for (std::size_t i = last; i < length; ++i) out[i] = at_edge(i);
}

float Between(float low, float high, float weight) {
  return low + weight * (high - low);
}

}  // namespace

float FiveTaps::NoiseGain() const {
  const float centre = Centre();
  return std::sqrt(centre * centre + 2.0F * (inner * inner + outer * outer));
}

void Filter(Field& field, std::size_t axis, const FiveTaps& taps) {
  const Size& size = field.size;
  const std::size_t length = size[axis];
  if (length < 2) return;
  const std::size_t stride = axis == 1 ? size[0] : size[0] * size[1];
  const float centre = taps.Centre();
  const float inner = taps.inner;
  const float outer = taps.outer;
  const std::vector<float> before = field.values;
  if (axis == 0) {
    for (std::size_t row = 0; row < before.size(); row += length) {
      FilterRow(&before[row], &field.values[row], length, taps);
    }
    return;
  }
  // Blocks of `stride` neighbouring voxels share their position along the axis.
  for (std::size_t start = 0; start < before.size(); start += stride * length) {
    for (std::size_t i = 0; i < length; ++i) {
      const std::size_t block = start + i * stride;
      const float* const middle = &before[block];
      const float* const down = &before[start + (i >= 1 ? i - 1 : 0) * stride];
      const float* const up = &before[start + std::min(i + 1, length - 1) * stride];
      float* const out = &field.values[block];
      if (outer == 0.0F) {
        for (std::size_t k = 0; k < stride; ++k) out[k] = centre * middle[k] + inner * (down[k] + up[k]);
      } else {
        const float* const down2 = &before[start + (i >= 2 ? i - 2 : 0) * stride];
        const float* const up2 = &before[start + std::min(i + 2, length - 1) * stride];
        for (std::size_t k = 0; k < stride; ++k) {
          out[k] = centre * middle[k] + inner * (down[k] + up[k]) + outer * (down2[k] + up2[k]);
        }
      }
    }
  }
}

void Smooth(Field& field, const Spacing& spacing_mm, double sd_mm) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double sd = sd_mm / spacing_mm[axis];
    const double variance = sd * sd;  // in voxels; one pass adds at most 1
    const int passes = std::max(1, static_cast<int>(std::ceil(variance)));
    const double each = variance / passes;
    // (1, 4, 6, 4, 1) / 16 has variance 1, (inner, centre, inner) 2 * inner; the rest stays in the centre.
    const FiveTaps taps = each > 0.25
                              ? FiveTaps{static_cast<float>(0.25 * each), static_cast<float>(0.0625 * each)}
                              : FiveTaps{static_cast<float>(0.5 * each), 0.0F};
    for (int pass = 0; pass < passes; ++pass) Filter(field, axis, taps);
  }
}

Field BandNoise(Random& random, const Size& size, const Spacing& spacing_mm, double fine_mm,
                double coarse_mm) {
  Field fine(size);
  random.FillWhiteNoise(fine.values);
  Smooth(fine, spacing_mm, fine_mm);
  Field coarse = fine;
  Smooth(coarse, spacing_mm, std::sqrt(coarse_mm * coarse_mm - fine_mm * fine_mm));
  double squares = 0.0;
  for (std::size_t i = 0; i < fine.values.size(); ++i) {
    fine.values[i] -= coarse.values[i];
    squares += static_cast<double>(fine.values[i]) * static_cast<double>(fine.values[i]);
  }
  const auto scale = static_cast<float>(1.0 / std::sqrt(squares / static_cast<double>(fine.values.size())));
  for (float& value : fine.values) value *= scale;
  return fine;
}

Field SlowNoise(Random& random, const Size& size, const Spacing& spacing_mm, double step_mm) {
  const LatticeAxis along_x(size[0], spacing_mm[0], step_mm);
  const LatticeAxis along_y(size[1], spacing_mm[1], step_mm);
  const LatticeAxis along_z(size[2], spacing_mm[2], step_mm);
  Field lattice({along_x.points, along_y.points, along_z.points});
  random.FillWhiteNoise(lattice.values);
  Field field(size);
  std::vector<float> row(along_x.points);
  for (std::size_t z = 0; z < size[2]; ++z) {
    for (std::size_t y = 0; y < size[1]; ++y) {
      const std::size_t below_y = along_y.below[y];
      const std::size_t below_z = along_z.below[z];
      for (std::size_t i = 0; i < row.size(); ++i) {
        const auto at = [&](std::size_t dy, std::size_t dz) {
          return lattice.values[lattice.Index(i, below_y + dy, below_z + dz)];
        };
        row[i] = Between(Between(at(0, 0), at(1, 0), along_y.weight[y]),
                         Between(at(0, 1), at(1, 1), along_y.weight[y]), along_z.weight[z]);
      }
      float* const out = &field.values[field.Index(0, y, z)];
      for (std::size_t x = 0; x < size[0]; ++x) {
        out[x] = Between(row[along_x.below[x]], row[along_x.below[x] + 1], along_x.weight[x]);
      }
    }
  }
  return field;
}

}  // namespace osteon::demo
