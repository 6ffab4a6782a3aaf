#include "site_agent/radiomics/ibsi/interpolation.h"

#include <cmath>
#include <limits>
#include <random>

#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::DoubleNear;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Volume RandomVolume(const std::array<std::size_t, 3>& size, const std::array<double, 3>& spacing_mm) {
  std::mt19937 random(1);
  Volume volume;
  volume.grid.size = size;
  volume.grid.spacing_mm = spacing_mm;
  std::vector<std::int16_t> voxels(volume.grid.VoxelCount());
  for (auto& voxel : voxels) voxel = static_cast<std::int16_t>(static_cast<int>(random() % 2000) - 1000);
  volume.voxels = voxels;
  return volume;
}

Volume Row(const std::vector<double>& voxels, double spacing_mm) {
  Volume volume;
  volume.grid.size = {voxels.size(), 1, 1};
  volume.grid.spacing_mm = {spacing_mm, 1, 1};
  volume.voxels = voxels;
  return volume;
}

Box Whole(const Grid& grid) {
  return {{0, 0, 0}, grid.size};
}

// The manual's own example: 4 x 4 voxels of 3 mm become 6 x 6 of 2 mm, half a millimetre further out.
TEST(IbsiGrid, CentresAreAligned) {
  Grid from;
  from.size = {4, 4, 1};
  from.spacing_mm = {3, 3, 3};
  ASSERT_OK_AND_ASSIGN(const Grid to, InterpolationGrid(from, {2, 2, 0}));
  EXPECT_THAT(to.size, ElementsAre(6, 6, 1));
  EXPECT_THAT(to.spacing_mm, ElementsAre(2, 2, 3));
  EXPECT_THAT(to.origin_mm, ElementsAre(DoubleNear(-0.5, 1e-12), DoubleNear(-0.5, 1e-12), 0));
}

TEST(IbsiGrid, TheSeventhDigitOfASpacingAddsNoVoxel) {
  Grid from;
  from.size = {512, 512, 10};
  from.spacing_mm = {static_cast<double>(0.8F), static_cast<double>(0.7F), 1};
  ASSERT_OK_AND_ASSIGN(const Grid to, InterpolationGrid(from, {0.4, 0.7, 1}));
  EXPECT_THAT(to.size, ElementsAre(1024, 512, 10));
  EXPECT_EQ(to.spacing_mm[1], from.spacing_mm[1]);
}

TEST(IbsiGrid, TooManyVoxelsAreAnError) {
  Grid from;
  from.size = {512, 512, 10};
  EXPECT_THAT(InterpolationGrid(from, {1e-8, 1, 1}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("larger spacing")));
  from.spacing_mm = {1, 1e6, 1};  // metres taken for nanometres
  EXPECT_THAT(InterpolationGrid(from, {1, 1, 1}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at most 1048576 are possible")));
}

TEST(IbsiGrid, AVoxelLargerThanTheImageIsOneVoxel) {
  Grid from;
  from.size = {4, 4, 4};
  ASSERT_OK_AND_ASSIGN(const Grid to, InterpolationGrid(from, {100, 4, 3}));
  EXPECT_THAT(to.size, ElementsAre(1, 1, 2));
}

// New centres at -0.25, 0.25, 0.75, ... old voxels.
TEST(IbsiInterpolation, LinearIsBetweenNeighboursAndConstantOutside) {
  const Volume image = Row({10, 20, 40}, 2);
  ASSERT_OK_AND_ASSIGN(const Grid to, InterpolationGrid(image.grid, {1, 1, 1}));
  EXPECT_THAT(Interpolate(image, to, Whole(to), Interpolation::kLinear),
              ElementsAre(10, 12.5, 17.5, 25, 35, 40));
  EXPECT_THAT(Interpolate(image, to, Whole(to), Interpolation::kNearest),
              ElementsAre(10, 10, 20, 20, 40, 40));
}

// The slow version: weights of all eight corners, coordinates by the manual's formula.
TEST(IbsiInterpolation, LinearIsThatOfTheEightCorners) {
  const Volume image = RandomVolume({9, 7, 5}, {1.1, 0.9, 3});
  const auto& voxels = std::get<std::vector<std::int16_t>>(image.voxels);
  ASSERT_OK_AND_ASSIGN(const Grid to, InterpolationGrid(image.grid, {2, 1.7, 1.3}));
  const std::vector<double> result = Interpolate(image, to, Whole(to), Interpolation::kLinear);
  const auto place = [&](std::size_t axis, std::size_t i) {
    const double step = to.spacing_mm[axis] / image.grid.spacing_mm[axis];
    return 0.5 * (static_cast<double>(image.grid.size[axis]) - 1 -
                  step * (static_cast<double>(to.size[axis]) - 1)) +
           step * static_cast<double>(i);
  };
  std::size_t at = 0;
  for (std::size_t z = 0; z < to.size[2]; ++z) {
    for (std::size_t y = 0; y < to.size[1]; ++y) {
      for (std::size_t x = 0; x < to.size[0]; ++x, ++at) {
        const std::array<double, 3> p{place(0, x), place(1, y), place(2, z)};
        double sum = 0;
        for (unsigned corner = 0; corner < 8; ++corner) {
          double weight = 1;
          std::array<std::size_t, 3> index{};
          for (std::size_t axis = 0; axis < 3; ++axis) {
            const double low = std::floor(p[axis]) + ((corner >> axis) & 1U);
            weight *= 1 - std::abs(p[axis] - low);
            index[axis] = static_cast<std::size_t>(
                std::clamp(low, 0.0, static_cast<double>(image.grid.size[axis]) - 1));
          }
          sum += weight * voxels[index[0] + 9 * (index[1] + 7 * index[2])];
        }
        EXPECT_NEAR(result[at], sum, 1e-9);
      }
    }
  }
}

TEST(IbsiInterpolation, ASplineGoesThroughTheVoxels) {
  const Volume image = RandomVolume({6, 5, 4}, {2, 2, 2});
  const auto& voxels = std::get<std::vector<std::int16_t>>(image.voxels);
  Grid to = image.grid;  // three times as fine: every third new centre is an old one
  ASSERT_OK_AND_ASSIGN(to, InterpolationGrid(image.grid, {2.0 / 3, 2.0 / 3, 2.0 / 3}));
  const std::vector<double> result = Interpolate(image, to, Whole(to), Interpolation::kCubic);
  for (std::size_t z = 0; z < 4; ++z) {
    for (std::size_t y = 0; y < 5; ++y) {
      for (std::size_t x = 0; x < 6; ++x) {
        EXPECT_NEAR(result[3 * x + 1 + to.size[0] * (3 * y + 1 + to.size[1] * (3 * z + 1))],
                    voxels[x + 6 * (y + 5 * z)], 1e-9);
      }
    }
  }
}

// A spline reproduces polynomials up to the third degree, away from where the image ends.
TEST(IbsiInterpolation, ASplineReproducesACubic) {
  std::vector<double> voxels;
  const auto cubic = [](double x) { return 0.01 * (x - 20) * (x - 50) * (x - 90); };
  for (int i = 0; i < 101; ++i) voxels.push_back(cubic(i));
  const Volume image = Row(voxels, 1);
  ASSERT_OK_AND_ASSIGN(const Grid to, InterpolationGrid(image.grid, {0.7, 1, 1}));
  const std::vector<double> result = Interpolate(image, to, Whole(to), Interpolation::kCubic);
  for (std::size_t i = 60; i < 85; ++i)
    EXPECT_NEAR(result[i], cubic(50 + 0.7 * (static_cast<double>(i) - 72)), 1e-6);
}

// The closed ends of the filter are those of an image that really goes on with its outermost voxels.
TEST(IbsiInterpolation, ASplineSeesTheImageGoOnWithItsOutermostVoxels) {
  std::vector<double> voxels{3, -7, 20, 4, 11}, longer(40, 3);
  longer.insert(longer.end(), voxels.begin(), voxels.end());
  longer.resize(85, 11);
  const Volume image = Row(voxels, 1), extended = Row(longer, 1);
  ASSERT_OK_AND_ASSIGN(const Grid to, InterpolationGrid(image.grid, {0.4, 1, 1}));
  ASSERT_OK_AND_ASSIGN(const Grid far, InterpolationGrid(extended.grid, {0.4, 1, 1}));
  const std::vector<double> near_ends = Interpolate(image, to, Whole(to), Interpolation::kCubic);
  const std::vector<double> inside = Interpolate(extended, far, Whole(far), Interpolation::kCubic);
  const std::size_t shift = (far.size[0] - to.size[0]) / 2;
  ASSERT_EQ((far.size[0] - to.size[0]) % 2, 0U);
  for (std::size_t i = 0; i < near_ends.size(); ++i) EXPECT_NEAR(near_ends[i], inside[i + shift], 1e-12) << i;
}

TEST(IbsiInterpolation, APartIsThatOfTheWhole) {
  const Volume image = RandomVolume({80, 70, 12}, {0.8, 1.1, 3});
  ASSERT_OK_AND_ASSIGN(const Grid to, InterpolationGrid(image.grid, {2, 2, 2}));
  const Box box{{12, 15, 7}, {5, 6, 4}};
  for (const Interpolation interpolator :
       {Interpolation::kNearest, Interpolation::kLinear, Interpolation::kCubic}) {
    const std::vector<double> whole = Interpolate(image, to, Whole(to), interpolator);
    const std::vector<double> part = Interpolate(image, to, box, interpolator);
    for (std::size_t z = 0; z < 4; ++z) {
      for (std::size_t y = 0; y < 6; ++y) {
        for (std::size_t x = 0; x < 5; ++x) {
          EXPECT_NEAR(part[x + 5 * (y + 6 * z)], whole[12 + x + to.size[0] * (15 + y + to.size[1] * (7 + z))],
                      1e-11);
        }
      }
    }
  }
}

TEST(IbsiInterpolation, AxesThatKeepTheirSpacingKeepTheirVoxels) {
  const Volume image = RandomVolume({6, 5, 4}, {1, 1, 2.5});
  ASSERT_OK_AND_ASSIGN(const Grid to, InterpolationGrid(image.grid, {0, 0, 0}));
  const auto& voxels = std::get<std::vector<std::int16_t>>(image.voxels);
  EXPECT_EQ(Interpolate(image, to, Whole(to), Interpolation::kCubic),
            std::vector<double>(voxels.begin(), voxels.end()));
}

// The plane half way between slices is where IBSI's CT phantom decides: 3 mm slices at 2 mm.
TEST(IbsiMask, AVoxelHalfInsideIsInside) {
  Volume mask = Row({0, 1, 1, 0, 0, 0}, static_cast<double>(0.3F));
  mask.voxels = std::vector<std::uint8_t>{0, 2, 2, 0, 1, 0};
  ASSERT_OK_AND_ASSIGN(const Grid to, InterpolationGrid(mask.grid, {0.2, 1, 1}));
  ASSERT_EQ(to.size[0], 9U);  // centres at -1/6, 1/2, 7/6, 11/6, 5/2, ...
  EXPECT_THAT(InterpolateMask(mask, 2, to, Whole(to), Interpolation::kLinear, 0.5),
              ElementsAre(0, 1, 1, 1, 1, 0, 0, 0, 0));
  EXPECT_THAT(InterpolateMask(mask, 2, to, Whole(to), Interpolation::kLinear, 0.9),
              ElementsAre(0, 0, 1, 1, 0, 0, 0, 0, 0));
}

TEST(IbsiMask, TheBoxThatIsReachedHoldsEveryVoxelOfTheMask) {
  Volume mask = RandomVolume({20, 15, 10}, {0.9, 1.3, 3});
  std::vector<std::uint8_t> labels(mask.grid.VoxelCount(), 0);
  for (const std::size_t row : {6U + 15 * 4, 7U + 15 * 4}) {
    for (std::size_t x = 3; x < 9; ++x) labels.at(x + 20 * row) = 1;
  }
  mask.voxels = labels;
  ASSERT_OK_AND_ASSIGN(const Region region, CropRegion(mask, mask, 1));
  for (const double spacing : {0.4, 1.0, 2.0, 7.0}) {
    ASSERT_OK_AND_ASSIGN(const Grid to, InterpolationGrid(mask.grid, {spacing, spacing, spacing}));
    const Box box = BoxReached(mask.grid, region, to);
    const auto count = [](const std::vector<std::uint8_t>& inside) {
      return std::count(inside.begin(), inside.end(), std::uint8_t{1});
    };
    EXPECT_EQ(count(InterpolateMask(mask, 1, to, box, Interpolation::kLinear, 1e-3)),
              count(InterpolateMask(mask, 1, to, Whole(to), Interpolation::kLinear, 1e-3)));
  }
}

TEST(IbsiMask, AMaskThatFillsTheImageFillsTheNewOne) {
  Volume mask = RandomVolume({20, 15, 10}, {0.9, 1.3, 3});
  mask.voxels = std::vector<std::uint8_t>(mask.grid.VoxelCount(), 1);
  ASSERT_OK_AND_ASSIGN(const Region region, CropRegion(mask, mask, 1));
  for (const double spacing : {0.4, 1.0, 2.0, 7.0}) {
    ASSERT_OK_AND_ASSIGN(const Grid to, InterpolationGrid(mask.grid, {spacing, spacing, spacing}));
    const Box box = BoxReached(mask.grid, region, to);
    EXPECT_EQ(box.size, to.size);
    EXPECT_THAT(InterpolateMask(mask, 1, to, box, Interpolation::kLinear, 1), Each(1));
  }
}

TEST(IbsiInterpolation, NaNReachesOnlyTheVoxelsItTakesPartIn) {
  const Volume image = Row({1, 1, 1, std::nan(""), 1, 1}, 1);
  ASSERT_OK_AND_ASSIGN(const Grid to, InterpolationGrid(image.grid, {0.5, 1, 1}));
  const std::vector<double> result = Interpolate(image, to, Whole(to), Interpolation::kLinear);
  for (std::size_t i = 0; i < result.size(); ++i) EXPECT_EQ(std::isnan(result[i]), i >= 5 && i <= 8) << i;
  EXPECT_THAT(Interpolate(image, to, {{0, 0, 0}, {5, 1, 1}}, Interpolation::kLinear), Each(1));
}

}  // namespace
}  // namespace osteon::ibsi
