// Small images for the tests of filters.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_TEST_VOLUMES_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_TEST_VOLUMES_H_

#include <array>
#include <cstddef>
#include <random>
#include <vector>

#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

namespace osteon::testing {

// Whole intensities from -500 to 499, at random.
template <typename T>
Volume RandomVolume(unsigned seed, const std::array<std::size_t, 3>& size) {
  std::mt19937 random(seed);
  Volume volume;
  volume.grid.size = size;
  volume.grid.spacing_mm = {0.7, 1.1, 2.5};
  std::vector<T> voxels(volume.grid.VoxelCount());
  for (T& voxel : voxels) voxel = static_cast<T>(static_cast<int>(random() % 1000) - 500);
  volume.voxels = voxels;
  return volume;
}

inline double At(const Volume& volume, std::size_t x, std::size_t y, std::size_t z) {
  const auto& size = volume.grid.size;
  return std::visit(
      [&](const auto& voxels) { return static_cast<double>(voxels[x + size[0] * (y + size[1] * z)]); },
      volume.voxels);
}

inline FilterBox WholeBox(const Volume& volume) {
  return {{0, 0, 0}, volume.grid.size};
}

// Calls visit(place in the box, x, y, z in the image).
template <typename Visit>
void ForEachInBox(const FilterBox& box, Visit visit) {
  std::size_t i = 0;
  for (std::size_t z = 0; z < box.size[2]; ++z) {
    for (std::size_t y = 0; y < box.size[1]; ++y) {
      for (std::size_t x = 0; x < box.size[0]; ++x, ++i) {
        visit(i, box.lower[0] + x, box.lower[1] + y, box.lower[2] + z);
      }
    }
  }
}

}  // namespace osteon::testing

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_TEST_VOLUMES_H_
