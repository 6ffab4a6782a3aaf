#include "models/imputation/cut_counts.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::models {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// 100 values; not above 10: 20, 20: 60, 30: 61, 40: 95.
CutCounts Hundred() {
  CutCounts counts(100, 25, 10);
  counts.Add(10, 20);
  counts.Add(20, 60);
  counts.Add(30, 61);
  counts.Add(40, 95);
  return counts;
}

TEST(CutCounts, TheIntervalHoldsBothOrderStatistics) {
  const CutInterval median = Hundred().Around(0.5, 1);  // the 50th and 51st value
  EXPECT_EQ(median.lower, 10);
  EXPECT_EQ(median.upper, 20);
  EXPECT_EQ(median.below, 20U);
  EXPECT_EQ(median.between, 40U);
  // Rank 60.4: the 60th is not above 20, the 61st not above 30.
  const CutInterval between = Hundred().Around(0.6, 1);
  EXPECT_EQ(between.lower, 10);
  EXPECT_EQ(between.upper, 30);
}

TEST(CutCounts, TheIntervalIsWidenedUntilItHoldsEnough) {
  const CutInterval wide = Hundred().Around(0.604, 1);  // rank 60.8 again spans both
  EXPECT_EQ(wide.between, 41U);
  const CutInterval wider = Hundred().Around(0.5, 41);
  EXPECT_LT(wider.lower, 10);
  EXPECT_EQ(wider.upper, 30);
  EXPECT_EQ(wider.between, 61U);
  EXPECT_EQ(Hundred().Around(0.5, 1000).between, 100U);
}

TEST(CutCounts, ValuesAreSpreadEvenlyOverTheInterval) {
  const CutCounts counts = Hundred();
  // Rank 50.5 of values 21 to 60: the middle of the 30th and 31st of 40.
  EXPECT_DOUBLE_EQ(counts.Interpolated(0.5, counts.Around(0.5, 1)), 10 + 10 * 30.0 / 40);
}

TEST(CutCounts, EvenCutsLieStrictlyBetween) {
  EXPECT_THAT(EvenCuts(0, 1, 4), ElementsAre(0.25, 0.5, 0.75));
  EXPECT_THAT(EvenCuts(1, 1 + 4e-16, 100), ElementsAre(1 + 2.220446049250313e-16));
  EXPECT_THAT(EvenCuts(1, 1, 4), IsEmpty());
}

}  // namespace
}  // namespace osteon::models
