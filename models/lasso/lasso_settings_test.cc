#include "models/lasso/lasso_settings.h"

#include <cmath>

#include "models/lasso/cross_validation.h"
#include "models/lasso/plan.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::IsOk;
using osteon::testing::StatusIs;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(LassoSettings, TheSequenceIsGeometricFromTheFirstToItsRatio) {
  const std::vector<double> lambda = LambdaSequence(0.2, 1e-4, 5);
  EXPECT_THAT(lambda, ElementsAre(0.2, DoubleNear(0.02, 1e-15), DoubleNear(0.002, 1e-16),
                                  DoubleNear(2e-4, 1e-17), DoubleNear(2e-5, 1e-18)));
  EXPECT_THAT(LambdaSequence(0.2, 1e-4, 1), ElementsAre(0.2));
}

TEST(LassoSettings, PenaltyFactorsSumToTheirNumber) {
  EXPECT_THAT(ScaledPenaltyFactors({0, 1, 3}, 3), ElementsAre(0, 0.75, 2.25));
  EXPECT_THAT(ScaledPenaltyFactors({}, 2), ElementsAre(1, 1));
}

TEST(LassoSettings, WhatIsOutOfRangeIsNamed) {
  const auto refused = [](const LassoSettings& settings, const std::string& what) {
    EXPECT_THAT(CheckLassoSettings(settings, 3),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(what)));
  };
  EXPECT_THAT(CheckLassoSettings(LassoSettings(), 3), IsOk());
  EXPECT_THAT(CheckLassoSettings(LassoSettings(), 0),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no column")));
  LassoSettings settings;
  settings.auc = true;
  refused(settings, "an AUC of left-out rows needs folds");
  settings.auc = false;
  settings.alpha = 0;
  refused(settings, "alpha must be above 0");
  settings = {};
  settings.lambdas = 0;
  refused(settings, "number of lambdas");
  settings = {};
  settings.lambda_min_ratio = 1;
  refused(settings, "lambda_min_ratio");
  settings = {};
  settings.lambda = {0.1, 0.2};
  refused(settings, "descending order; number 2 is 0.2");
  settings = {};
  settings.penalty_factors = {1, 1};
  refused(settings, "2 penalty factors for 3 columns");
  settings.penalty_factors = {1, -1, 1};
  refused(settings, "0 or more, not -1");
  settings.penalty_factors = {0, 0, 0};
  refused(settings, "no column is penalised");
  settings = {};
  settings.folds = 2;
  refused(settings, "at least 3 folds");
  settings = {};
  settings.df_max = 0;
  refused(settings, "df_max must be at least 1");
}

// Two folds of 10 and 30 patients; means weighted by patients, spread around them over K - 1.
TEST(CrossValidation, TheCurveByHand) {
  const std::vector<CurvePoint> curve = CrossValidationCurve({{10, {20, 10}}, {30, {30, 30}}});
  ASSERT_EQ(curve.size(), 2U);
  EXPECT_NEAR(curve[0].mean, 1.25, 1e-15);
  EXPECT_NEAR(curve[0].se, std::sqrt((0.25 * 0.75 * 0.75 + 0.75 * 0.25 * 0.25) / 1), 1e-15);
  EXPECT_NEAR(curve[1].mean, 1, 1e-15);
  EXPECT_NEAR(curve[1].se, 0, 1e-15);
}

TEST(CrossValidation, TheLargestPenaltiesAreChosen) {
  const std::vector<CurvePoint> curve = {{1.5, 0.1}, {1.25, 0.1}, {1.1, 0.2},
                                         {1.1, 0.1}, {1.2, 0.1},  {1.31, 0.1}};
  const ChosenPenalties chosen = ChoosePenalties(curve);
  EXPECT_EQ(chosen.minimum, 2);
  EXPECT_EQ(chosen.one_se, 1);
  EXPECT_TRUE(chosen.bracketed);
  EXPECT_FALSE(ChoosePenalties({curve.begin(), curve.end() - 1}).bracketed);
  EXPECT_FALSE(ChoosePenalties({curve.begin(), curve.begin() + 3}).bracketed);
}

TEST(LassoPlan, ComesBackFromMemoryAsItWent) {
  Plan plan;
  plan.asks.push_back(
      {2, 17, 0.25, {-0.5, {3, 8}, {0.1, -0.2}}, {3, 5, 8}, {0, 2}, {1.25, -0.25}, true, {8, 3}});
  plan.asks.push_back({});
  plan.borders.push_back({0, 4, {9, 7}, {1}});
  plan.verdicts.push_back({1, 3, FitStatus::kUnfinished, 1e-11, 1e-12});
  plan.anchors = {8, 16};
  plan.last = 20;
  const std::vector<double> values = Flatten(plan);
  ASSERT_OK_AND_ASSIGN(const Plan back, Unflatten(values));
  EXPECT_EQ(Flatten(back), values);
  EXPECT_THAT(back.asks[0].block, ElementsAre(8, 3));
  EXPECT_TRUE(back.asks[0].held_out);
  EXPECT_EQ(back.verdicts[0].status, FitStatus::kUnfinished);

  std::vector<double> damaged = values;
  damaged.pop_back();
  EXPECT_THAT(Unflatten(damaged), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("cannot be read")));
  damaged = values;
  damaged[0] = 1e12;
  EXPECT_THAT(Unflatten(damaged), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("cannot be read")));
}

}  // namespace
}  // namespace osteon::models
