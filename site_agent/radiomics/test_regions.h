// Small regions for the tests of this folder.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_TEST_REGIONS_H_
#define OSTEON_SITE_AGENT_RADIOMICS_TEST_REGIONS_H_

#include <cstddef>
#include <random>
#include <vector>

#include "site_agent/imaging/region.h"

namespace osteon::testing {

// The region of the voxels for which `inside(x, y, z)`; intensities are 0. The box is taken as it is.
template <typename Inside>
Region RegionOf(std::size_t nx, std::size_t ny, std::size_t nz, Inside inside) {
  Region region;
  region.size = {nx, ny, nz};
  region.spacing_mm = {1, 1, 1};
  for (std::size_t z = 0; z < nz; ++z) {
    for (std::size_t y = 0; y < ny; ++y) {
      for (std::size_t x = 0; x < nx; ++x) {
        region.mask.push_back(inside(x, y, z) ? 1 : 0);
        region.voxel_count += region.mask.back();
      }
    }
  }
  region.intensities.assign(region.mask.size(), 0.0);
  return region;
}

inline Region Block(std::size_t nx, std::size_t ny, std::size_t nz) {
  return RegionOf(nx, ny, nz, [](std::size_t, std::size_t, std::size_t) { return true; });
}

// `share` of the voxels, at random, with whole intensities from 0 below `levels`.
inline Region RandomRegion(unsigned seed, std::size_t nx, std::size_t ny, std::size_t nz, double share,
                           unsigned levels) {
  std::mt19937 random(seed);
  Region region = RegionOf(nx, ny, nz, [&](std::size_t x, std::size_t y, std::size_t z) {
    return x + y + z == 0 || static_cast<double>(random()) < share * 4294967296.0;
  });
  for (double& intensity : region.intensities) intensity = static_cast<double>(random() % levels);
  return region;
}

// The region's values, in the order of its voxels, for a region that is a whole block.
inline Region BlockOf(std::size_t nx, std::size_t ny, std::size_t nz,
                      const std::vector<double>& intensities) {
  Region region = Block(nx, ny, nz);
  region.intensities = intensities;
  return region;
}

}  // namespace osteon::testing

#endif  // OSTEON_SITE_AGENT_RADIOMICS_TEST_REGIONS_H_
