#include "site_agent/radiomics/pyradiomics/shape.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gtest/gtest.h"
#include "site_agent/radiomics/test_regions.h"

namespace osteon {
namespace {

double Value(const Features& features, const std::string& name) {
  const auto found =
      std::find_if(features.begin(), features.end(), [&](const Feature& f) { return f.name == name; });
  return found == features.end() ? std::nan("") : found->value;
}

// n points at distance d from each other on a line have variance d^2 (n^2 - 1) / 12.
TEST(Shape, AxesOfABlockFollowFromItsSides) {
  Region region = testing::Block(9, 5, 3);
  region.spacing_mm = {1, 1, 1.5};
  const Features shape = ComputeShape(region);
  const double major = std::sqrt(80.0 / 12), minor = std::sqrt(24.0 / 12), least = std::sqrt(2.25 * 8 / 12);
  EXPECT_NEAR(Value(shape, "MajorAxisLength"), 4 * major, 1e-12);
  EXPECT_NEAR(Value(shape, "MinorAxisLength"), 4 * minor, 1e-12);
  EXPECT_NEAR(Value(shape, "LeastAxisLength"), 4 * least, 1e-12);
  EXPECT_NEAR(Value(shape, "Elongation"), minor / major, 1e-12);
  EXPECT_NEAR(Value(shape, "Flatness"), least / major, 1e-12);
  EXPECT_NEAR(Value(shape, "VoxelVolume"), 9 * 5 * 3 * 1.5, 1e-12);
}

TEST(Shape, AFlatRegionHasNoLeastAxis) {
  EXPECT_EQ(Value(ComputeShape(testing::Block(4, 3, 1)), "LeastAxisLength"), 0);
}

TEST(Shape, RatiosAreOfTheMesh) {
  const Features shape = ComputeShape(testing::Block(1, 1, 1));  // an octahedron: mesh_test
  const double volume = 1.0 / 6, area = std::sqrt(3.0);
  const double sphere = std::cbrt(36 * std::numbers::pi * volume * volume);
  EXPECT_NEAR(Value(shape, "MeshVolume"), volume, 1e-15);
  EXPECT_NEAR(Value(shape, "SurfaceArea"), area, 1e-15);
  EXPECT_NEAR(Value(shape, "SurfaceVolumeRatio"), area / volume, 1e-13);
  EXPECT_NEAR(Value(shape, "Sphericity"), sphere / area, 1e-14);
  EXPECT_NEAR(Value(shape, "SphericalDisproportion"), area / sphere, 1e-14);
  EXPECT_NEAR(Value(shape, "Compactness2"), std::pow(sphere / area, 3), 1e-14);
  EXPECT_NEAR(Value(shape, "Compactness1"), std::pow(sphere / area, 1.5) / (6 * std::numbers::pi), 1e-14);
}

}  // namespace
}  // namespace osteon
