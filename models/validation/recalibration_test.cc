#include "models/validation/recalibration.h"

#include <Eigen/LU>
#include <cmath>

#include "gtest/gtest.h"
#include "models/validation/brier.h"
#include "models/validation/flexible_calibration.h"
#include "models/validation/metrics.h"
#include "models/validation/spline_basis.h"
#include "models/validation/two_groups_for_tests.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

// 50 patients at 0.2 of whom 15 have the event, 40 at 0.6 of whom 22.
const Groups kNinety = TwoGroups(0.2, 50, 15, 0.6, 40, 22);

// The line goes through both observed log-odds, and the recalibrated risks are the observed shares.
TEST(Recalibration, TwoRiskGroupsByHand) {
  const Groups& groups = kNinety;
  const Recalibration own = Recalibrate(groups.risk, groups.outcome, Calibrate(groups.risk, groups.outcome));
  ASSERT_TRUE(own.logistic.value.has_value());
  const double slope = (Logit(22.0 / 40) - Logit(15.0 / 50)) / (Logit(0.6) - Logit(0.2));
  EXPECT_NEAR(own.logistic.value->slope.estimate, slope, 1e-12);
  EXPECT_NEAR(own.logistic.value->intercept.estimate, Logit(15.0 / 50) - slope * Logit(0.2), 1e-12);
  // Two independent log-odds L1, L2 with variances v1, v2 at x1, x2: intercept (x2 L1 - x1 L2) / (x2 - x1).
  const double v1 = 1.0 / 15 + 1.0 / 35, v2 = 1.0 / 22 + 1.0 / 18;
  const double x1 = Logit(0.2), x2 = Logit(0.6), width = x2 - x1;
  EXPECT_NEAR(own.logistic.value->intercept.se, std::sqrt(x2 * x2 * v1 + x1 * x1 * v2) / width, 1e-12);
  EXPECT_NEAR(own.logistic.value->covariance, -(x2 * v1 + x1 * v2) / (width * width), 1e-12);
  EXPECT_NEAR(own.logistic.value->brier, (50 * 0.3 * 0.7 + 40 * 0.55 * 0.45) / 90, 1e-12);
  ASSERT_TRUE(own.brier_intercept_only.value.has_value());
  EXPECT_GT(*own.brier_intercept_only.value, own.logistic.value->brier);
  EXPECT_LT(*own.brier_intercept_only.value, *Brier(groups.risk, groups.outcome).brier);
}

TEST(Recalibration, EqualRisksHaveAnInterceptOnly) {
  Groups groups = kNinety;
  groups.risk.setConstant(0.5);
  const Recalibration own = Recalibrate(groups.risk, groups.outcome, Calibrate(groups.risk, groups.outcome));
  EXPECT_NEAR(*own.brier_intercept_only.value, 37.0 / 90 * (53.0 / 90), 1e-12);
  EXPECT_EQ(own.logistic.unavailable, "all predicted risks are equal");
}

TEST(Recalibration, OneClassAndRisksOfOneSayWhy) {
  Groups groups = kNinety;
  groups.risk[3] = 1;
  ASSERT_OK_AND_ASSIGN(const ValidationMetrics infinite, Evaluate(groups.risk, groups.outcome, std::nullopt));
  const char kInfinite[] = "a predicted risk is exactly 0 or 1: its logit is infinite";
  EXPECT_EQ(infinite.recalibration.brier_intercept_only.unavailable, kInfinite);
  EXPECT_EQ(infinite.recalibration.logistic.unavailable, kInfinite);
  EXPECT_EQ(infinite.linear_predictor.all.unavailable, kInfinite);
  groups.risk[3] = 0.2;
  groups.outcome.setZero();
  ASSERT_OK_AND_ASSIGN(const ValidationMetrics one_class,
                       Evaluate(groups.risk, groups.outcome, std::nullopt));
  EXPECT_EQ(one_class.recalibration.logistic.unavailable, "no events");
  EXPECT_EQ(one_class.linear_predictor.events.unavailable, "no events");
  EXPECT_TRUE(one_class.linear_predictor.non_events.value.has_value());
}

// The covariance is the inverse of B'WB at the curve, computed here without the orthonormal basis.
TEST(CalibrationCurve, CovarianceIsTheInverseInformation) {
  Eigen::VectorXd risk(120), outcome(120);
  for (Eigen::Index i = 0; i < 120; ++i) {
    risk[i] = 0.05 + 0.9 * static_cast<double>(i) / 119;
    outcome[i] = static_cast<double>(i * 7 % 11) < 11 * risk[i] * risk[i] ? 1 : 0;
  }
  const std::vector<double> knots = {-2, -1, 0, 1, 2};
  const Maybe<CalibrationCurve> curve = FitCurve(risk, outcome, knots);
  ASSERT_TRUE(curve.value.has_value()) << curve.unavailable;
  const Eigen::MatrixXd basis = SplineBasis(risk.unaryExpr([](double p) { return Logit(p); }), knots);
  const Eigen::VectorXd p = CurveAt(*curve.value, risk);
  const Eigen::VectorXd weight = (p.array() * (1 - p.array())).matrix();
  const Eigen::MatrixXd expected = (basis.transpose() * weight.asDiagonal() * basis).inverse();
  ASSERT_EQ(curve.value->covariance.size(), 15U);
  std::size_t place = 0;
  for (Eigen::Index i = 0; i < 5; ++i) {
    for (Eigen::Index j = 0; j <= i; ++j) {
      EXPECT_NEAR(curve.value->covariance[place++] / expected(i, j), 1, 1e-7) << i << " " << j;
    }
  }
}

}  // namespace
}  // namespace osteon::models
