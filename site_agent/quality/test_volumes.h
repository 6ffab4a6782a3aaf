// Small volumes in memory, for tests of image QA.
#ifndef OSTEON_SITE_AGENT_QUALITY_TEST_VOLUMES_H_
#define OSTEON_SITE_AGENT_QUALITY_TEST_VOLUMES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "site_agent/imaging/volume.h"

namespace osteon::quality::testing {

using Index = std::array<std::size_t, 3>;

inline Grid GridOf(const Index& size, const std::array<double, 3>& spacing_mm) {
  Grid grid;
  grid.size = size;
  grid.spacing_mm = spacing_mm;
  return grid;
}

// `value(x, y, z)` in each voxel.
template <typename T, typename Value>
Volume VolumeOf(const Grid& grid, const Value& value) {
  std::vector<T> voxels;
  for (std::size_t z = 0; z < grid.size[2]; ++z) {
    for (std::size_t y = 0; y < grid.size[1]; ++y) {
      for (std::size_t x = 0; x < grid.size[0]; ++x) voxels.push_back(static_cast<T>(value(x, y, z)));
    }
  }
  return {grid, voxels};
}

// `label` from voxel `lower` to voxel `upper`, both included, and 0 elsewhere.
inline Volume BoxMask(const Grid& grid, const Index& lower, const Index& upper, int label = 1) {
  return VolumeOf<std::uint8_t>(grid, [&](std::size_t x, std::size_t y, std::size_t z) {
    const bool inside =
        x >= lower[0] && x <= upper[0] && y >= lower[1] && y <= upper[1] && z >= lower[2] && z <= upper[2];
    return inside ? label : 0;
  });
}

}  // namespace osteon::quality::testing

#endif  // OSTEON_SITE_AGENT_QUALITY_TEST_VOLUMES_H_
