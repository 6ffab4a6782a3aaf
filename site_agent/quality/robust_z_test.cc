#include "site_agent/quality/robust_z.h"

#include <cmath>
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::quality {
namespace {

using ::testing::DoubleEq;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(RobustZ, MedianOfOddAndEvenNumbers) {
  EXPECT_EQ(Median({3}), 3);
  EXPECT_EQ(Median({5, 1, 3}), 3);
  EXPECT_EQ(Median({4, 1, 3, 10}), 3.5);
}

// By hand: median 3, deviations 2 1 0 1 97, their median 1.
TEST(RobustZ, OneFarValueDoesNotHideItself) {
  const auto scale = RobustScaleOf({1, 2, 3, 4, 100});
  ASSERT_TRUE(scale);
  EXPECT_EQ(scale->median, 3);
  EXPECT_THAT(scale->spread, DoubleEq(1.4826));
  EXPECT_THAT(RobustZ(100, *scale), DoubleEq(97 / 1.4826));
  EXPECT_THAT(RobustZ(2, *scale), DoubleEq(-1 / 1.4826));
}

// By hand: deviations 0 x 9 and 10, their mean 1.
TEST(RobustZ, WhereMostValuesAreEqualTheMeanDeviationIsTheScale) {
  const auto scale = RobustScaleOf({5, 5, 5, 5, 5, 5, 5, 5, 5, 15});
  ASSERT_TRUE(scale);
  EXPECT_THAT(scale->spread, DoubleEq(1.2533));
  EXPECT_GT(RobustZ(15, *scale), kOutlierZ);
  EXPECT_EQ(RobustZ(5, *scale), 0);
}

TEST(RobustZ, EqualValuesAreNotFar) {
  const auto scale = RobustScaleOf({2, 2, 2, 2});
  ASSERT_TRUE(scale);
  EXPECT_EQ(scale->spread, 0);
  EXPECT_EQ(RobustZ(2, *scale), 0);
}

TEST(RobustZ, WhatIsNotFiniteIsLeftOut) {
  const auto scale = RobustScaleOf({1, kNaN, 2, 3, std::numeric_limits<double>::infinity()});
  ASSERT_TRUE(scale);
  EXPECT_EQ(scale->median, 2);
  EXPECT_TRUE(std::isnan(RobustZ(kNaN, *scale)));
  EXPECT_FALSE(RobustScaleOf({kNaN}));
  EXPECT_FALSE(RobustScaleOf({}));
}

}  // namespace
}  // namespace osteon::quality
