#include "models/sample_size/validation.h"

#include <cmath>

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::StatusIs;
using ::testing::HasSubstr;

ExpectedPrecision Of(const ValidationPlan& plan) {
  const absl::StatusOr<ExpectedPrecision> precision = PrecisionOfValidation(plan);
  EXPECT_TRUE(precision.ok()) << precision.status();
  return precision.ok() ? *precision : ExpectedPrecision{};
}

double WidthOfAuc(std::uint64_t patients, std::uint64_t events, double auc) {
  return 2 * 1.96 * *Of({patients, events, auc, 0, 1}).se_auc;
}

TEST(PrecisionOfValidation, TheSizesForTheAucAreThoseOfThePaper) {
  // Riley et al. 2021, for an interval of width 0.1: an AUC of 0.7 at 10 % needs 1154 patients, 0.8 at 50 %
  // 302, 0.8 at 1.8 % 4252 (also R package pmvalsampsize, tests/testthat/test_bin.R). Here the nearest sizes
  // that have those shares of events exactly.
  EXPECT_GT(WidthOfAuc(1150, 115, 0.7), 0.1);
  EXPECT_LE(WidthOfAuc(1160, 116, 0.7), 0.1);
  EXPECT_GT(WidthOfAuc(300, 150, 0.8), 0.1);
  EXPECT_LE(WidthOfAuc(302, 151, 0.8), 0.1);
  EXPECT_NEAR(WidthOfAuc(4000, 72, 0.8), 0.1 * std::sqrt(4252.0 / 4000), 1e-5);
}

TEST(PrecisionOfValidation, TheStandardErrorOfTheRatioOfObservedToExpectedIsThatOfThePaper) {
  // Riley et al. 2021, equation 5: 385 patients at 50 % for a standard error of 0.051; 294 at 10 % for 0.175.
  EXPECT_NEAR(*Of({384, 192, 0.7, 0, 1}).se_log_oe, 0.051, 1e-4);
  EXPECT_NEAR(*Of({290, 29, 0.7, 0, 1}).se_log_oe, 0.175, 2e-3);
  EXPECT_DOUBLE_EQ(*Of({500, 9, 0.8, -5, 2.5}).se_log_oe, std::sqrt(0.982 / (500 * 0.018)));
}

TEST(PrecisionOfValidation, TheStandardErrorOfTheSlopeIsThatOfNumericalIntegrationInR) {
  // R: integrate(function(x) x^k * plogis(x) * plogis(-x) * dnorm(x, mean, sd), ..., rel.tol = 1e-12).
  EXPECT_NEAR(*Of({4554, 82, 0.8, -5, 2.5}).se_calibration_slope, 0.0510197208735, 1e-12);
  EXPECT_NEAR(*Of({120, 30, 0.8, -1.2, 0.8}).se_calibration_slope, 0.307307934125, 1e-11);
  EXPECT_NEAR(*Of({75, 30, 0.8, 0.5, 3}).se_calibration_slope, 0.231675051883, 1e-11);
  EXPECT_NEAR(*Of({1000, 31, 0.74, -4.02, 1.17}).se_calibration_slope, 0.17201026227, 1e-11);
  EXPECT_NEAR(*Of({500, 250, 0.74, 2, 20}).se_calibration_slope, 0.176507398137, 1e-9);
}

TEST(PrecisionOfValidation, TheSizesForTheSlopeAreThoseOfPublishedPackages) {
  // R package sampsizeval, tests/testthat/test-sampsizeval.R: 934 patients for a standard error of 0.15 at a
  // prevalence of 0.057 and an AUC of 0.77, with its mean and standard deviation of the linear predictor
  // (Pavlou et al. 2021, equations 7 and 8).
  const double mean = -3.28967768936302;
  const double sd = 1.07510963966661;
  EXPECT_LE(*Of({934, 53, 0.77, mean, sd}).se_calibration_slope, 0.15);
  EXPECT_GT(*Of({933, 53, 0.77, mean, sd}).se_calibration_slope, 0.15);
  // R package pmvalsampsize, test 4.1: 4501 for an interval of width 0.2 with lpnormal = c(-5, 2.5), from
  // 1000 simulated patients, so to 2 %.
  EXPECT_NEAR(2 * 1.96 * *Of({4501, 81, 0.8, -5, 2.5}).se_calibration_slope, 0.2, 0.002);
}

TEST(PrecisionOfValidation, FewEventsAreFlagged) {
  EXPECT_TRUE(Of({1000, 99, 0.7, -2, 1}).few_events);
  EXPECT_FALSE(Of({1000, 100, 0.7, -2, 1}).few_events);
}

TEST(PrecisionOfValidation, ASiteOfOneClassHasNoPrecision) {
  for (const std::uint64_t events : {0U, 40U}) {
    const ExpectedPrecision precision = Of({40, events, 0.7, -2, 1});
    EXPECT_EQ(precision.se_log_oe, std::nullopt);
    EXPECT_EQ(precision.se_calibration_slope, std::nullopt);
    EXPECT_EQ(precision.se_auc, std::nullopt);
    EXPECT_TRUE(precision.few_events);
  }
}

TEST(PrecisionOfValidation, BadInputIsNamed) {
  EXPECT_THAT(PrecisionOfValidation({10, 11, 0.7, 0, 1}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("11 events of 10 patients")));
  EXPECT_THAT(PrecisionOfValidation({10, 5, 1, 0, 1}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("AUC of 1")));
  EXPECT_THAT(PrecisionOfValidation({10, 5, 0.7, std::nan(""), 1}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("mean nan")));
  EXPECT_THAT(PrecisionOfValidation({10, 5, 0.7, 0, 0}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("standard deviation 0")));
}

}  // namespace
}  // namespace osteon::models
