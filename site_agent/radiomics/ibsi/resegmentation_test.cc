#include "site_agent/radiomics/ibsi/resegmentation.h"

#include "site_agent/radiomics/test_regions.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using ::osteon::testing::BlockOf;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Resegmentation, BothEndsOfTheRangeAreInside) {
  const Region region = BlockOf(5, 1, 1, {-501, -500, 0, 400, 401});
  ASSERT_OK_AND_ASSIGN(const Region kept, Resegment(region, {.lower = -500, .upper = 400, .outliers = {}}));
  EXPECT_THAT(kept.mask, ElementsAre(0, 1, 1, 1, 0));
  EXPECT_EQ(kept.voxel_count, 3U);
  EXPECT_EQ(kept.size, region.size);
  ASSERT_OK_AND_ASSIGN(const Region open, Resegment(region, {.lower = 0, .upper = {}, .outliers = {}}));
  EXPECT_THAT(open.mask, ElementsAre(0, 0, 1, 1, 1));
}

// Mean 3, standard deviation sqrt(32.8) = 5.73: a distance of 1.5 deviations keeps -5.59 to 11.59.
TEST(Resegmentation, OutliersAreFarFromTheMean) {
  const Region region = BlockOf(5, 1, 1, {-1, 0, 1, 1, 14});
  ASSERT_OK_AND_ASSIGN(const Region kept, Resegment(region, {.lower = {}, .upper = {}, .outliers = 1.5}));
  EXPECT_THAT(kept.mask, ElementsAre(1, 1, 1, 1, 0));
}

// With mean and deviation of what the range leaves (0.25 and 0.83), 1.5 deviations would take out -1.
TEST(Resegmentation, RangeAndOutliersAreJudgedOnTheSameVoxels) {
  const Region region = BlockOf(5, 1, 1, {-1, 0, 1, 1, 14});
  ASSERT_OK_AND_ASSIGN(const Region kept, Resegment(region, {.lower = {}, .upper = 13, .outliers = 1.5}));
  EXPECT_THAT(kept.mask, ElementsAre(1, 1, 1, 1, 0));
}

TEST(Resegmentation, NothingLeftIsAnErrorWithBothRanges) {
  EXPECT_THAT(Resegment(BlockOf(3, 1, 1, {1, 2, 3}), {.lower = 10, .upper = 20, .outliers = {}}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("from 10 to 20 leaves none of 3 voxels"), HasSubstr("from 1 to 3"))));
}

TEST(Resegmentation, ARegionOfOneIntensityHasNoOutliers) {
  ASSERT_OK_AND_ASSIGN(const Region kept,
                       Resegment(BlockOf(2, 1, 1, {0.1, 0.1}), {.lower = {}, .upper = {}, .outliers = 3}));
  EXPECT_EQ(kept.voxel_count, 2U);
}

}  // namespace
}  // namespace osteon::ibsi
