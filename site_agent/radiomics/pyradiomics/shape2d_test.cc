#include "site_agent/radiomics/pyradiomics/shape2d.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "site_agent/radiomics/test_regions.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

double Value(const Features& features, const std::string& name) {
  const auto found =
      std::find_if(features.begin(), features.end(), [&](const Feature& f) { return f.name == name; });
  return found == features.end() ? -1 : found->value;
}

TEST(Shape2D, LinesCutRunsOfCornersOff) {
  EXPECT_TRUE(SquareLines(0).empty());
  EXPECT_TRUE(SquareLines(0xF).empty());
  EXPECT_THAT(SquareLines(0b0001), ElementsAre(std::array<int, 2>{3, 0}));
  EXPECT_THAT(SquareLines(0b1110), ElementsAre(std::array<int, 2>{0, 3}));
  EXPECT_THAT(SquareLines(0b1001), ElementsAre(std::array<int, 2>{2, 0}));
  EXPECT_THAT(SquareLines(0b0101), ElementsAre(std::array<int, 2>{3, 0}, std::array<int, 2>{1, 2}));
}

// A block of a x b pixels is outlined by its centres' rectangle, moved out by half a pixel, corners cut.
TEST(Shape2D, ARectangleHasTheSurfaceWithoutItsCorners) {
  Region region = testing::Block(5, 3, 1);
  region.spacing_mm = {2, 1, 7};
  ASSERT_OK_AND_ASSIGN(const Features shape, ComputeShape2D(region, 2));
  const double surface = 5 * 3 * 2 - 4 * 0.5 * (0.5 * 1), corner = std::hypot(1, 0.5);
  const double perimeter = 2 * (4 * 2 + 2 * 1) + 4 * corner;
  EXPECT_NEAR(Value(shape, "PixelSurface"), 30, 1e-12);
  EXPECT_NEAR(Value(shape, "MeshSurface"), surface, 1e-12);
  EXPECT_NEAR(Value(shape, "Perimeter"), perimeter, 1e-12);
  EXPECT_NEAR(Value(shape, "PerimeterSurfaceRatio"), perimeter / surface, 1e-12);
  EXPECT_NEAR(Value(shape, "Sphericity"), 2 * std::sqrt(std::numbers::pi * surface) / perimeter, 1e-12);
  EXPECT_NEAR(Value(shape, "SphericalDisproportion") * Value(shape, "Sphericity"), 1, 1e-12);
  EXPECT_NEAR(Value(shape, "MaximumDiameter"), std::hypot(10, 2), 1e-12);
  const double major = std::sqrt(24.0 / 12) * 2, minor = std::sqrt(8.0 / 12);
  EXPECT_NEAR(Value(shape, "MajorAxisLength"), 4 * major, 1e-12);
  EXPECT_NEAR(Value(shape, "MinorAxisLength"), 4 * minor, 1e-12);
  EXPECT_NEAR(Value(shape, "Elongation"), minor / major, 1e-12);
}

// All pairs of middles between a pixel of the region and one outside it.
TEST(Shape2D, TheDiameterIsThatOfAllPairs) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    Region region = testing::RandomRegion(seed, 9, 7, 1, 0.4, 1);
    region.spacing_mm = {0.8, 1.3, 1};
    ASSERT_OK_AND_ASSIGN(const Features shape, ComputeShape2D(region, 2));
    const auto inside = [&](int x, int y) {
      return x >= 0 && y >= 0 && x < 9 && y < 7 && region.mask[static_cast<std::size_t>(x + 9 * y)] != 0;
    };
    std::vector<std::array<double, 2>> points;
    for (int y = -1; y < 7; ++y) {
      for (int x = -1; x < 9; ++x) {
        if (inside(x, y) != inside(x + 1, y)) points.push_back({0.8 * (x + 0.5), 1.3 * y});
        if (inside(x, y) != inside(x, y + 1)) points.push_back({0.8 * x, 1.3 * (y + 0.5)});
      }
    }
    double largest = 0;
    for (const auto& a : points) {
      for (const auto& b : points) largest = std::max(largest, std::hypot(a[0] - b[0], a[1] - b[1]));
    }
    EXPECT_NEAR(Value(shape, "MaximumDiameter"), largest, 1e-12);
  }
}

TEST(Shape2D, ASliceAcrossXIsDescribedLikeOneAcrossZ) {
  const Region flat_z = testing::RandomRegion(3, 6, 5, 1, 0.6, 1);
  Region flat_x = flat_z;
  flat_x.size = {1, 6, 5};
  ASSERT_OK_AND_ASSIGN(const Features z, ComputeShape2D(flat_z, 2));
  ASSERT_OK_AND_ASSIGN(const Features x, ComputeShape2D(flat_x, 0));
  for (std::size_t i = 0; i < z.size(); ++i) EXPECT_EQ(x[i].value, z[i].value) << z[i].name;
}

TEST(Shape2D, SeveralSlicesAreRefused) {
  EXPECT_THAT(ComputeShape2D(testing::Block(3, 3, 2), 2),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("one slice")));
}

TEST(Shape2D, WherePyRadiomicsSkipsTheClassThereAreNoValues) {
  ASSERT_OK_AND_ASSIGN(const Features across_y, ComputeShape2D(testing::Block(4, 1, 3), 1));
  ASSERT_OK_AND_ASSIGN(const Features line, ComputeShape2D(testing::Block(1, 4, 1), 2));
  for (const Features& features : {across_y, line}) {
    for (const Feature& feature : features) EXPECT_TRUE(std::isnan(feature.value)) << feature.name;
  }
}

}  // namespace
}  // namespace osteon
