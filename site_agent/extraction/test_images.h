// Small images and masks on disk, for tests of extraction.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_TEST_IMAGES_H_
#define OSTEON_SITE_AGENT_EXTRACTION_TEST_IMAGES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "site_agent/imaging/image_file.h"
#include "site_agent/imaging/volume.h"

namespace osteon::testing {

// 8 x 7 x 6 voxels of pseudo-random intensities from -500 to 500, which depend on `seed`.
inline Volume SmallImage(std::uint32_t seed) {
  Volume image;
  image.grid.size = {8, 7, 6};
  image.grid.spacing_mm = {1, 1, 2.5};
  std::vector<std::int16_t> voxels(image.grid.VoxelCount());
  for (auto& voxel : voxels) {
    seed = seed * 1664525U + 1013904223U;
    voxel = static_cast<std::int16_t>(static_cast<int>((seed >> 16) % 1001) - 500);
  }
  image.voxels = voxels;
  return image;
}

// On the same grid: `label` in all but a margin of one voxel.
inline Volume SmallMask(std::uint8_t label) {
  Volume mask = SmallImage(0);
  std::vector<std::uint8_t> voxels(mask.grid.VoxelCount(), 0);
  for (std::size_t z = 1; z < 5; ++z) {
    for (std::size_t y = 1; y < 6; ++y) {
      for (std::size_t x = 1; x < 7; ++x) voxels[x + 8 * (y + 7 * z)] = label;
    }
  }
  mask.voxels = voxels;
  return mask;
}

inline void Put(const std::string& path, const Volume& volume) {
  const absl::Status status = WriteVolume(path, volume);
  ASSERT_TRUE(status.ok()) << status;
}

}  // namespace osteon::testing

#endif  // OSTEON_SITE_AGENT_EXTRACTION_TEST_IMAGES_H_
