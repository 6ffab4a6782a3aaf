#include "models/validation/calibration.h"

#include <cmath>

#include "gtest/gtest.h"
#include "models/validation/two_groups_for_tests.h"

namespace osteon::models {
namespace {

// With two groups the recalibration line goes through both observed log-odds: the slope by hand.
TEST(Calibration, TwoRiskGroupsGiveTheSlopeByHand) {
  const Groups groups = TwoGroups(0.2, 50, 15, 0.6, 40, 22);
  const Calibration calibration = Calibrate(groups.risk, groups.outcome);
  const double slope = (Logit(22.0 / 40) - Logit(15.0 / 50)) / (Logit(0.6) - Logit(0.2));
  EXPECT_NEAR(calibration.slope.value->estimate, slope, 1e-12);
  const double variance = 1.0 / 15 + 1.0 / 35 + 1.0 / 22 + 1.0 / 18;
  EXPECT_NEAR(calibration.slope.value->se, std::sqrt(variance) / (Logit(0.6) - Logit(0.2)), 1e-12);
}

// Equal risks: the intercept moves them to the prevalence.
TEST(Calibration, EqualRisksGiveTheInterceptByHandAndNoSlope) {
  const Groups groups = TwoGroups(0.3, 30, 6, 0.3, 30, 6);
  const Calibration calibration = Calibrate(groups.risk, groups.outcome);
  EXPECT_NEAR(calibration.in_the_large.value->estimate, Logit(0.2) - Logit(0.3), 1e-12);
  EXPECT_NEAR(calibration.in_the_large.value->se, 1 / std::sqrt(60 * 0.2 * 0.8), 1e-12);
  EXPECT_EQ(calibration.slope.unavailable, "all predicted risks are equal");
}

TEST(Calibration, ObservedOverExpectedHasItsIntervalOnTheLogScale) {
  const Groups groups = TwoGroups(0.2, 50, 15, 0.6, 40, 22);
  const Estimate oe = *Calibrate(groups.risk, groups.outcome).oe.value;
  EXPECT_NEAR(oe.estimate, 37.0 / 34, 1e-12);
  const double se_log = std::sqrt((1 - 37.0 / 90) / 37);
  EXPECT_NEAR(oe.lower, oe.estimate * std::exp(-1.959963984540054 * se_log), 1e-12);
  EXPECT_NEAR(oe.se, oe.estimate * se_log, 1e-12);
}

TEST(Calibration, PerfectlyCalibratedGroupsAreZeroAndOne) {
  const Groups groups = TwoGroups(0.25, 40, 10, 0.75, 40, 30);
  const Calibration calibration = Calibrate(groups.risk, groups.outcome);
  EXPECT_NEAR(calibration.in_the_large.value->estimate, 0, 1e-12);
  EXPECT_NEAR(calibration.slope.value->estimate, 1, 1e-12);
  EXPECT_NEAR(calibration.oe.value->estimate, 1, 1e-12);
}

TEST(Calibration, OneClassOnlyIsUnavailable) {
  const Eigen::Vector3d risk(0.2, 0.3, 0.4);
  const Calibration none = Calibrate(risk, Eigen::Vector3d::Zero());
  EXPECT_EQ(none.in_the_large.unavailable, "no events");
  EXPECT_EQ(none.slope.unavailable, "no events");
  EXPECT_EQ(none.oe.unavailable, "no events");
  const Calibration all = Calibrate(risk, Eigen::Vector3d::Ones());
  EXPECT_EQ(all.in_the_large.unavailable, "no non-events");
  EXPECT_NEAR(all.oe.value->estimate, 3 / 0.9, 1e-12);
}

TEST(Calibration, ARiskOfZeroOrOneHasNoLogitButCountsInObservedOverExpected) {
  const Calibration calibration = Calibrate(Eigen::Vector4d(0, 0.5, 0.5, 1), Eigen::Vector4d(0, 1, 0, 1));
  EXPECT_EQ(calibration.in_the_large.unavailable,
            "a predicted risk is exactly 0 or 1: its logit is infinite");
  EXPECT_EQ(calibration.slope.unavailable, calibration.in_the_large.unavailable);
  EXPECT_EQ(calibration.oe.value->estimate, 1);
  EXPECT_EQ(Calibrate(Eigen::Vector2d(0, 0), Eigen::Vector2d(0, 1)).oe.unavailable,
            "all predicted risks are 0");
}

TEST(Calibration, SeparatedRisksHaveAnInterceptAndNoSlope) {
  for (const Eigen::Vector4d& outcome : {Eigen::Vector4d(0, 0, 1, 1), Eigen::Vector4d(1, 1, 0, 0)}) {
    const Calibration calibration = Calibrate(Eigen::Vector4d(0.2, 0.4, 0.4, 0.7), outcome);
    EXPECT_TRUE(calibration.in_the_large.value.has_value());
    EXPECT_EQ(calibration.slope.unavailable, "the predicted risks separate events from non-events");
  }
}

TEST(Calibration, ExtremeRisksAndWrongModelsStillConverge) {
  const Eigen::VectorXd risk =
      Eigen::VectorXd::LinSpaced(40, -30, 30).unaryExpr([](double x) { return 1 / (1 + std::exp(-x)); });
  Eigen::VectorXd outcome(40);
  for (Eigen::Index i = 0; i < 40; ++i)
    outcome[i] = i % 4 == 0 || i < 12 ? 1 : 0;  // mostly the wrong way round
  const Calibration calibration = Calibrate(risk, outcome);
  ASSERT_TRUE(calibration.slope.value.has_value()) << calibration.slope.unavailable;
  EXPECT_LT(calibration.slope.value->estimate, 0);
  EXPECT_TRUE(calibration.in_the_large.value.has_value()) << calibration.in_the_large.unavailable;
}

}  // namespace
}  // namespace osteon::models
