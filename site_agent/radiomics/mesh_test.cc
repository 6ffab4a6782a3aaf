#include "site_agent/radiomics/mesh.h"

#include <cmath>
#include <map>
#include <numbers>
#include <set>

#include "gtest/gtest.h"
#include "site_agent/radiomics/test_regions.h"

namespace osteon {
namespace {

using ::osteon::testing::Block;
using ::osteon::testing::RegionOf;

// One voxel: an octahedron with corners half a voxel away. Volume 4/3 (1/2)^3, area 8 triangles of side
// sqrt(1/2).
TEST(Mesh, OneVoxelIsAnOctahedron) {
  const MeshMeasures mesh = MeasureMesh(Block(1, 1, 1));
  EXPECT_NEAR(mesh.volume_mm3, 1.0 / 6, 1e-15);
  EXPECT_NEAR(mesh.area_mm2, std::sqrt(3.0), 1e-15);
}

TEST(Mesh, SpacingStretchesTheOctahedron) {
  Region region = Block(1, 1, 1);
  region.spacing_mm = {2, 3, 5};
  const MeshMeasures mesh = MeasureMesh(region);
  EXPECT_NEAR(mesh.volume_mm3, 30.0 / 6, 1e-14);
  // Eight triangles with corners (1, 0, 0), (0, 1.5, 0), (0, 0, 2.5): half of |(3.75, 2.5, 1.5)| each.
  EXPECT_NEAR(mesh.area_mm2, 4 * std::sqrt(3.75 * 3.75 + 2.5 * 2.5 + 1.5 * 1.5), 1e-13);
}

// A block of n voxels a side, n > 1: the cube of side n whose 12 edges (n - 1 long) lose a prism with a
// right-angled triangle of legs 1/2, and whose 8 corners lose the cube of 1/2 but for a tetrahedron of 1/48.
TEST(Mesh, ABlockIsACubeWithEdgesAndCornersCutOff) {
  for (const std::size_t side : {2U, 3U, 10U}) {
    const auto n = static_cast<double>(side);
    const MeshMeasures mesh = MeasureMesh(Block(side, side, side));
    EXPECT_NEAR(mesh.volume_mm3, n * n * n - 12 * (n - 1) / 8 - 8 * (1.0 / 8 - 1.0 / 48), 1e-11);
    EXPECT_NEAR(mesh.area_mm2, 6 * (n - 1) * (n - 1) + 12 * (n - 1) * std::sqrt(0.5) + std::sqrt(3.0), 1e-11);
  }
}

TEST(Mesh, OfABallIsNearTheSphere) {
  const double radius = 20;
  const Region ball = RegionOf(43, 43, 43, [&](std::size_t x, std::size_t y, std::size_t z) {
    const double dx = static_cast<double>(x) - 21, dy = static_cast<double>(y) - 21,
                 dz = static_cast<double>(z) - 21;
    return dx * dx + dy * dy + dz * dz <= radius * radius;
  });
  EXPECT_NEAR(MeasureMesh(ball).volume_mm3, 4.0 / 3 * std::numbers::pi * radius * radius * radius,
              0.01 * 33510);
}

TEST(Mesh, AHoleIsTakenOff) {
  const Region hollow = RegionOf(
      5, 5, 5, [](std::size_t x, std::size_t y, std::size_t z) { return x != 2 || y != 2 || z != 2; });
  EXPECT_NEAR(MeasureMesh(hollow).volume_mm3, MeasureMesh(Block(5, 5, 5)).volume_mm3 - (1 - 5.0 / 6), 1e-11);
}

// Every kind of cube: vertices only on edges that the surface crosses, and each crossed edge used; each side
// of a triangle is shared with another triangle, run through the other way, or lies on a face of the cube.
TEST(Mesh, TrianglesOfEveryCubeCloseUpInside) {
  const auto common_face = [](int a, int b) {
    const auto corners = [](int edge) { return kCubeEdges[static_cast<std::size_t>(edge)]; };
    for (std::size_t axis = 0; axis < 3; ++axis) {
      for (const int side : {0, 1}) {
        bool all = true;
        for (const int edge : {a, b}) {
          for (const int corner : corners(edge))
            all = all && kCubeCorners[static_cast<std::size_t>(corner)][axis] == side;
        }
        if (all) return true;
      }
    }
    return false;
  };
  for (unsigned corners = 0; corners < 256; ++corners) {
    std::set<int> used, crossed;
    std::map<std::pair<int, int>, int> sides;
    for (const auto& triangle : CubeTriangles(corners)) {
      for (std::size_t i = 0; i < 3; ++i) {
        used.insert(triangle[i]);
        ++sides[{triangle[i], triangle[(i + 1) % 3]}];
      }
    }
    for (int edge = 0; edge < 12; ++edge) {
      const auto& ends = kCubeEdges[static_cast<std::size_t>(edge)];
      if ((corners >> ends[0] & 1U) != (corners >> ends[1] & 1U)) crossed.insert(edge);
    }
    EXPECT_EQ(used, crossed) << corners;
    for (const auto& [side, count] : sides) {
      EXPECT_EQ(count, 1) << corners;
      const bool shared = sides.count({side.second, side.first}) > 0;
      EXPECT_TRUE(shared || common_face(side.first, side.second)) << corners;
    }
  }
}

// The oracle: every triangle of every cube, one after the other.
MeshMeasures MeasureTriangleByTriangle(const Region& region) {
  MeshMeasures mesh;
  const auto inside = [&](int x, int y, int z) {
    const auto n = [&](std::size_t axis) { return static_cast<int>(region.size[axis]); };
    if (x < 0 || y < 0 || z < 0 || x >= n(0) || y >= n(1) || z >= n(2)) return 0U;
    return static_cast<unsigned>(region.mask[static_cast<std::size_t>(x + n(0) * (y + n(1) * z))]);
  };
  for (int z = -1; z < static_cast<int>(region.size[2]); ++z) {
    for (int y = -1; y < static_cast<int>(region.size[1]); ++y) {
      for (int x = -1; x < static_cast<int>(region.size[0]); ++x) {
        unsigned corners = 0;
        for (std::size_t c = 0; c < 8; ++c) {
          corners |= inside(x + kCubeCorners[c][0], y + kCubeCorners[c][1], z + kCubeCorners[c][2]) << c;
        }
        for (const auto& triangle : CubeTriangles(corners)) {
          std::array<std::array<double, 3>, 3> p{};
          for (std::size_t i = 0; i < 3; ++i) {
            const auto& ends = kCubeEdges[static_cast<std::size_t>(triangle[i])];
            const std::array<int, 3> at{x + 1, y + 1, z + 1};  // in the padded box: the volume of a surface
                                                               // that is not closed depends on the origin
            for (std::size_t axis = 0; axis < 3; ++axis) {
              const int twice = kCubeCorners[static_cast<std::size_t>(ends[0])][axis] +
                                kCubeCorners[static_cast<std::size_t>(ends[1])][axis];
              p[i][axis] = (at[axis] + 0.5 * twice) * region.spacing_mm[axis];
            }
          }
          const auto cross = [](const auto& a, const auto& b) {
            return std::array<double, 3>{a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2],
                                         a[0] * b[1] - a[1] * b[0]};
          };
          const auto volume = cross(p[0], p[1]);
          mesh.volume_mm3 += (volume[0] * p[2][0] + volume[1] * p[2][1] + volume[2] * p[2][2]) / 6;
          std::array<double, 3> u{}, v{};
          for (std::size_t axis = 0; axis < 3; ++axis) {
            u[axis] = p[1][axis] - p[0][axis];
            v[axis] = p[2][axis] - p[0][axis];
          }
          const auto normal = cross(u, v);
          mesh.area_mm2 +=
              0.5 * std::sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
        }
      }
    }
  }
  return mesh;
}

TEST(Mesh, CountingCubesIsAddingTriangles) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    Region region = testing::RandomRegion(seed, 7, 6, 5, 0.05 * (1 + seed), 2);
    region.spacing_mm = {0.7, 1.1, 3};
    const MeshMeasures mesh = MeasureMesh(region), oracle = MeasureTriangleByTriangle(region);
    EXPECT_NEAR(mesh.area_mm2, oracle.area_mm2, 1e-11 * oracle.area_mm2);
    EXPECT_NEAR(mesh.volume_mm3, oracle.volume_mm3, 1e-11 * oracle.area_mm2);
  }
}

}  // namespace
}  // namespace osteon
