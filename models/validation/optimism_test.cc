#include "models/validation/optimism.h"

#include <cmath>

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::kBad;
using osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Optional;

TEST(Optimism, IsTheMeanDifferenceOfBootAndOriginal) {
  ASSERT_OK_AND_ASSIGN(
      const OptimismCorrection ours,
      CorrectForOptimism({0.75, 0.25, 0, 1}, {{{0.875, 0.125, 0, 1}, {0.75, 0.25, 0.25, 0.75}},
                                              {{0.75, 0.25, 0, 1}, {0.625, 0.5, -0.75, 0.5}}}));
  EXPECT_EQ(ours.optimism, (Performance{0.125, -0.1875, 0.25, 0.375}));
  EXPECT_EQ(ours.corrected, (Performance{0.625, 0.4375, -0.25, 0.625}));
  EXPECT_EQ(ours.replicates, 2U);
}

TEST(Optimism, OfACurveIsTakenPointByPointOverTheReplicatesThatReachIt) {
  ASSERT_OK_AND_ASSIGN(const CorrectedCurve ours,
                       CorrectCurveForOptimism({0.5, 0.75, 0.875}, {{{0.5, 0.75, {}}, {0.25, 0.5, 0.5}},
                                                                    {{0.75, {}, {}}, {0.75, 0.25, {}}}}));
  EXPECT_THAT(ours.replicates, ElementsAre(2, 1, 0));
  EXPECT_THAT(ours.optimism, ElementsAre(Optional(0.125), Optional(0.25), std::nullopt));
  EXPECT_THAT(ours.corrected, ElementsAre(Optional(0.375), Optional(0.5), std::nullopt));
}

TEST(Optimism, UnusableInputIsRefused) {
  const Performance fine{0.75, 0.25, 0, 1};
  Performance wrong = fine;
  wrong.calibration_slope = std::nan("");
  EXPECT_THAT(CorrectForOptimism(fine, {}), StatusIs(kBad, HasSubstr("no bootstrap replicate")));
  EXPECT_THAT(CorrectForOptimism(wrong, {{fine, fine}}), StatusIs(kBad, HasSubstr("apparent")));
  EXPECT_THAT(CorrectForOptimism(fine, {{fine, fine}, {fine, wrong}}),
              StatusIs(kBad, HasSubstr("replicate 2")));
  EXPECT_THAT(CorrectCurveForOptimism({0.5}, {}), StatusIs(kBad, HasSubstr("no bootstrap replicate")));
  EXPECT_THAT(CorrectCurveForOptimism({0.5}, {{{0.5, 0.5}, {0.5}}}),
              StatusIs(kBad, HasSubstr("not on the grid")));
  EXPECT_THAT(CorrectCurveForOptimism({std::nan("")}, {{{0.5}, {0.5}}}),
              StatusIs(kBad, HasSubstr("apparent")));
  EXPECT_THAT(CorrectCurveForOptimism({0.5}, {{{std::nan("")}, {0.5}}}),
              StatusIs(kBad, HasSubstr("replicate 1")));
}

}  // namespace
}  // namespace osteon::models
