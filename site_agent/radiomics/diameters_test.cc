#include "site_agent/radiomics/diameters.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "site_agent/radiomics/test_regions.h"

namespace osteon {
namespace {

// The oracle: all pairs of all vertices.
Diameters AllPairs(const Region& region) {
  std::vector<std::array<int, 3>> vertices;  // in half voxels
  const std::array<int, 3> n{static_cast<int>(region.size[0]), static_cast<int>(region.size[1]),
                             static_cast<int>(region.size[2])};
  const auto inside = [&](const std::array<int, 3>& p) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (p[axis] < 0 || p[axis] >= n[axis]) return false;
    }
    return region.mask[static_cast<std::size_t>(p[0] + n[0] * (p[1] + n[1] * p[2]))] != 0;
  };
  for (int z = 0; z < n[2]; ++z) {
    for (int y = 0; y < n[1]; ++y) {
      for (int x = 0; x < n[0]; ++x) {
        if (!inside({x, y, z})) continue;
        for (std::size_t axis = 0; axis < 3; ++axis) {
          for (const int step : {-1, 1}) {
            std::array<int, 3> other{x, y, z};
            other[axis] += step;
            if (inside(other)) continue;
            vertices.push_back({2 * x, 2 * y, 2 * z});
            vertices.back()[axis] += step;
          }
        }
      }
    }
  }
  std::array<double, 4> largest{};
  for (const auto& a : vertices) {
    for (const auto& b : vertices) {
      double squared = 0;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const double d = (a[axis] - b[axis]) * region.spacing_mm[axis] / 2;
        squared += d * d;
      }
      largest[3] = std::max(largest[3], squared);
      for (std::size_t axis = 0; axis < 3; ++axis) {
        if (a[axis] == b[axis]) largest[axis] = std::max(largest[axis], squared);
      }
    }
  }
  return {std::sqrt(largest[3]), std::sqrt(largest[2]), std::sqrt(largest[1]), std::sqrt(largest[0])};
}

void ExpectTheSame(const Region& region) {
  const Diameters found = MeasureDiameters(region), all = AllPairs(region);
  EXPECT_NEAR(found.maximum_3d, all.maximum_3d, 1e-12 * all.maximum_3d);
  EXPECT_NEAR(found.maximum_slice, all.maximum_slice, 1e-12 * all.maximum_3d);
  EXPECT_NEAR(found.maximum_column, all.maximum_column, 1e-12 * all.maximum_3d);
  EXPECT_NEAR(found.maximum_row, all.maximum_row, 1e-12 * all.maximum_3d);
}

TEST(Diameters, OfOneVoxelAreItsSides) {
  Region region = testing::Block(1, 1, 1);
  region.spacing_mm = {1, 2, 4};
  const Diameters diameters = MeasureDiameters(region);
  EXPECT_NEAR(diameters.maximum_3d, 4, 1e-15);
  EXPECT_NEAR(diameters.maximum_slice, 2, 1e-15);
  EXPECT_NEAR(diameters.maximum_column, 4, 1e-15);
  EXPECT_NEAR(diameters.maximum_row, 4, 1e-15);
}

TEST(Diameters, AreThoseOfAllPairs) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    Region region =
        testing::RandomRegion(seed, 3 + seed % 7, 2 + seed % 5, 1 + seed % 6, seed % 2 == 0 ? 0.1 : 0.8, 2);
    region.spacing_mm = {0.7, 1.3, 0.4 + seed};
    ExpectTheSame(region);
  }
}

TEST(Diameters, OfABallAndOfALineAreThoseOfAllPairs) {
  ExpectTheSame(testing::RegionOf(15, 15, 15, [](std::size_t x, std::size_t y, std::size_t z) {
    return (x - 7) * (x - 7) + (y - 7) * (y - 7) + (z - 7) * (z - 7) <= 49;
  }));
  ExpectTheSame(testing::Block(1, 9, 1));
  ExpectTheSame(testing::RegionOf(
      6, 6, 6, [](std::size_t x, std::size_t y, std::size_t z) { return x == y && y == z; }));
}

}  // namespace
}  // namespace osteon
