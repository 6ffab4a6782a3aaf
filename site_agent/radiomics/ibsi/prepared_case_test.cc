#include "site_agent/radiomics/ibsi/prepared_case.h"

#include <limits>
#include <random>

#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Intensities that are not whole; 1 in a block of the mask.
struct Case {
  Volume image, mask;
};

Case SmallCase() {
  std::mt19937 random(7);
  Case one;
  one.image.grid.size = one.mask.grid.size = {20, 18, 10};
  one.image.grid.spacing_mm = one.mask.grid.spacing_mm = {1, 1, 3};
  std::vector<float> voxels(one.image.grid.VoxelCount());
  std::vector<std::uint8_t> labels(voxels.size(), 0);
  for (float& voxel : voxels) voxel = static_cast<float>(random() % 10000) / 16.0F - 300.0F;
  for (std::size_t z = 3; z < 7; ++z) {
    for (std::size_t y = 5; y < 11; ++y) {
      for (std::size_t x = 4; x < 12; ++x) labels.at(x + 20 * (y + 18 * z)) = 1;
    }
  }
  one.image.voxels = voxels;
  one.mask.voxels = labels;
  return one;
}

absl::StatusOr<PreparedCase> Prepare(const Case& one, const Settings& settings, double margin_mm) {
  const absl::StatusOr<Region> initial = CropRegion(one.image, one.mask, 1);
  if (!initial.ok()) return initial.status();
  return PrepareCase(one.image, one.mask, 1, *initial, settings, margin_mm);
}

Settings To(double spacing_mm) {
  Settings settings;
  settings.interpolation = InterpolationSettings{.spacing_mm = {spacing_mm, spacing_mm, spacing_mm}};
  return settings;
}

TEST(PreparedCase, WithoutInterpolationRegionAndImageAreAsRead) {
  const Case one = SmallCase();
  ASSERT_OK_AND_ASSIGN(const Region initial, CropRegion(one.image, one.mask, 1));
  ASSERT_OK_AND_ASSIGN(const PreparedCase prepared, Prepare(one, Settings(), 2.5));
  EXPECT_EQ(prepared.morphological.intensities, initial.intensities);
  EXPECT_EQ(prepared.morphological.mask, initial.mask);
  EXPECT_EQ(prepared.morphological.voxel_count, initial.voxel_count);
  EXPECT_THAT(prepared.image.grid.size, ElementsAre(8 + 6, 6 + 6, 4 + 2));  // 3 voxels of 1 mm, 1 of 3 mm
  EXPECT_THAT(prepared.image.grid.origin_mm, ElementsAre(1, 2, 6));
  EXPECT_THAT(prepared.morphological.lower, ElementsAre(3, 3, 1));
}

TEST(PreparedCase, TheMarginEndsWithTheImage) {
  ASSERT_OK_AND_ASSIGN(const PreparedCase prepared, Prepare(SmallCase(), Settings(), 1000));
  EXPECT_THAT(prepared.image.grid.size, ElementsAre(20, 18, 10));
  EXPECT_THAT(prepared.morphological.lower, ElementsAre(4, 5, 3));
}

TEST(PreparedCase, TheRegionLiesInTheImage) {
  ASSERT_OK_AND_ASSIGN(const PreparedCase prepared, Prepare(SmallCase(), To(1.7), 5));
  const Region& region = prepared.morphological;
  const auto& voxels = std::get<std::vector<double>>(prepared.image.voxels);
  const auto& size = prepared.image.grid.size;
  EXPECT_THAT(region.spacing_mm, Each(1.7));
  for (std::size_t z = 0; z < region.size[2]; ++z) {
    for (std::size_t y = 0; y < region.size[1]; ++y) {
      for (std::size_t x = 0; x < region.size[0]; ++x) {
        EXPECT_EQ(
            region.intensities[x + region.size[0] * (y + region.size[1] * z)],
            voxels[region.lower[0] + x + size[0] * (region.lower[1] + y + size[1] * (region.lower[2] + z))]);
      }
    }
  }
}

TEST(PreparedCase, IntensitiesAreWholeWhereAskedFor) {
  Settings settings = To(1.7);
  settings.round_intensities = true;
  ASSERT_OK_AND_ASSIGN(const PreparedCase prepared, Prepare(SmallCase(), settings, 0));
  for (const double value : prepared.morphological.intensities) EXPECT_EQ(value, std::nearbyint(value));
  settings.interpolation.reset();
  ASSERT_OK_AND_ASSIGN(const PreparedCase as_read, Prepare(SmallCase(), settings, 0));
  for (const double value : as_read.morphological.intensities) EXPECT_EQ(value, std::nearbyint(value));
}

TEST(PreparedCase, ARegionThatVanishesIsAnError) {
  EXPECT_THAT(Prepare(SmallCase(), To(9), 0),  // centres at y = 4 and 13, the region from 5 to 10
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("9 x 9 x 9 mm leaves no voxel of the region, which had 192"),
                             HasSubstr("smaller spacing_mm"))));
  EXPECT_THAT(Prepare(SmallCase(), To(40), 0),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("leaves a single voxel")));
}

TEST(PreparedCase, NaNInAHoleOfTheRegionIsAnErrorOnlyWhereItSpreads) {
  Case one = SmallCase();
  const std::size_t hole = 8 + 20 * (8 + 18 * 4);
  std::get<std::vector<float>>(one.image.voxels).at(hole) = std::numeric_limits<float>::quiet_NaN();
  std::get<std::vector<std::uint8_t>>(one.mask.voxels).at(hole) = 0;
  EXPECT_TRUE(Prepare(one, Settings(), 5).ok());
  EXPECT_THAT(Prepare(one, To(1.7), 5),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("which interpolation spreads into it")));
}

TEST(PreparedCase, TheRangeOfAnImageIsThatOfItsSlices) {
  const Case one = SmallCase();
  Settings settings = To(0.05);  // more slices than are taken at a time
  settings.interpolation->spacing_mm = {1, 1, 0.5};
  ASSERT_OK_AND_ASSIGN(const PreparedCase prepared, Prepare(one, settings, 1000));
  const IntensityRange whole = RangeOf(prepared.image),
                       parts = RangeOfInterpolated(one.image, prepared.grid, settings);
  EXPECT_EQ(prepared.image.grid.size, prepared.grid.size);
  EXPECT_EQ(whole.minimum, parts.minimum);
  EXPECT_EQ(whole.maximum, parts.maximum);
  EXPECT_NEAR(whole.mean, parts.mean, 1e-9);
}

TEST(PreparedCase, MoreVoxelsThanCanBeHeldAreAnError) {
  EXPECT_THAT(Prepare(SmallCase(), To(1e-3), 0),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("2^31")));
}

}  // namespace
}  // namespace osteon::ibsi
