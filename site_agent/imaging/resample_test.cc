#include "site_agent/imaging/resample.h"

#include <cmath>

#include "site_agent/imaging/bspline.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// f at voxel centres, on a grid of 1 x 2 x 4 mm.
template <typename T, typename F>
Volume VolumeOf(const std::array<std::size_t, 3>& size, F f) {
  Volume volume;
  volume.grid.size = size;
  volume.grid.spacing_mm = {1, 2, 4};
  volume.grid.origin_mm = {10, 20, 30};
  std::vector<T> voxels;
  for (std::size_t z = 0; z < size[2]; ++z) {
    for (std::size_t y = 0; y < size[1]; ++y) {
      for (std::size_t x = 0; x < size[0]; ++x) {
        voxels.push_back(static_cast<T>(f(10 + static_cast<double>(x), 20 + 2 * static_cast<double>(y),
                                          30 + 4 * static_cast<double>(z))));
      }
    }
  }
  volume.voxels = voxels;
  return volume;
}

double Ramp(double x, double y, double z) {
  return 2 * x - y + 0.5 * z;
}

struct TestCase {
  Volume image = VolumeOf<double>({20, 14, 24}, Ramp);
  Volume mask = VolumeOf<std::uint8_t>({20, 14, 24}, [](double x, double y, double z) {
    return x >= 14 && x <= 22 && y >= 26 && y <= 40 && z >= 66 && z <= 86 ? 3 : 1;
  });
  Region region = CropRegion(image, mask, 3).value();
};

// Every interpolator is exact on a ramp (the nearest voxel: within half a voxel).
TEST(Resample, ARampStaysARampWhereItsPointsAre) {
  for (const Interpolator interpolator : {Interpolator::kLinear, Interpolator::kCubicBSpline}) {
    const TestCase c;
    ASSERT_OK_AND_ASSIGN(const ResampledCase result,
                         Resample(c.image, c.mask, 3, c.region, {{1.5, 1.5, 3}, interpolator, 0}));
    EXPECT_THAT(result.image.grid.spacing_mm, ElementsAre(1.5, 1.5, 3));
    const auto& voxels = std::get<std::vector<double>>(result.image.voxels);
    const auto& grid = result.image.grid;
    std::size_t i = 0;
    for (std::size_t z = 0; z < grid.size[2]; ++z) {
      for (std::size_t y = 0; y < grid.size[1]; ++y) {
        for (std::size_t x = 0; x < grid.size[0]; ++x, ++i) {
          const double px = grid.origin_mm[0] + 1.5 * static_cast<double>(x);
          const double py = grid.origin_mm[1] + 1.5 * static_cast<double>(y);
          const double pz = grid.origin_mm[2] + 3 * static_cast<double>(z);
          // Splines on a mirrored image bend at its ends.
          ASSERT_NEAR(voxels[i], Ramp(px, py, pz), interpolator == Interpolator::kLinear ? 1e-10 : 0.03);
        }
      }
    }
  }
}

// Corners coincide: the first voxel of a grid of half the spacing lies a quarter of a voxel before the old
// one.
TEST(Resample, TheGridIsAlignedByCorners) {
  const TestCase c;
  ASSERT_OK_AND_ASSIGN(const ResampledCase result,
                       Resample(c.image, c.mask, 3, c.region, {{0.5, 1, 2}, Interpolator::kLinear, 100}));
  EXPECT_THAT(result.image.grid.size, ElementsAre(40, 28, 48));
  EXPECT_THAT(result.image.grid.origin_mm, ElementsAre(9.75, 19.5, 29));
  double volume = 0;
  for (const std::uint8_t voxel : std::get<std::vector<std::uint8_t>>(result.mask.voxels)) volume += voxel;
  EXPECT_EQ(volume, 8.0 * static_cast<double>(c.region.voxel_count));
}

TEST(Resample, ZeroKeepsASpacingAndTheSameSpacingOnlyCrops) {
  const TestCase c;
  ASSERT_OK_AND_ASSIGN(const ResampledCase plane,
                       Resample(c.image, c.mask, 3, c.region, {{2, 2, 0}, Interpolator::kLinear, 1}));
  EXPECT_THAT(plane.image.grid.spacing_mm, ElementsAre(2, 2, 4));
  ASSERT_OK_AND_ASSIGN(const ResampledCase same,
                       Resample(c.image, c.mask, 3, c.region, {{1, 2, 4}, Interpolator::kCubicBSpline, 1}));
  EXPECT_THAT(same.image.grid.size, ElementsAre(11, 10, 8));
  ASSERT_OK_AND_ASSIGN(const Region region, CropRegion(same.image, same.mask, 1));
  EXPECT_EQ(region.intensities, c.region.intensities);
}

TEST(Resample, AnIntegerTypeCutsOffTowardsZero) {
  TestCase c;
  c.image = VolumeOf<std::int16_t>({20, 14, 24}, [](double x, double, double) { return 3 * x - 60; });
  ASSERT_OK_AND_ASSIGN(const ResampledCase result,
                       Resample(c.image, c.mask, 3, c.region, {{0.5, 0, 0}, Interpolator::kLinear, 100}));
  const auto& voxels = std::get<std::vector<std::int16_t>>(result.image.voxels);
  EXPECT_EQ(voxels[1], -29);  // at 10.25 mm: -29.25
  EXPECT_EQ(voxels[2], -27);  // at 10.75 mm: -27.75
}

TEST(Resample, AGridWithoutEndIsRefused) {
  const TestCase c;
  EXPECT_THAT(Resample(c.image, c.mask, 3, c.region, {{1e-4, 1e-4, 1e-4}, Interpolator::kLinear, 5}),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("2^31")));
}

TEST(CubicBSpline, GoesThroughEveryVoxelAndIsMirrored) {
  const std::array<std::size_t, 3> size{30, 5, 1};
  std::vector<double> values;
  for (std::size_t i = 0; i < 150; ++i) values.push_back(static_cast<double>(i * 7919 % 101));
  const CubicBSpline spline(values, size);
  for (std::size_t y = 0; y < 5; ++y) {
    for (std::size_t x = 0; x < 30; ++x) {
      EXPECT_NEAR(spline.At({static_cast<double>(x), static_cast<double>(y), 0}), values[x + 30 * y], 1e-7);
    }
  }
  EXPECT_NEAR(spline.At({-0.4, 2.3, 0}), spline.At({0.4, 2.3, 0}), 1e-7);
  EXPECT_NEAR(spline.At({29.4, 4.2, 0}), spline.At({28.6, 3.8, 0}), 1e-7);
}

}  // namespace
}  // namespace osteon
