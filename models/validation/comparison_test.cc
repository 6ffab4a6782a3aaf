#include "models/validation/comparison.h"

#include <cmath>

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::kBad;
using osteon::testing::StatusIs;
using ::testing::HasSubstr;

struct TwoModels {
  Eigen::VectorXd a{{0.2, 0.4, 0.6, 0.3, 0.7, 0.9}};
  Eigen::VectorXd b{{0.5, 0.1, 0.3, 0.4, 0.6, 0.2}};
  Eigen::VectorXd outcome{{0, 0, 0, 1, 1, 1}};
};

TEST(Comparison, ByHand) {
  const TwoModels pair;
  ASSERT_OK_AND_ASSIGN(const ModelComparison ours,
                       Compare(pair.a, pair.b, pair.outcome, ThresholdPair{0.5, 0.25}, {0.5}));
  EXPECT_EQ(ours.n, 6U);
  EXPECT_EQ(ours.events, 3U);
  // Placements of a: events 1/3, 1, 1; non-events 1, 2/3, 2/3. Of b: 2/3, 1, 1/3; 1/3, 1, 2/3.
  ASSERT_TRUE(ours.auc.value.has_value());
  EXPECT_NEAR(ours.auc.value->difference.estimate, 1.0 / 9, 1e-15);
  // Differences -1/3, 0, 2/3 and 2/3, -1/3, 0: variance 7/27 each.
  EXPECT_NEAR(ours.auc.value->difference.se, std::sqrt(2 * 7.0 / 27 / 3), 1e-15);
  EXPECT_NEAR(ours.auc.value->p, std::erfc(ours.auc.value->z / std::sqrt(2.0)), 1e-15);
  // a at 0.5 is wrong about the 3rd and 4th, b at 0.25 about the 1st, 3rd and 6th.
  EXPECT_EQ(ours.accuracy.value->b, 2U);
  EXPECT_EQ(ours.accuracy.value->c, 1U);
  EXPECT_EQ(ours.accuracy.value->chi2_edwards, 0);
  EXPECT_NEAR(ours.accuracy.value->p_exact, 1, 1e-15);
  EXPECT_NEAR(ours.accuracy.value->p_mid, 1 - 3.0 / 8, 1e-15);
  EXPECT_EQ(ours.sensitivity.value->b, 1U);
  EXPECT_EQ(ours.sensitivity.value->c, 1U);
  EXPECT_EQ(ours.specificity.value->c, 0U);
  const double brier_a = 0.04 + 0.16 + 0.36 + 0.49 + 0.09 + 0.01;
  const double brier_b = 0.25 + 0.01 + 0.09 + 0.36 + 0.16 + 0.64;
  EXPECT_NEAR(ours.brier.value->estimate, (brier_a - brier_b) / 6, 1e-15);
  // At 0.5 a treats the 3rd, 5th and 6th, b the 1st and 5th.
  ASSERT_EQ(ours.net_benefit.size(), 1U);
  EXPECT_NEAR(ours.net_benefit[0].difference.value->estimate, 1.0 / 6, 1e-15);
  EXPECT_NEAR(ours.net_benefit[0].difference.value->se, std::sqrt((3 - 1.0 / 6) / 5 / 6), 1e-15);
}

TEST(Comparison, SwappingTheModelsChangesTheSign) {
  const TwoModels pair;
  ASSERT_OK_AND_ASSIGN(const ModelComparison one,
                       Compare(pair.a, pair.b, pair.outcome, ThresholdPair{0.5, 0.25}, {0.3}));
  ASSERT_OK_AND_ASSIGN(const ModelComparison other,
                       Compare(pair.b, pair.a, pair.outcome, ThresholdPair{0.25, 0.5}, {0.3}));
  EXPECT_DOUBLE_EQ(one.auc.value->z, -other.auc.value->z);
  EXPECT_DOUBLE_EQ(one.auc.value->p, other.auc.value->p);
  EXPECT_EQ(one.accuracy.value->b, other.accuracy.value->c);
  EXPECT_DOUBLE_EQ(one.accuracy.value->p_mid, other.accuracy.value->p_mid);
  EXPECT_DOUBLE_EQ(one.brier.value->lower, -other.brier.value->upper);
  EXPECT_DOUBLE_EQ(one.net_benefit[0].difference.value->se, other.net_benefit[0].difference.value->se);
}

TEST(Comparison, AModelAgainstItselfHasNoTest) {
  const TwoModels pair;
  ASSERT_OK_AND_ASSIGN(const ModelComparison ours,
                       Compare(pair.a, pair.a, pair.outcome, ThresholdPair{0.5, 0.5}, {0.3}));
  EXPECT_THAT(ours.auc.unavailable, HasSubstr("variance 0"));
  EXPECT_EQ(ours.accuracy.unavailable, "the models classify every patient alike");
  EXPECT_EQ(ours.brier.value->estimate, 0);
  EXPECT_THAT(ours.net_benefit[0].difference.value->method, HasSubstr("no width"));
}

TEST(Comparison, WhatAClassIsTooSmallForIsUnavailable) {
  const Eigen::Vector3d a(0.1, 0.2, 0.3);
  const Eigen::Vector3d b(0.3, 0.1, 0.2);
  const auto reason = [&](const Eigen::Vector3d& outcome) {
    return Compare(a, b, outcome, std::nullopt, {})->auc.unavailable;
  };
  EXPECT_EQ(reason({0, 0, 0}), "no events or no non-events");
  EXPECT_EQ(reason({0, 0, 1}), "only one event: no variance");
  EXPECT_EQ(reason({0, 1, 1}), "only one non-event: no variance");
  ASSERT_OK_AND_ASSIGN(const ModelComparison none, Compare(Eigen::VectorXd(0), Eigen::VectorXd(0),
                                                           Eigen::VectorXd(0), std::nullopt, {0.5}));
  EXPECT_EQ(none.n, 0U);
  EXPECT_EQ(none.accuracy.unavailable, "no thresholds");
  EXPECT_EQ(none.brier.unavailable, "fewer than 2 patients: no variance");
  EXPECT_TRUE(none.net_benefit.empty());
}

TEST(Comparison, ImpossibleInputIsRefused) {
  const TwoModels pair;
  Eigen::VectorXd wrong = pair.b;
  wrong[2] = 1.5;
  EXPECT_THAT(Compare(pair.a, wrong, pair.outcome, std::nullopt, {}),
              StatusIs(kBad, HasSubstr("between 0 and 1")));
  EXPECT_THAT(Compare(pair.a, Eigen::Vector2d(0.1, 0.2), pair.outcome, std::nullopt, {}),
              StatusIs(kBad, HasSubstr("not one predicted risk")));
  EXPECT_THAT(Compare(pair.a, pair.b, pair.outcome, ThresholdPair{0.5, 2}, {}),
              StatusIs(kBad, HasSubstr("a threshold is not between")));
  EXPECT_THAT(Compare(pair.a, pair.b, pair.outcome, std::nullopt, {0.5, 0.1}),
              StatusIs(kBad, HasSubstr("ascending")));
}

}  // namespace
}  // namespace osteon::models
