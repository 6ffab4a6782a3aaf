#include "site_agent/radiomics/ibsi/local_intensity.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include "gtest/gtest.h"
#include "site_agent/radiomics/ibsi/test_features.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using osteon::testing::ValueOf;

struct Case {
  Volume image;
  Region region;
};

Case RandomCase(unsigned seed) {
  std::mt19937 random(seed);
  Case one;
  one.image.grid.size = {9 + seed % 5, 8, 7};
  one.image.grid.spacing_mm = {1.5 + 0.7 * (seed % 4), 2.2, 1 + 1.3 * (seed % 3)};
  std::vector<float> voxels(one.image.grid.VoxelCount());
  for (float& voxel : voxels) voxel = static_cast<float>(random() % 20) / 4;
  one.region.lower = {seed % 3, 2, 1};
  one.region.size = {5, 4, 5};
  one.region.spacing_mm = one.image.grid.spacing_mm;
  for (std::size_t z = 0; z < 5; ++z) {
    for (std::size_t y = 0; y < 4; ++y) {
      for (std::size_t x = 0; x < 5; ++x) {
        one.region.mask.push_back(random() % 3 == 0 || x + y + z == 0);
        one.region.voxel_count += one.region.mask.back();
        one.region.intensities.push_back(
            static_cast<double>(voxels[one.region.lower[0] + x +
                                       one.image.grid.size[0] * (2 + y + one.image.grid.size[1] * (1 + z))]));
      }
    }
  }
  one.image.voxels = voxels;
  return one;
}

// Every voxel of the image against every voxel of the region.
std::array<double, 2> SlowPeaks(const Case& one) {
  const auto& voxels = std::get<std::vector<float>>(one.image.voxels);
  const auto [nx, ny, nz] = one.image.grid.size;
  const Region& region = one.region;
  const double radius = 10 * std::pow(3 / (4 * std::numbers::pi), 1.0 / 3);
  double highest = -1e300, local = -1e300, global = -1e300;
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] != 0) highest = std::max(highest, region.intensities[i]);
  }
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] == 0) continue;
    const std::array<std::size_t, 3> centre{region.lower[0] + i % region.size[0],
                                            region.lower[1] + i / region.size[0] % region.size[1],
                                            region.lower[2] + i / (region.size[0] * region.size[1])};
    double sum = 0, count = 0;
    for (std::size_t j = 0; j < voxels.size(); ++j) {
      const std::array<std::size_t, 3> at{j % nx, j / nx % ny, j / (nx * ny)};
      double squared = 0;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const double d =
            (static_cast<double>(at[axis]) - static_cast<double>(centre[axis])) * region.spacing_mm[axis];
        squared += d * d;
      }
      if (squared > radius * radius || !std::isfinite(voxels[j])) continue;
      sum += static_cast<double>(voxels[j]);
      ++count;
    }
    global = std::max(global, sum / count);
    if (region.intensities[i] == highest) local = std::max(local, sum / count);
  }
  return {local, global};
}

void ExpectSlowPeaks(const Case& one) {
  ASSERT_OK_AND_ASSIGN(const Features features, ComputeLocalIntensity(one.image, one.region));
  const auto [local, global] = SlowPeaks(one);
  EXPECT_NEAR(ValueOf(features, "local_intensity_peak"), local, 1e-12);
  EXPECT_NEAR(ValueOf(features, "global_intensity_peak"), global, 1e-12);
}

TEST(LocalIntensity, PeaksAreThoseOfEverySphere) {
  for (unsigned seed = 0; seed < 24; ++seed) {
    SCOPED_TRACE(seed);
    ExpectSlowPeaks(RandomCase(seed));
  }
}

TEST(LocalIntensity, VoxelsThatAreNotFiniteAreAsIfOutsideTheImage) {
  Case one = RandomCase(3);
  auto& voxels = std::get<std::vector<float>>(one.image.voxels);
  voxels[0] = std::numeric_limits<float>::quiet_NaN();
  voxels[voxels.size() / 2 + 8] = std::numeric_limits<float>::infinity();
  ExpectSlowPeaks(one);
}

TEST(LocalIntensity, ACoarseGridHasOneVoxelASphere) {
  Case one = RandomCase(5);
  one.image.grid.spacing_mm = one.region.spacing_mm = {7, 7, 7};
  ExpectSlowPeaks(one);
}

// A header in metres, or an absurd one: the sphere has 10^20 voxels, nearly all outside the image.
TEST(LocalIntensity, AGridFinerThanAnyImageTakesNoMoreThanTheImage) {
  for (const double spacing_mm : {0.7, 7e-4, 1e-6, 1e-300}) {
    Case one = RandomCase(4);
    one.image.grid.spacing_mm = one.region.spacing_mm = {spacing_mm, spacing_mm, spacing_mm};
    ExpectSlowPeaks(one);
  }
}

TEST(LocalIntensity, ABoxBeyondTheImageIsRefused) {
  Case one = RandomCase(1);
  one.region.lower[2] = 4;
  EXPECT_EQ(ComputeLocalIntensity(one.image, one.region).status().code(), absl::StatusCode::kInternal);
}

TEST(LocalIntensity, ARegionWithoutVoxelsIsRefused) {
  Case one = RandomCase(1);
  one.region.voxel_count = 0;
  EXPECT_EQ(ComputeLocalIntensity(one.image, one.region).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace osteon::ibsi
