#include "site_agent/radiomics/ibsi/minimum_box.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "gtest/gtest.h"
#include "site_agent/radiomics/test_regions.h"

namespace osteon::ibsi {
namespace {

TEST(MinimumBox, OfABlockOfVoxelsHasItsSides) {
  Region region = testing::Block(4, 5, 6);
  region.spacing_mm = {1, 2, 3};
  BoxSides box = MinimumBox(HullOfMesh(region));
  std::sort(box.mm.begin(), box.mm.end());
  EXPECT_NEAR(box.mm[0], 4, 1e-12);
  EXPECT_NEAR(box.mm[1], 10, 1e-12);
  EXPECT_NEAR(box.mm[2], 18, 1e-12);
  EXPECT_NEAR(box.Volume(), 720, 1e-10);
  EXPECT_NEAR(box.Area(), 2 * (40 + 180 + 72), 1e-10);
}

// A box with whole coordinates whose sides lie along (2, 2, 1), (-2, 1, 2) and (1, -2, 2), of length 3 each.
TEST(MinimumBox, OfATurnedBoxIsThatBox) {
  std::vector<GridPoint> corners;
  for (std::int64_t i = 0; i < 8; ++i) {
    const std::int64_t u = (i & 1) * 5, v = (i >> 1 & 1) * 3, w = (i >> 2) * 2;
    corners.push_back({2 * u - 2 * v + w, 2 * u + v - 2 * w, u + 2 * v + 2 * w});
  }
  const ConvexHull hull = HullOf(corners, {1, 1, 1});
  BoxSides box = MinimumBox(hull);
  std::sort(box.mm.begin(), box.mm.end());
  EXPECT_NEAR(box.mm[0], 6, 1e-12);
  EXPECT_NEAR(box.mm[1], 9, 1e-12);
  EXPECT_NEAR(box.mm[2], 15, 1e-12);
  EXPECT_GT(AxisAlignedBox(hull).Volume(), 1.5 * box.Volume());
}

// The smallest box around a regular tetrahedron, a cube whose faces' diagonals are its edges, lies on none of
// its faces. Turned as above, times 9.
TEST(MinimumBox, OfATurnedTetrahedronIsACubeThatLiesOnEdges) {
  std::vector<GridPoint> corners;
  for (const auto& [u, v, w] :
       {std::array<std::int64_t, 3>{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}}) {
    corners.push_back({2 * u - 2 * v + w, 2 * u + v - 2 * w, u + 2 * v + 2 * w});
  }
  const BoxSides box = MinimumBox(HullOf(corners, {1, 1, 1}));
  for (const double side : box.mm) EXPECT_NEAR(side, 6, 1e-12);
}

// The oracle: orientations at random, and small changes of the best of them while they help.
double SlowVolume(const ConvexHull& hull) {
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  const auto volume = [&](const std::array<double, 4>& quaternion) {
    const double n = std::sqrt(quaternion[0] * quaternion[0] + quaternion[1] * quaternion[1] +
                               quaternion[2] * quaternion[2] + quaternion[3] * quaternion[3]);
    const double w = quaternion[0] / n, x = quaternion[1] / n, y = quaternion[2] / n, z = quaternion[3] / n;
    const double axes[3][3] = {{1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)},
                               {2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)},
                               {2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)}};
    double product = 1;
    for (const auto& axis : axes) {
      double low = 1e300, high = -1e300;
      for (const Position& p : hull.vertices) {
        const double height = p[0] * axis[0] + p[1] * axis[1] + p[2] * axis[2];
        low = std::min(low, height);
        high = std::max(high, height);
      }
      product *= high - low;
    }
    return product;
  };
  std::vector<std::pair<double, std::array<double, 4>>> tries;
  for (int i = 0; i < 3000; ++i) {
    const std::array<double, 4> q{normal(random), normal(random), normal(random), normal(random)};
    tries.push_back({volume(q), q});
  }
  std::sort(tries.begin(), tries.end());
  tries.resize(20);
  double smallest = tries[0].first;
  for (auto& [best, q] : tries) {
    for (double step = 0.2; step > 1e-7; step *= 0.97) {
      std::array<double, 4> other = q;
      for (double& value : other) value += step * normal(random);
      const double now = volume(other);
      if (now < best) {
        best = now;
        q = other;
      }
    }
    smallest = std::min(smallest, best);
  }
  return smallest;
}

TEST(MinimumBox, IsNoLargerThanWhatRandomTurnsFind) {
  for (unsigned seed = 0; seed < 12; ++seed) {
    SCOPED_TRACE(seed);
    Region region = testing::RandomRegion(seed, 3 + seed % 4, 5, 4, 0.15, 2);
    region.spacing_mm = {1, 0.8, 1.7};
    const ConvexHull hull = HullOfMesh(region);
    const double volume = MinimumBox(hull).Volume();
    EXPECT_LE(volume, SlowVolume(hull) * (1 + 1e-9));
    EXPECT_GE(volume, hull.volume_mm3);
  }
}

}  // namespace
}  // namespace osteon::ibsi
