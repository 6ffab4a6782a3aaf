#include "models/validation/threshold_table.h"

#include "gtest/gtest.h"

namespace osteon::models {
namespace {

// Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: method 3 (score, no continuity correction).
TEST(WilsonProportion, NewcombesExamples) {
  const auto expect = [](std::uint64_t successes, std::uint64_t trials, double lower, double upper) {
    const MaybeEstimate proportion = WilsonProportion(successes, trials, "");
    EXPECT_NEAR(proportion.value->lower, lower, 5e-5) << successes << " of " << trials;
    EXPECT_NEAR(proportion.value->upper, upper, 5e-5) << successes << " of " << trials;
  };
  expect(81, 263, 0.2553, 0.3662);
  expect(15, 148, 0.0624, 0.1605);
  expect(0, 20, 0, 0.1611);
  expect(1, 29, 0.0061, 0.1718);
}

TEST(WilsonProportion, NoTrialsGiveTheReason) {
  EXPECT_EQ(WilsonProportion(0, 0, "no events").unavailable, "no events");
}

TEST(ThresholdTable, ARiskAtTheThresholdIsPositive) {
  Eigen::VectorXd risk(6);
  risk << 0.1, 0.5, 0.49999, 0.5, 0.9, 0.2;
  Eigen::VectorXd outcome(6);
  outcome << 0, 0, 1, 1, 1, 0;
  const ThresholdTable table = AtThreshold(risk, outcome, 0.5);
  EXPECT_EQ(table.tp, 2U);
  EXPECT_EQ(table.fp, 1U);
  EXPECT_EQ(table.tn, 2U);
  EXPECT_EQ(table.fn, 1U);
  EXPECT_DOUBLE_EQ(table.sensitivity.value->estimate, 2.0 / 3);
  EXPECT_DOUBLE_EQ(table.specificity.value->estimate, 2.0 / 3);
  EXPECT_DOUBLE_EQ(table.ppv.value->estimate, 2.0 / 3);
  EXPECT_DOUBLE_EQ(table.npv.value->estimate, 2.0 / 3);
  EXPECT_DOUBLE_EQ(table.accuracy.value->estimate, 4.0 / 6);
}

TEST(ThresholdTable, WhatHasNoDenominatorSaysWhy) {
  const ThresholdTable table = AtThreshold(Eigen::Vector2d(0.1, 0.2), Eigen::Vector2d(0, 0), 0.5);
  EXPECT_EQ(table.sensitivity.unavailable, "no events");
  EXPECT_EQ(table.ppv.unavailable, "nobody is at or above the threshold");
  EXPECT_EQ(table.npv.value->estimate, 1);
  EXPECT_EQ(AtThreshold(Eigen::Vector2d(0.1, 0.2), Eigen::Vector2d(1, 1), 0).npv.unavailable,
            "nobody is below the threshold");
}

}  // namespace
}  // namespace osteon::models
