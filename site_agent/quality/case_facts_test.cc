#include "site_agent/quality/case_facts.h"

#include <cmath>
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "site_agent/quality/labelled_region.h"
#include "site_agent/quality/test_volumes.h"

namespace osteon::quality {
namespace {

using ::osteon::quality::testing::BoxMask;
using ::osteon::quality::testing::GridOf;
using ::osteon::quality::testing::VolumeOf;
using ::testing::DoubleEq;
using ::testing::ElementsAre;

Volume Counting(const Grid& grid) {
  return VolumeOf<std::int16_t>(
      grid, [](std::size_t x, std::size_t y, std::size_t z) { return x + 10 * y + 100 * z; });
}

CaseFacts Facts(const Volume& image, const Volume& mask, std::int64_t label = 1) {
  return FactsOf(image, FindRegion(image, mask, label));
}

TEST(CaseFacts, SayWhatImageAndRegionAre) {
  const Grid grid = GridOf({6, 7, 8}, {0.5, 0.5, 3});
  const CaseFacts facts = Facts(Counting(grid), BoxMask(grid, {1, 2, 3}, {4, 4, 3}));
  EXPECT_THAT(facts.size, ElementsAre(6, 7, 8));
  EXPECT_EQ(facts.slice_thickness_mm, 3);
  EXPECT_THAT(facts.in_plane_spacing_mm, DoubleEq(0.5));
  EXPECT_EQ(facts.voxel_type, "int16");
  EXPECT_EQ(facts.orientation, "LPS");
  EXPECT_EQ(facts.image_minimum, 0);
  EXPECT_EQ(facts.image_maximum, 765);
  EXPECT_EQ(facts.region_voxels, 12U);
  EXPECT_THAT(facts.region_volume_mm3, DoubleEq(12 * 0.75));
  EXPECT_EQ(facts.region_pieces, 1U);
  EXPECT_THAT(facts.region_first, ElementsAre(1, 2, 3));
  EXPECT_THAT(facts.region_last, ElementsAre(4, 4, 3));
  EXPECT_EQ(facts.RegionSlices(), 1U);
  EXPECT_EQ(facts.region_minimum, 321);
  EXPECT_EQ(facts.region_median, 332.5);  // 321..324, 331..334, 341..344
  EXPECT_EQ(facts.region_maximum, 344);
  EXPECT_FALSE(facts.touches_border);
}

TEST(CaseFacts, ARegionAtTheBorderIsNoticedOnEveryAxisOfSeveralVoxels) {
  const Grid grid = GridOf({5, 5, 5}, {1, 1, 1});
  EXPECT_FALSE(Facts(Counting(grid), BoxMask(grid, {1, 1, 1}, {3, 3, 3})).touches_border);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    testing::Index lower = {1, 1, 1}, upper = {3, 3, 3};
    lower[axis] = 0;
    EXPECT_TRUE(Facts(Counting(grid), BoxMask(grid, lower, {3, 3, 3})).touches_border) << axis;
    upper[axis] = 4;
    EXPECT_TRUE(Facts(Counting(grid), BoxMask(grid, {1, 1, 1}, upper)).touches_border) << axis;
  }
  const Grid slice = GridOf({5, 5, 1}, {1, 1, 1});
  EXPECT_FALSE(Facts(Counting(slice), BoxMask(slice, {1, 1, 0}, {3, 3, 0})).touches_border);
}

TEST(CaseFacts, VoxelsThatAreNotFiniteAreCountedAndLeftOut) {
  const Grid grid = GridOf({4, 4, 4}, {1, 1, 1});
  Volume image = VolumeOf<float>(grid, [](std::size_t x, std::size_t, std::size_t) { return x; });
  auto& voxels = std::get<std::vector<float>>(image.voxels);
  voxels[0] = std::numeric_limits<float>::infinity();
  voxels[21] = std::numeric_limits<float>::quiet_NaN();  // (1, 1, 1)
  const CaseFacts facts = Facts(image, BoxMask(grid, {1, 1, 1}, {2, 2, 2}));
  EXPECT_EQ(facts.image_not_finite, 2U);
  EXPECT_EQ(facts.region_not_finite, 1U);
  EXPECT_EQ(facts.image_maximum, 3);
  EXPECT_EQ(facts.region_maximum, 2);
}

TEST(CaseFacts, WithoutARegionThereAreTheImagesFactsOnly) {
  const Grid grid = GridOf({4, 4, 4}, {1, 1, 1});
  const CaseFacts facts = Facts(Counting(grid), BoxMask(grid, {1, 1, 1}, {2, 2, 2}), 2);
  EXPECT_EQ(facts.image_maximum, 333);
  EXPECT_EQ(facts.region_voxels, 0U);
  EXPECT_TRUE(std::isnan(facts.region_volume_mm3));
  EXPECT_EQ(facts.region_sha256, "");
}

TEST(CaseFacts, HashesTellImagesAndRegionsApart) {
  const Grid grid = GridOf({4, 4, 4}, {1, 1, 1});
  const CaseFacts one = Facts(Counting(grid), BoxMask(grid, {1, 1, 1}, {2, 2, 2}));
  Volume other_image = Counting(grid);
  std::get<std::vector<std::int16_t>>(other_image.voxels).back() = 0;
  const CaseFacts same_region = Facts(other_image, BoxMask(grid, {1, 1, 1}, {2, 2, 2}, 5), 5);
  EXPECT_NE(one.image_sha256, same_region.image_sha256);
  EXPECT_EQ(one.region_sha256, same_region.region_sha256);  // whatever its label
  const CaseFacts moved = Facts(Counting(grid), BoxMask(grid, {1, 1, 2}, {2, 2, 3}));
  EXPECT_EQ(one.image_sha256, moved.image_sha256);
  EXPECT_NE(one.region_sha256, moved.region_sha256);
}

TEST(LabelledRegion, ASingleVoxelIsOneToo) {
  const Grid grid = GridOf({4, 4, 4}, {1, 1, 1});
  const Volume mask = BoxMask(grid, {3, 0, 2}, {3, 0, 2}, 200);
  EXPECT_EQ(CountVoxels(mask, 200), 1U);
  EXPECT_EQ(CountVoxels(mask, 456), 0U);  // 200 in eight bits
  const auto region = FindRegion(Counting(grid), mask, 200);
  ASSERT_TRUE(region);
  EXPECT_THAT(region->lower, ElementsAre(3, 0, 2));
  EXPECT_THAT(region->intensities, ElementsAre(203));
}

}  // namespace
}  // namespace osteon::quality
