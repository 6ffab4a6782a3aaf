#include "site_agent/radiomics/ibsi/convex_hull.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "site_agent/radiomics/diameters.h"
#include "site_agent/radiomics/test_regions.h"

namespace osteon::ibsi {
namespace {

// Every point of a small grid with its probability, so that many lie in one plane or line.
std::vector<GridPoint> RandomPoints(unsigned seed, std::int64_t side) {
  std::mt19937 random(seed);
  std::vector<GridPoint> points{{0, 0, 0}, {side, 1, 0}, {0, side, 1}, {1, 0, side}};
  for (std::int64_t x = 0; x <= side; ++x) {
    for (std::int64_t y = 0; y <= side; ++y) {
      for (std::int64_t z = 0; z <= side; ++z) {
        if (random() % 4 == 0) points.push_back({x, y, z});
      }
    }
  }
  return points;
}

std::int64_t Above(const GridPoint& a, const GridPoint& b, const GridPoint& c, const GridPoint& p) {
  const auto d = [&](const GridPoint& q, std::size_t axis) { return q[axis] - a[axis]; };
  return (d(b, 1) * d(c, 2) - d(b, 2) * d(c, 1)) * d(p, 0) +
         (d(b, 2) * d(c, 0) - d(b, 0) * d(c, 2)) * d(p, 1) +
         (d(b, 0) * d(c, 1) - d(b, 1) * d(c, 0)) * d(p, 2);
}

TEST(ConvexHull, NoPointIsOutsideAndTheSurfaceIsClosed) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    const std::vector<GridPoint> points = RandomPoints(seed, 2 + seed % 5);
    std::map<std::array<std::size_t, 2>, int> sides;
    for (const auto& [a, b, c] : HullTriangles(points)) {
      for (const GridPoint& p : points) ASSERT_LE(Above(points[a], points[b], points[c], p), 0);
      ++sides[{a, b}];
      ++sides[{b, c}];
      ++sides[{c, a}];
    }
    for (const auto& [side, count] : sides) {
      EXPECT_EQ(count, 1);
      EXPECT_EQ((sides.count({side[1], side[0]})), 1U);
    }
  }
}

// A plane through three points is a face when all points are on one side of it; by Gauss's theorem the volume
// is a third of face area times distance, summed. The oracle takes every three points and the flat hull of
// each plane by walking round it.
struct SlowHull {
  double volume = 0, area = 0;
};
SlowHull SlowMeasures(const std::vector<GridPoint>& points) {
  SlowHull hull;
  std::map<GridPoint, bool> done;  // by direction of the plane
  for (std::size_t a = 0; a < points.size(); ++a) {
    for (std::size_t b = 0; b < points.size(); ++b) {
      for (std::size_t c = 0; c < points.size(); ++c) {
        if (a == b || b == c || a == c) continue;
        const GridPoint &p = points[a], &q = points[b], &r = points[c];
        GridPoint n{(q[1] - p[1]) * (r[2] - p[2]) - (q[2] - p[2]) * (r[1] - p[1]),
                    (q[2] - p[2]) * (r[0] - p[0]) - (q[0] - p[0]) * (r[2] - p[2]),
                    (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])};
        const std::int64_t common = std::gcd(n[0], std::gcd(n[1], n[2]));
        if (common == 0) continue;
        for (std::int64_t& value : n) value /= common;
        if (done.count(n) != 0) continue;
        std::vector<GridPoint> flat;
        bool face = true;
        for (const GridPoint& s : points) {
          const std::int64_t height = n[0] * (s[0] - p[0]) + n[1] * (s[1] - p[1]) + n[2] * (s[2] - p[2]);
          if (height > 0) face = false;
          if (height == 0) flat.push_back(s);
        }
        if (!face) continue;
        done[n] = true;
        // Area of the flat hull: gift wrapping, with the cross product along n as the turn.
        const double length = std::sqrt(static_cast<double>(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]));
        const auto turn = [&](const GridPoint& u, const GridPoint& v, const GridPoint& w) {
          return n[0] * ((v[1] - u[1]) * (w[2] - u[2]) - (v[2] - u[2]) * (w[1] - u[1])) +
                 n[1] * ((v[2] - u[2]) * (w[0] - u[0]) - (v[0] - u[0]) * (w[2] - u[2])) +
                 n[2] * ((v[0] - u[0]) * (w[1] - u[1]) - (v[1] - u[1]) * (w[0] - u[0]));
        };
        const GridPoint start = *std::min_element(flat.begin(), flat.end());
        GridPoint at = start;
        double twice = 0;
        do {
          GridPoint next = at;
          for (const GridPoint& s : flat) {
            if (s == at) continue;
            const std::int64_t t = next == at ? -1 : turn(at, next, s);
            const auto far = [&](const GridPoint& w) {
              return (w[0] - at[0]) * (w[0] - at[0]) + (w[1] - at[1]) * (w[1] - at[1]) +
                     (w[2] - at[2]) * (w[2] - at[2]);
            };
            if (t < 0 || (t == 0 && far(s) > far(next))) next = s;
          }
          twice += static_cast<double>(turn(start, at, next)) / length;
          at = next;
        } while (at != start);
        hull.area += twice / 2;
        hull.volume += twice / 2 * static_cast<double>(n[0] * p[0] + n[1] * p[1] + n[2] * p[2]) / length / 3;
      }
    }
  }
  return hull;
}

TEST(ConvexHull, VolumeAndAreaAreThoseOfAllPlanesWithEverythingOnOneSide) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(seed);
    const std::vector<GridPoint> points = RandomPoints(seed, 2 + seed % 3);
    const SlowHull slow = SlowMeasures(points);
    const ConvexHull hull = HullOf(points, {1, 1, 1});
    EXPECT_NEAR(hull.volume_mm3, slow.volume, 1e-10);
    EXPECT_NEAR(hull.area_mm2, slow.area, 1e-10);
  }
}

TEST(ConvexHull, ABrickHasSixFacesWhateverLiesInThem) {
  std::vector<GridPoint> points;
  for (std::int64_t i = 0; i < 4 * 5 * 6; ++i) points.push_back({i % 4, i / 4 % 5, i / 20});
  const ConvexHull hull = HullOf(points, {1, 2, 3});
  EXPECT_DOUBLE_EQ(hull.volume_mm3, 3 * 8 * 15);
  EXPECT_DOUBLE_EQ(hull.area_mm2, 2 * (3 * 8 + 8 * 15 + 15 * 3));
  EXPECT_EQ(hull.normals.size(), 6U);
  for (const Position& corner : {Position{0, 0, 0}, Position{3, 8, 15}}) {
    EXPECT_THAT(hull.vertices, ::testing::Contains(corner));
  }
}

// One voxel's mesh is an octahedron between the middles of its faces.
TEST(ConvexHull, TheMeshOfOneVoxel) {
  Region region = osteon::testing::Block(1, 1, 1);
  region.spacing_mm = {1, 2, 3};
  const ConvexHull hull = HullOfMesh(region);
  EXPECT_EQ(hull.vertices.size(), 6U);
  EXPECT_NEAR(hull.volume_mm3, 1, 1e-15);
}

// The mesh's farthest vertices are corners of the hull.
TEST(ConvexHull, HasTheDiameterOfTheMesh) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    Region region = osteon::testing::RandomRegion(seed, 1 + seed % 6, 5, 1 + seed % 4, 0.3, 2);
    region.spacing_mm = {0.8, 1.3, 2.5};
    const ConvexHull hull = HullOfMesh(region);
    double largest = 0;
    for (const Position& a : hull.vertices) {
      for (const Position& b : hull.vertices) {
        largest = std::max(largest, std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
      }
    }
    EXPECT_NEAR(largest, MeasureDiameters(region).maximum_3d, 1e-12);
  }
}

}  // namespace
}  // namespace osteon::ibsi
