#include "site_agent/radiomics/ibsi/spatial_autocorrelation.h"

#include <cmath>

#include "gtest/gtest.h"
#include "site_agent/radiomics/test_regions.h"

namespace osteon::ibsi {
namespace {

// The definition, pair by pair.
SpatialAutocorrelation SlowAutocorrelation(const Region& region) {
  struct Voxel {
    double x, y, z, value;
  };
  std::vector<Voxel> voxels;
  double mean = 0;
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] == 0) continue;
    voxels.push_back({static_cast<double>(i % region.size[0]) * region.spacing_mm[0],
                      static_cast<double>(i / region.size[0] % region.size[1]) * region.spacing_mm[1],
                      static_cast<double>(i / (region.size[0] * region.size[1])) * region.spacing_mm[2],
                      region.intensities[i]});
    mean += region.intensities[i];
  }
  const auto n = static_cast<double>(voxels.size());
  mean /= n;
  double weights = 0, products = 0, differences = 0, squares = 0;
  for (const Voxel& a : voxels) {
    squares += (a.value - mean) * (a.value - mean);
    for (const Voxel& b : voxels) {
      if (&a == &b) continue;
      const double weight = 1 / std::hypot(a.x - b.x, a.y - b.y, a.z - b.z);
      weights += weight;
      products += weight * (a.value - mean) * (b.value - mean);
      differences += weight * (a.value - b.value) * (a.value - b.value);
    }
  }
  return {n / weights * products / squares, (n - 1) / (2 * weights) * differences / squares};
}

TEST(SpatialAutocorrelation, IsThatOfAllPairs) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(seed);
    Region region = testing::RandomRegion(seed, 1 + seed % 7, 2 + seed % 5, 1 + seed % 4, 0.7, 50);
    region.spacing_mm = {0.7, 1.0 + 0.5 * (seed % 3), 3};
    if (region.voxel_count < 2) continue;
    const SpatialAutocorrelation slow = SlowAutocorrelation(region);
    const SpatialAutocorrelation fast = MeasureSpatialAutocorrelation(region);
    EXPECT_NEAR(fast.moran_i, slow.moran_i, 1e-12);
    EXPECT_NEAR(fast.geary_c, slow.geary_c, 1e-12);
  }
}

TEST(SpatialAutocorrelation, ALargeOffsetOfIntensitiesChangesNothing) {
  Region region = testing::RandomRegion(3, 12, 11, 10, 0.6, 50);
  const SpatialAutocorrelation before = MeasureSpatialAutocorrelation(region);
  for (double& value : region.intensities) value += 1e6;
  const SpatialAutocorrelation after = MeasureSpatialAutocorrelation(region);
  EXPECT_NEAR(after.moran_i, before.moran_i, 1e-10);
  EXPECT_NEAR(after.geary_c, before.geary_c, 1e-10);
}

// Two voxels: the only pair has deviations a and -a.
TEST(SpatialAutocorrelation, TwoVoxelsAreOpposites) {
  const SpatialAutocorrelation two = MeasureSpatialAutocorrelation(testing::BlockOf(2, 1, 1, {1, 5}));
  EXPECT_NEAR(two.moran_i, -1, 1e-14);
  EXPECT_NEAR(two.geary_c, 1, 1e-14);
}

TEST(SpatialAutocorrelation, OneVoxelAndOneIntensityHaveNone) {
  for (const Region& region : {testing::BlockOf(1, 1, 1, {3}), testing::BlockOf(3, 1, 1, {0.1, 0.1, 0.1})}) {
    EXPECT_TRUE(std::isnan(MeasureSpatialAutocorrelation(region).moran_i));
    EXPECT_TRUE(std::isnan(MeasureSpatialAutocorrelation(region).geary_c));
  }
}

}  // namespace
}  // namespace osteon::ibsi
