#include "models/nomogram/nomogram.h"

#include <cmath>
#include <limits>

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::StatusIs;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pointwise;
using ::testing::SizeIs;

NomogramPredictor Numeric(const std::string& name, double coefficient, double low, double high) {
  return {name, NumericPredictor{coefficient, low, high, {}}};
}

NomogramPredictor Values(const std::string& name, double coefficient, std::vector<double> values) {
  return {name, NumericPredictor{coefficient, 0, 0, std::move(values)}};
}

NomogramPredictor Levels(const std::string& name, std::vector<std::string> levels,
                         std::vector<double> coefficients) {
  return {name, CategoricalPredictor{std::move(levels), std::move(coefficients)}};
}

auto Near(const std::vector<double>& values) {
  return Pointwise(DoubleNear(1e-12), values);
}

// By hand. age adds 0.05 * 20 = 1 at 20 years to 0.05 * 100 = 5 at 100 years: 4 wide. sex adds 0 or 1; stage
// adds 0, 0.5 or -0.5: 1 wide. So 25 points per unit of the linear predictor, which is -4 + 1 + 0 - 0.5 =
// -3.5 at 0 points and 2.5 at all points.
TEST(Nomogram, PointsOfACaseWorkedByHand) {
  ASSERT_OK_AND_ASSIGN(const Nomogram nomogram,
                       BuildNomogram(-4, {Numeric("age", 0.05, 20, 100), Values("sex", 1, {0, 1}),
                                          Levels("stage", {"II", "III", "I"}, {0.5, -0.5})}));
  EXPECT_DOUBLE_EQ(nomogram.points_per_unit_lp, 25);
  EXPECT_DOUBLE_EQ(nomogram.lp_at_zero_points, -3.5);
  EXPECT_DOUBLE_EQ(nomogram.largest_total, 150);
  ASSERT_THAT(nomogram.axes, SizeIs(3));
  EXPECT_EQ(nomogram.axes[0].name, "age");
  EXPECT_THAT(nomogram.axes[0].values, ElementsAre(20, 30, 40, 50, 60, 70, 80, 90, 100));
  EXPECT_THAT(nomogram.axes[0].points, Near({0, 12.5, 25, 37.5, 50, 62.5, 75, 87.5, 100}));
  EXPECT_DOUBLE_EQ(nomogram.axes[0].least_contribution, 1);
  EXPECT_THAT(nomogram.axes[1].values, ElementsAre(0, 1));
  EXPECT_THAT(nomogram.axes[1].points, Near({0, 25}));
  EXPECT_THAT(nomogram.axes[2].values, IsEmpty());
  EXPECT_THAT(nomogram.axes[2].levels, ElementsAre("II", "III", "I"));
  EXPECT_THAT(nomogram.axes[2].points, Near({12.5, 25, 0}));
  EXPECT_DOUBLE_EQ(nomogram.axes[2].least_contribution, -0.5);
  EXPECT_THAT(nomogram.total_points, ElementsAre(0, 20, 40, 60, 80, 100, 120, 140, 160));
  EXPECT_THAT(nomogram.linear_predictor.values,
              ElementsAre(-3.5, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5));
  EXPECT_THAT(nomogram.linear_predictor.total_points,
              Near({0, 12.5, 25, 37.5, 50, 62.5, 75, 87.5, 100, 112.5, 125, 137.5, 150}));
  // logit(0.5) = 0 is 87.5 points; logit(0.05) = -2.944 and logit(0.9) = 2.197 are in reach, 0.95 is not.
  EXPECT_THAT(nomogram.risk.values, ElementsAre(0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9));
  EXPECT_NEAR(nomogram.risk.total_points[5], 87.5, 1e-12);
  EXPECT_NEAR(nomogram.risk.total_points[0], 25 * (3.5 - std::log(19)), 1e-12);
}

TEST(Nomogram, APatientsPointsAddUpToTheLinearPredictor) {
  ASSERT_OK_AND_ASSIGN(const Nomogram nomogram,
                       BuildNomogram(0.3, {Numeric("a", -1.7, -2, 5), Numeric("b", 0.004, 100, 3000),
                                           Levels("c", {"x", "y"}, {-0.8})}));
  const double contributions[] = {-1.7 * 2.25, 0.004 * 911, -0.8};
  double total = 0;
  for (std::size_t j = 0; j < 3; ++j) {
    total += nomogram.points_per_unit_lp * (contributions[j] - nomogram.axes[j].least_contribution);
  }
  const double lp = 0.3 + contributions[0] + contributions[1] + contributions[2];
  EXPECT_NEAR(total / nomogram.points_per_unit_lp + nomogram.lp_at_zero_points, lp, 1e-12);
}

TEST(Nomogram, ANegativeCoefficientHasItsPointsAtTheLowEnd) {
  ASSERT_OK_AND_ASSIGN(const Nomogram nomogram, BuildNomogram(0, {Numeric("albumin", -0.1, 20, 50)}));
  EXPECT_DOUBLE_EQ(nomogram.lp_at_zero_points, -5);
  EXPECT_THAT(nomogram.axes[0].values, ElementsAre(20, 25, 30, 35, 40, 45, 50));
  EXPECT_THAT(nomogram.axes[0].points, Near({100, 250.0 / 3, 200.0 / 3, 50, 100.0 / 3, 50.0 / 3, 0}));
}

TEST(Nomogram, ACoefficientOfZeroHasNoPointsAnywhere) {
  ASSERT_OK_AND_ASSIGN(const Nomogram nomogram,
                       BuildNomogram(-1, {Numeric("age", 0, 20, 80), Numeric("crp", 0.1, 0, 10)}));
  EXPECT_THAT(nomogram.axes[0].points, ::testing::Each(0.0));
  EXPECT_DOUBLE_EQ(nomogram.points_per_unit_lp, 100);
  EXPECT_THAT(BuildNomogram(-1, {Numeric("age", 0, 20, 80), Levels("sex", {"F", "M"}, {0})}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no scale of points")));
}

TEST(Nomogram, AnAxisIsRoundedOutward) {
  ASSERT_OK_AND_ASSIGN(const Nomogram nomogram, BuildNomogram(0, {Numeric("age", 0.02, 24, 89)}));
  EXPECT_EQ(nomogram.axes[0].values.front(), 20);
  EXPECT_EQ(nomogram.axes[0].values.back(), 90);
  EXPECT_DOUBLE_EQ(nomogram.points_per_unit_lp, 100 / (0.02 * 70));
}

TEST(Nomogram, ScalesCanBeLimitedToTheLinearPredictorsOfPatients) {
  ASSERT_OK_AND_ASSIGN(const Nomogram nomogram,
                       BuildNomogram(-10, {Numeric("x", 1, 0, 20)}, std::pair(-1.8, 1.9)));
  EXPECT_THAT(nomogram.linear_predictor.values, ElementsAre(-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2));
  EXPECT_THAT(nomogram.risk.values, ElementsAre(0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8));
  EXPECT_EQ(nomogram.total_points.back(), 100);
  EXPECT_DOUBLE_EQ(nomogram.largest_total, 100);
}

TEST(Nomogram, ARareOutcomeHasAScaleOfSmallRisks) {
  ASSERT_OK_AND_ASSIGN(const Nomogram nomogram, BuildNomogram(-7, {Numeric("x", 1, 0, 4)}));
  EXPECT_THAT(nomogram.risk.values, ElementsAre(0.001, 0.002, 0.005, 0.01, 0.02));
}

TEST(Nomogram, BadInputIsNamed) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto expect = [](const std::vector<NomogramPredictor>& predictors, const std::string& message) {
    EXPECT_THAT(BuildNomogram(0, predictors),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)));
  };
  expect({}, "no predictor");
  expect({Numeric("a", 1, 0, 1), Numeric("a", 2, 0, 1)}, "predictor a: it is there twice");
  expect({Numeric("a", nan, 0, 1)}, "predictor a: its coefficient is not a finite number");
  expect({Numeric("a", 1, 3, 2)}, "predictor a: its axis cannot go from 3 to 2");
  expect({Numeric("a", 1, nan, 2)}, "predictor a: its axis cannot go");
  expect({Values("a", 1, {1, 1})}, "predictor a: its values do not increase");
  expect({Levels("a", {"x", "y"}, {})}, "predictor a: 2 levels and 0 coefficients");
  expect({Levels("a", {"x", "y"}, {nan})}, "predictor a: a coefficient is not a finite number");
  EXPECT_THAT(BuildNomogram(nan, {Numeric("a", 1, 0, 1)}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("intercept")));
  EXPECT_THAT(BuildNomogram(0, {Numeric("a", 1, 0, 1)}, std::pair(1.0, -1.0)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("from 1 to -1")));
}

}  // namespace
}  // namespace osteon::models
