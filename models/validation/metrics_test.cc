#include "models/validation/metrics.h"

#include <cmath>

#include "models/validation/brier.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Brier, ByHand) {
  const BrierScores scores = Brier(Eigen::Vector4d(0.1, 0.4, 0.8, 0.5), Eigen::Vector4d(0, 0, 1, 1));
  EXPECT_NEAR(*scores.brier, (0.01 + 0.16 + 0.04 + 0.25) / 4, 1e-15);
  EXPECT_NEAR(*scores.scaled_brier, 1 - 0.115 / 0.25, 1e-14);
}

TEST(Metrics, NoPatientsIsNoErrorAndEverythingIsUnavailable) {
  ASSERT_OK_AND_ASSIGN(const ValidationMetrics metrics,
                       Evaluate(Eigen::VectorXd(0), Eigen::VectorXd(0), 0.5));
  EXPECT_EQ(metrics.n, 0U);
  EXPECT_EQ(metrics.auc.unavailable, "no patients");
  EXPECT_EQ(metrics.calibration_in_the_large.unavailable, "no patients");
  EXPECT_EQ(metrics.calibration_slope.unavailable, "no patients");
  EXPECT_EQ(metrics.oe.unavailable, "no patients");
  EXPECT_FALSE(metrics.brier.has_value());
  EXPECT_EQ(metrics.at_threshold->accuracy.unavailable, "no patients");
}

TEST(Metrics, OneClassOnlyStillHasABrierScore) {
  ASSERT_OK_AND_ASSIGN(const ValidationMetrics metrics,
                       Evaluate(Eigen::Vector2d(0.2, 0.4), Eigen::Vector2d(0, 0), std::nullopt));
  EXPECT_NEAR(*metrics.brier, 0.1, 1e-15);
  EXPECT_FALSE(metrics.scaled_brier.has_value());
  EXPECT_FALSE(metrics.at_threshold.has_value());
}

TEST(Metrics, RisksOfZeroAndOneKeepAucBrierAndObservedOverExpected) {
  Eigen::VectorXd risk(6);
  risk << 0, 0.2, 0.6, 0.4, 0.8, 1;
  Eigen::VectorXd outcome(6);
  outcome << 0, 0, 0, 1, 1, 1;
  ASSERT_OK_AND_ASSIGN(const ValidationMetrics metrics, Evaluate(risk, outcome, 0.5));
  EXPECT_DOUBLE_EQ(metrics.auc.value->estimate, 8.0 / 9);
  EXPECT_TRUE(metrics.brier.has_value());
  EXPECT_DOUBLE_EQ(metrics.oe.value->estimate, 1);
  EXPECT_THAT(metrics.calibration_slope.unavailable, HasSubstr("exactly 0 or 1"));
}

TEST(Metrics, FlexibleCalibrationNeedsEnoughPatients) {
  const auto evaluate = [](Eigen::Index n) {
    Eigen::VectorXd risk = Eigen::VectorXd::LinSpaced(n, 0.1, 0.9);
    Eigen::VectorXd outcome(n);
    for (Eigen::Index i = 0; i < n; ++i) outcome[i] = i % 3 == 0 ? 1 : 0;
    return *Evaluate(risk, outcome, std::nullopt);
  };
  const ValidationMetrics few = evaluate(39);
  EXPECT_TRUE(few.ici.value.has_value());
  EXPECT_EQ(few.e50.unavailable, "fewer than 40 patients");
  const ValidationMetrics some = evaluate(99);
  EXPECT_TRUE(some.e90.value.has_value());
  EXPECT_EQ(some.calibration_curve.value->knots.size(), 3U);
  EXPECT_EQ(some.hosmer_lemeshow.unavailable, "fewer than 100 patients");
  const ValidationMetrics many = evaluate(100);
  EXPECT_EQ(many.calibration_curve.value->knots.size(), 5U);
  EXPECT_EQ(many.hosmer_lemeshow.value->groups, 10U);
}

TEST(Metrics, ImpossibleInputIsRefusedWithoutItsValue) {
  const Eigen::Vector2d outcome(0, 1);
  for (const double wrong : {-0.125, 1.125, std::nan("")}) {
    EXPECT_THAT(Evaluate(Eigen::Vector2d(0.5, wrong), outcome, std::nullopt),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         AllOf(HasSubstr("not between 0 and 1"), Not(HasSubstr("125")))));
  }
  EXPECT_THAT(Evaluate(Eigen::Vector2d(0.5, 0.5), Eigen::Vector2d(0, 2), std::nullopt),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("outcome")));
  EXPECT_THAT(Evaluate(Eigen::Vector3d(0.5, 0.5, 0.5), outcome, std::nullopt),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not one predicted risk")));
  EXPECT_THAT(Evaluate(Eigen::Vector2d(0.5, 0.5), outcome, 1.5),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("threshold")));
  EXPECT_THAT(Evaluate(Eigen::Vector2d(0.5, 0.5), outcome, std::nullopt, {0.5, 0.25}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("ascending")));
}

}  // namespace
}  // namespace osteon::models
