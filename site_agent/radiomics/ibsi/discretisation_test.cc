#include "site_agent/radiomics/ibsi/discretisation.h"

#include "site_agent/radiomics/test_regions.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using ::osteon::testing::BlockOf;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

DiscretisationSettings Bins(int count) {
  return {.method = Discretisation::kFixedBinNumber, .bin_count = count};
}

DiscretisationSettings Size(double size) {
  return {.method = Discretisation::kFixedBinSize, .bin_size = size};
}

constexpr DiscretisationSettings kAsTheyAre{.method = Discretisation::kNone};

// IBSI's formula worked by hand: floor(4 (x - 1) / 8) + 1, and 4 for the maximum.
TEST(IbsiDiscretisation, AFixedNumberOfBinsSpansTheRegionsIntensities) {
  const Region region = BlockOf(6, 1, 1, {1, 2.9, 3, 5, 8.9, 9});
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, Bins(4), -100));
  EXPECT_THAT(levels.level, ElementsAre(1, 1, 2, 3, 4, 4));
  EXPECT_THAT(levels.histogram, ElementsAre(2, 1, 1, 2));
  EXPECT_THAT(levels.present, ElementsAre(1, 2, 3, 4));
}

TEST(IbsiDiscretisation, BinsOfAFixedSizeBeginAtTheLowerBoundOrTheMinimum) {
  const Region region = BlockOf(4, 1, 1, {-500, -475, -474, 10});
  ASSERT_OK_AND_ASSIGN(const GreyLevels bound, Discretise(region, Size(25), -525));
  EXPECT_THAT(bound.level, ElementsAre(2, 3, 3, 22));
  EXPECT_EQ(bound.histogram.size(), 22U);
  EXPECT_THAT(bound.present, ElementsAre(2, 3, 22));
  ASSERT_OK_AND_ASSIGN(const GreyLevels minimum, Discretise(region, Size(25), std::nullopt));
  EXPECT_THAT(minimum.level, ElementsAre(1, 2, 2, 21));
}

TEST(IbsiDiscretisation, VoxelsOutsideTheRegionHaveLevel0) {
  Region region = BlockOf(3, 1, 1, {2, 1000, 4});
  region.mask[1] = 0;
  region.voxel_count = 2;
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kAsTheyAre, std::nullopt));
  EXPECT_THAT(levels.level, ElementsAre(2, 0, 4));
  EXPECT_THAT(levels.histogram, ElementsAre(0, 1, 0, 1));
}

// Every voxel has the maximum, whose level IBSI gives as the number of bins.
TEST(IbsiDiscretisation, ARegionOfOneIntensityIsInTheHighestBin) {
  const Region region = BlockOf(2, 1, 1, {7, 7});
  ASSERT_OK_AND_ASSIGN(const GreyLevels number, Discretise(region, Bins(32), std::nullopt));
  EXPECT_THAT(number.level, ElementsAre(32, 32));
  ASSERT_OK_AND_ASSIGN(const GreyLevels size, Discretise(region, Size(25), std::nullopt));
  EXPECT_THAT(size.level, ElementsAre(1, 1));
}

TEST(IbsiDiscretisation, OneBinHoldsEverything) {
  const Region region = BlockOf(3, 1, 1, {-5, 0, 5});
  ASSERT_OK_AND_ASSIGN(const GreyLevels number, Discretise(region, Bins(1), std::nullopt));
  EXPECT_THAT(number.level, ElementsAre(1, 1, 1));
  ASSERT_OK_AND_ASSIGN(const GreyLevels size, Discretise(region, Size(1e6), std::nullopt));
  EXPECT_THAT(size.level, ElementsAre(1, 1, 1));
}

TEST(IbsiDiscretisation, MoreLevelsThanCanBeCountedAreAnErrorWithRangeAndSize) {
  EXPECT_THAT(
      Discretise(BlockOf(2, 1, 1, {0, 1000}), Size(0.001), std::nullopt),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(HasSubstr("from 0 to 1000"), HasSubstr("bin size 0.001"), HasSubstr("larger fbs"))));
  EXPECT_THAT(Discretise(BlockOf(2, 1, 1, {0, 65535}), Size(1), std::nullopt),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("need 65536 grey levels")));
  EXPECT_THAT(Discretise(BlockOf(2, 1, 1, {-1e308, 1e308}), Bins(32), std::nullopt),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("too far apart")));
}

TEST(IbsiDiscretisation, WithoutItIntensitiesMustBeLevels) {
  for (const double bad : {0.0, -3.0, 1.5, 65536.0}) {
    EXPECT_THAT(Discretise(BlockOf(2, 1, 1, {1, bad}), kAsTheyAre, std::nullopt),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("whole numbers from 1 to 65535")));
  }
}

}  // namespace
}  // namespace osteon::ibsi
