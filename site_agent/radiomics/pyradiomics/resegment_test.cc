#include "site_agent/radiomics/pyradiomics/resegment.h"

#include "site_agent/radiomics/test_regions.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr RegionLimits kNoLimits{.minimum_dimensions = 1, .minimum_size = {}};

// Mean 4, standard deviation sqrt(8).
Region Line() {
  return testing::BlockOf(5, 1, 1, {0, 2, 4, 6, 8});
}

TEST(Resegment, KeepsWhatLiesWithinAbsoluteBoundsWhichAreIn) {
  ASSERT_OK_AND_ASSIGN(const Region region, Resegment(Line(), {ResegmentMode::kAbsolute, 2, 6}, kNoLimits));
  EXPECT_EQ(region.voxel_count, 3U);
  EXPECT_EQ(region.lower[0], 1U);
  EXPECT_THAT(region.intensities, ElementsAre(2, 4, 6));
}

TEST(Resegment, OneBoundIsTheLowerOne) {
  ASSERT_OK_AND_ASSIGN(const Region region, Resegment(Line(), {ResegmentMode::kAbsolute, 5, {}}, kNoLimits));
  EXPECT_THAT(region.intensities, ElementsAre(6, 8));
}

TEST(Resegment, RelativeBoundsArePartsOfTheMaximum) {
  ASSERT_OK_AND_ASSIGN(const Region region,
                       Resegment(Line(), {ResegmentMode::kRelative, 0.25, 0.5}, kNoLimits));
  EXPECT_THAT(region.intensities, ElementsAre(2, 4));
}

TEST(Resegment, SigmaBoundsAreStandardDeviationsFromTheMean) {
  ASSERT_OK_AND_ASSIGN(const Region region, Resegment(Line(), {ResegmentMode::kSigma, -1, 1}, kNoLimits));
  EXPECT_THAT(region.intensities, ElementsAre(2, 4, 6));
}

TEST(Resegment, HolesStayInTheBox) {
  ASSERT_OK_AND_ASSIGN(const Region region, Resegment(testing::BlockOf(4, 1, 1, {5, 0, 5, 0}),
                                                      {ResegmentMode::kAbsolute, 1, {}}, kNoLimits));
  EXPECT_THAT(region.mask, ElementsAre(1, 0, 1));
}

TEST(Resegment, TooFewVoxelsAreAnErrorWithTheRange) {
  EXPECT_THAT(Resegment(Line(), {ResegmentMode::kAbsolute, 100, 200}, kNoLimits),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("intensities from 100 to 200 leaves 0 of 5 voxels")));
  EXPECT_THAT(Resegment(Line(), {ResegmentMode::kAbsolute, 2, 6}, RegionLimits()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("minimumROIDimensions")));
}

}  // namespace
}  // namespace osteon
