#include "models/harmonisation/empirical_bayes.h"

#include <cmath>
#include <random>

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::StatusIs;
using ::testing::DoubleEq;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(EmpiricalBayes, PriorsByHand) {
  ASSERT_OK_AND_ASSIGN(const BatchEstimate estimate, Shrink(10, {1, 2, 3}, {3, 2, 1}));
  EXPECT_EQ(estimate.patients, 10U);
  EXPECT_EQ(estimate.gamma_bar, 2);
  EXPECT_EQ(estimate.t2, 1);
  EXPECT_DOUBLE_EQ(estimate.a_prior, 6);   // (2 * 1 + 2^2) / 1
  EXPECT_DOUBLE_EQ(estimate.b_prior, 10);  // (2 * 1 + 2^3) / 1
}

TEST(EmpiricalBayes, WithEqualMeansTheScaleIsTheInverseGammasPosteriorMean) {
  ASSERT_OK_AND_ASSIGN(const BatchEstimate estimate, Shrink(10, {0.5, 0.5, 0.5}, {1, 2, 3}));
  EXPECT_THAT(estimate.gamma_star, Each(0.5));
  // (10 + 9 delta / 2) / (10 / 2 + 6 - 1)
  EXPECT_THAT(estimate.delta_star, ElementsAre(DoubleEq(1.45), DoubleEq(1.9), DoubleEq(2.35)));
}

TEST(EmpiricalBayes, WithEqualScalesEveryScaleIsThatOne) {
  ASSERT_OK_AND_ASSIGN(const BatchEstimate estimate, Shrink(20, {1, 2, 6}, {4, 4, 4}));
  EXPECT_TRUE(std::isinf(estimate.a_prior));
  EXPECT_THAT(estimate.delta_star, Each(DoubleEq(4)));
  // gamma_bar 3, t2 7: (140 gamma_hat + 12) / 144
  EXPECT_THAT(estimate.gamma_star,
              ElementsAre(DoubleEq(152 / 144.0), DoubleEq(292 / 144.0), DoubleEq(852 / 144.0)));
}

TEST(EmpiricalBayes, EveryFeatureEndsWhereBothEquationsHold) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  for (const std::size_t n : {10U, 40U, 1000U}) {
    std::vector<double> gamma_hat;
    std::vector<double> delta_hat;
    for (int j = 0; j < 200; ++j) {
      gamma_hat.push_back(0.3 + 0.5 * normal(random));
      delta_hat.push_back(std::exp(normal(random)));
    }
    gamma_hat[7] = 40;  // one that has nothing in common with the others
    delta_hat[8] = 0;   // one that does not vary in this batch
    ASSERT_OK_AND_ASSIGN(const BatchEstimate e, Shrink(n, gamma_hat, delta_hat));
    const auto count = static_cast<double>(n);
    for (std::size_t j = 0; j < gamma_hat.size(); ++j) {
      const double gamma =
          (count * e.t2 * gamma_hat[j] + e.delta_star[j] * e.gamma_bar) / (count * e.t2 + e.delta_star[j]);
      const double off = gamma_hat[j] - gamma;
      const double delta =
          (e.b_prior + ((count - 1) * delta_hat[j] + count * off * off) / 2) / (count / 2 + e.a_prior - 1);
      EXPECT_NEAR(e.gamma_star[j], gamma, 1e-13 * std::fabs(gamma)) << j;
      EXPECT_NEAR(e.delta_star[j], delta, 1e-13 * delta) << j;
      EXPECT_GT(e.delta_star[j], 0);
    }
  }
}

TEST(EmpiricalBayes, ABatchInWhichNothingVariesIsRefused) {
  EXPECT_THAT(Shrink(10, {1, 2}, {0, 0}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no feature varies")));
}

}  // namespace
}  // namespace osteon::models
