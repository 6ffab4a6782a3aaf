#include "models/validation/decision_curve.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::models {
namespace {

using ::testing::IsEmpty;

TEST(DecisionCurve, ByHand) {
  Eigen::VectorXd risk(5);
  risk << 0.1, 0.2, 0.4, 0.5, 0.9;
  Eigen::VectorXd outcome(5);
  outcome << 0, 1, 0, 1, 1;
  const std::vector<DecisionPoint> curve = DecisionCurve(risk, outcome, {0.2, 0.5});
  ASSERT_EQ(curve.size(), 2U);
  EXPECT_EQ(curve[0].tp, 3U);  // a risk equal to the threshold is treated
  EXPECT_EQ(curve[0].fp, 1U);
  EXPECT_DOUBLE_EQ(curve[0].net_benefit, 3.0 / 5 - 1.0 / 5 / 4);
  EXPECT_DOUBLE_EQ(curve[0].treat_all, 3.0 / 5 - 2.0 / 5 / 4);
  EXPECT_DOUBLE_EQ(curve[1].net_benefit, 2.0 / 5);
  EXPECT_DOUBLE_EQ(curve[1].treat_all, 1.0 / 5);
}

TEST(DecisionCurve, ThresholdsAscendBetweenZeroAndOneAndAreFew) {
  EXPECT_TRUE(AreDecisionThresholds({}));
  EXPECT_TRUE(AreDecisionThresholds({0.01, 0.5, 0.99}));
  for (const std::vector<double>& bad : std::vector<std::vector<double>>{
           {0}, {1}, {0.5, 0.5}, {0.5, 0.2}, {std::nan("")}, std::vector<double>(100, 0.5)}) {
    EXPECT_FALSE(AreDecisionThresholds(bad));
  }
}

TEST(DecisionCurve, WithoutPatientsThereIsNone) {
  EXPECT_THAT(DecisionCurve(Eigen::VectorXd(0), Eigen::VectorXd(0), {0.5}), IsEmpty());
}

}  // namespace
}  // namespace osteon::models
