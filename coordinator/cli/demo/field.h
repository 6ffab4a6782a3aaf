// Scalar fields on a voxel grid, and the smooth noise that textures are made of.
#ifndef OSTEON_COORDINATOR_CLI_DEMO_FIELD_H_
#define OSTEON_COORDINATOR_CLI_DEMO_FIELD_H_

#include <array>
#include <cstddef>
#include <vector>

#include "coordinator/cli/demo/random.h"

namespace osteon::demo {

using Size = std::array<std::size_t, 3>;  // voxels along x, y, z
using Spacing = std::array<double, 3>;    // millimetres between voxel centres along x, y, z

// x runs fastest: the value at (x, y, z) is values[x + size[0] * (y + size[1] * z)].
struct Field {
  explicit Field(const Size& voxels) : size(voxels), values(voxels[0] * voxels[1] * voxels[2]) {}
  std::size_t Index(std::size_t x, std::size_t y, std::size_t z) const {
    return x + size[0] * (y + size[1] * z);
  }
  Size size;
  std::vector<float> values;
};

// A symmetric filter of five weights, (outer, inner, centre, inner, outer), that sum to 1.
struct FiveTaps {
  float inner = 0.0F, outer = 0.0F;
  float Centre() const { return 1.0F - 2.0F * (inner + outer); }
  float NoiseGain() const;  // sd of filtered white noise over its sd before, along one axis
};

// Filters along `axis` (0, 1, 2); the edge voxel stands for those beyond it.
void Filter(Field& field, std::size_t axis, const FiveTaps& taps);

// Smooths along every axis by about a Gaussian of `sd_mm`, as a sequence of short filters.
void Smooth(Field& field, const Spacing& spacing_mm, double sd_mm);

// Noise between two scales: white noise smoothed by `fine_mm` less the same smoothed by `coarse_mm`; mean
// near 0, sd exactly 1 up to rounding.
Field BandNoise(Random& random, const Size& size, const Spacing& spacing_mm, double fine_mm,
                double coarse_mm);

// Slow noise: normal values (sd 1) on a lattice of `step_mm`, interpolated linearly in between, where its sd
// is smaller.
Field SlowNoise(Random& random, const Size& size, const Spacing& spacing_mm, double step_mm);

}  // namespace osteon::demo

#endif  // OSTEON_COORDINATOR_CLI_DEMO_FIELD_H_
