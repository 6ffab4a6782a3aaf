#include "models/validation/meta_analysis.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::kBad;
using osteon::testing::StatusIs;
using ::testing::HasSubstr;

constexpr BetweenSites kAll[] = {BetweenSites::kNone, BetweenSites::kDerSimonianLaird, BetweenSites::kReml};

TEST(MetaAnalysis, TwoSitesByHand) {
  for (const BetweenSites between : {BetweenSites::kDerSimonianLaird, BetweenSites::kReml}) {
    ASSERT_OK_AND_ASSIGN(const MetaAnalysis result, Pool({0, 2}, {1, 1}, between));
    EXPECT_DOUBLE_EQ(result.estimate, 1);
    EXPECT_NEAR(result.tau2, 1, 1e-12);  // the variance of 0 and 2 is 2, of which 1 is theirs
    EXPECT_DOUBLE_EQ(result.q, 2);
    EXPECT_NEAR(result.i2, 50, 1e-10);
    EXPECT_NEAR(result.i2_q, 50, 1e-12);
    EXPECT_NEAR(result.se, 1, 1e-12);
    EXPECT_NEAR(result.hk_q, 1, 1e-12);
    EXPECT_NEAR(result.hartung_knapp.upper, 1 + 12.706204736174694, 1e-10);
    EXPECT_NEAR(result.weights[0], 0.5, 1e-15);
    EXPECT_NEAR(result.prediction.t_k_minus_1.upper, 1 + 12.706204736174694 * std::sqrt(2.0), 1e-10);
  }
}

TEST(MetaAnalysis, TwoSitesHaveNoPredictionIntervalWithKMinusTwo) {
  ASSERT_OK_AND_ASSIGN(const MetaAnalysis two, Pool({0, 2}, {1, 1}, BetweenSites::kReml));
  EXPECT_FALSE(two.prediction_hk.t_k_minus_2.has_value());
  ASSERT_OK_AND_ASSIGN(const MetaAnalysis three, Pool({0, 2, 1}, {1, 1, 1}, BetweenSites::kReml));
  EXPECT_TRUE(three.prediction_hk.t_k_minus_2.has_value());
}

TEST(MetaAnalysis, SitesThatAgreeHaveNoVarianceBetweenThem) {
  for (const BetweenSites between : kAll) {
    ASSERT_OK_AND_ASSIGN(const MetaAnalysis result, Pool({0.5, 0.5, 0.5}, {1, 2, 4}, between));
    EXPECT_DOUBLE_EQ(result.estimate, 0.5);
    EXPECT_EQ(result.tau2, 0);
    EXPECT_EQ(result.i2, 0);
    EXPECT_EQ(result.i2_q, 0);
    EXPECT_EQ(result.hk_se, 0);
    EXPECT_DOUBLE_EQ(result.hk_se_ad_hoc, result.se);  // never narrower than the Wald standard error
  }
}

TEST(MetaAnalysis, WithEqualVariancesRemlIsTheVarianceLessTheirs) {
  const std::vector<double> y = {0.1, 0.9, -0.4, 1.3, 0.7, 2.2};
  ASSERT_OK_AND_ASSIGN(const MetaAnalysis result, Pool(y, std::vector<double>(6, 0.05), BetweenSites::kReml));
  double mean = 0;
  double variance = 0;
  for (const double value : y) mean += value / 6;
  for (const double value : y) variance += (value - mean) * (value - mean) / 5;
  EXPECT_NEAR(result.tau2, variance - 0.05, 1e-13);
}

TEST(MetaAnalysis, VariancesOfVeryDifferentSizeConverge) {
  ASSERT_OK_AND_ASSIGN(const MetaAnalysis result,
                       Pool({0.2, 0.3, 5, -4}, {1e-12, 1e-10, 10, 1000}, BetweenSites::kReml));
  EXPECT_GT(result.tau2, 0);
  EXPECT_NEAR(result.estimate, 0.25, 0.01);
}

TEST(MetaAnalysis, TheScaleOfTheEstimatesScalesTheAnswer) {
  const std::vector<double> y = {0.1, 0.9, -0.4, 1.3};
  const std::vector<double> v = {0.1, 0.2, 0.05, 0.4};
  ASSERT_OK_AND_ASSIGN(const MetaAnalysis plain, Pool(y, v, BetweenSites::kReml));
  std::vector<double> large = y;
  std::vector<double> large_v = v;
  for (double& value : large) value *= 1e6;
  for (double& value : large_v) value *= 1e12;
  ASSERT_OK_AND_ASSIGN(const MetaAnalysis scaled, Pool(large, large_v, BetweenSites::kReml));
  EXPECT_NEAR(scaled.tau2 / 1e12, plain.tau2, 1e-11 * plain.tau2);
  EXPECT_NEAR(scaled.hartung_knapp.lower / 1e6, plain.hartung_knapp.lower, 1e-10);
}

TEST(MetaAnalysis, OrderOfSitesDoesNotMatter) {
  ASSERT_OK_AND_ASSIGN(const MetaAnalysis one, Pool({0.1, 0.9, -0.4}, {0.1, 0.2, 0.05}, BetweenSites::kReml));
  ASSERT_OK_AND_ASSIGN(const MetaAnalysis other,
                       Pool({-0.4, 0.1, 0.9}, {0.05, 0.1, 0.2}, BetweenSites::kReml));
  EXPECT_NEAR(one.estimate, other.estimate, 1e-13);
  EXPECT_NEAR(one.tau2, other.tau2, 1e-13);
}

TEST(MetaAnalysis, UnusableInputIsRefused) {
  constexpr auto kReml = BetweenSites::kReml;
  EXPECT_THAT(Pool({}, {}, kReml), StatusIs(kBad, HasSubstr("0 estimates, needs two")));
  EXPECT_THAT(Pool({1}, {1}, kReml), StatusIs(kBad, HasSubstr("1 estimates, needs two")));
  EXPECT_THAT(Pool({1, 2}, {1}, kReml), StatusIs(kBad, HasSubstr("not one variance")));
  for (const double variance : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    EXPECT_THAT(Pool({1, 2}, {1, variance}, kReml), StatusIs(kBad, HasSubstr("estimate 2")));
  }
  EXPECT_THAT(Pool({std::nan(""), 2}, {1, 1}, kReml), StatusIs(kBad, HasSubstr("estimate 1")));
}

}  // namespace
}  // namespace osteon::models
