#include "models/sample_size/development.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Optional;

// Events of 1000 patients, so that a prevalence of three decimals is exact.
DevelopmentPlan Plan(std::uint64_t events, std::uint64_t parameters,
                     std::optional<double> r2 = std::nullopt) {
  return {1000, events, parameters, r2};
}

TEST(SampleSizeForDevelopment, PmsampsizesTestsAreReproduced) {
  // R package pmsampsize, tests/testthat/test_bin.R, tests 4.1 to 4.4: sizes by its criteria 1 (shrinkage), 2
  // (optimism), 3 (overall risk) and events per parameter at the largest. The first is the Chagas example of
  // Riley et al. 2019: "an EPP of at least 4.8".
  const struct {
    std::uint64_t events, parameters;
    double r2;
    std::uint64_t shrinkage, optimism, overall_risk;
    double epp;
  } cases[] = {
      {174, 24, 0.288, 623, 662, 221, 4.80},
      {174, 24, 0.55, 255, 532, 221, 3.86},
      {174, 36, 0.288, 934, 992, 221, 4.79},
      {250, 24, 0.288, 623, 590, 289, 6.49},
  };
  for (const auto& expected : cases) {
    ASSERT_OK_AND_ASSIGN(const DevelopmentSampleSize size,
                         SampleSizeForDevelopment(Plan(expected.events, expected.parameters, expected.r2)));
    EXPECT_EQ(size.shrinkage, expected.shrinkage);
    EXPECT_EQ(size.optimism, expected.optimism);
    EXPECT_EQ(size.overall_risk, expected.overall_risk);
    // pmsampsize leaves the prediction error out.
    const double largest = static_cast<double>(std::max({size.shrinkage, size.optimism, size.overall_risk}));
    EXPECT_NEAR(largest * size.prevalence / static_cast<double>(expected.parameters), expected.epp, 0.005);
    EXPECT_FALSE(size.r2_assumed);
  }
}

TEST(SampleSizeForDevelopment, ExamplesOfThePapersAreReproduced) {
  // Riley et al., BMJ 2020: 10 parameters at 30 % need 461 patients for the prediction error; 30 parameters
  // at 5 % need 544 for it and, with an R2 of 0.05, 5249 for the shrinkage.
  ASSERT_OK_AND_ASSIGN(const DevelopmentSampleSize ten, SampleSizeForDevelopment(Plan(300, 10)));
  EXPECT_THAT(ten.prediction_error, Optional(461U));
  ASSERT_OK_AND_ASSIGN(const DevelopmentSampleSize thirty, SampleSizeForDevelopment(Plan(50, 30, 0.05)));
  EXPECT_THAT(thirty.prediction_error, Optional(544U));
  EXPECT_EQ(thirty.shrinkage, 5249U);
  EXPECT_EQ(thirty.required, 5249U);
  // Riley et al. 2019, section 3: 20 parameters and an R2 of 0.1 give 1698.04; at 50 % the overall risk needs
  // 384.2.
  ASSERT_OK_AND_ASSIGN(const DevelopmentSampleSize twenty, SampleSizeForDevelopment(Plan(500, 20, 0.1)));
  EXPECT_EQ(twenty.shrinkage, 1699U);
  EXPECT_EQ(twenty.overall_risk, 385U);
}

TEST(SampleSizeForDevelopment, TheLargestR2IsThatOfThePaper) {
  // Riley et al., BMJ 2020, figure 3: 0.75, 0.71, 0.63, 0.48, 0.33 for 50, 30, 20, 10 and 5 %.
  const std::pair<std::uint64_t, double> cases[] = {
      {500, 0.75}, {300, 0.71}, {200, 0.63}, {100, 0.48}, {50, 0.33}};
  for (const auto& [events, expected] : cases) {
    ASSERT_OK_AND_ASSIGN(const DevelopmentSampleSize size, SampleSizeForDevelopment(Plan(events, 5)));
    EXPECT_NEAR(size.largest_cox_snell_r2, expected, 0.005);
    EXPECT_TRUE(size.r2_assumed);
    EXPECT_DOUBLE_EQ(size.cox_snell_r2, 0.15 * size.largest_cox_snell_r2);
  }
}

TEST(SampleSizeForDevelopment, TheExpectedShrinkageIsTheTargetAtTheSizeForIt) {
  const DevelopmentPlan plan{623, 108, 24, 0.288};
  ASSERT_OK_AND_ASSIGN(const DevelopmentSampleSize size, SampleSizeForDevelopment(plan));
  EXPECT_NEAR(size.expected_shrinkage, 0.9, 1e-4);
  EXPECT_FALSE(size.enough);
  EXPECT_DOUBLE_EQ(size.events_per_parameter, 4.5);
  EXPECT_NEAR(size.margin_of_error, 0.0297, 5e-5);  // 1.96 sqrt(0.17335 * 0.82665 / 623)
}

TEST(SampleSizeForDevelopment, RadiomicsCandidatesNeedMorePatientsThanThereAre) {
  ASSERT_OK_AND_ASSIGN(const DevelopmentSampleSize size, SampleSizeForDevelopment({700, 280, 1200, {}}));
  EXPECT_EQ(size.prediction_error, std::nullopt);  // beyond 30 parameters
  EXPECT_GT(size.required, 90000U);
  EXPECT_FALSE(size.enough);
  EXPECT_GT(size.expected_shrinkage, 0);
  EXPECT_LT(size.expected_shrinkage, 0.3);
}

TEST(SampleSizeForDevelopment, ManyPatientsAreEnough) {
  ASSERT_OK_AND_ASSIGN(const DevelopmentSampleSize size, SampleSizeForDevelopment({20000, 6000, 5, {}}));
  EXPECT_TRUE(size.enough);
  EXPECT_GT(size.expected_shrinkage, 0.99);
}

TEST(SampleSizeForDevelopment, EventsAndNonEventsAreInterchangeable) {
  ASSERT_OK_AND_ASSIGN(const DevelopmentSampleSize few, SampleSizeForDevelopment(Plan(120, 12)));
  ASSERT_OK_AND_ASSIGN(const DevelopmentSampleSize many, SampleSizeForDevelopment(Plan(880, 12)));
  EXPECT_EQ(few.required, many.required);
  EXPECT_EQ(few.prediction_error, many.prediction_error);
}

TEST(SampleSizeForDevelopment, BadInputIsNamed) {
  EXPECT_THAT(SampleSizeForDevelopment(Plan(100, 0)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no candidate parameter")));
  EXPECT_THAT(SampleSizeForDevelopment(Plan(1001, 5)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1001 events of 1000 patients")));
  EXPECT_THAT(SampleSizeForDevelopment(Plan(50, 5, 0.4)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("R2 of 0.4; where 5 %")));
  EXPECT_THAT(SampleSizeForDevelopment(Plan(50, 5, 0)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("above 0")));
  EXPECT_THAT(SampleSizeForDevelopment(Plan(0, 5)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("with and without the event")));
  EXPECT_THAT(SampleSizeForDevelopment(Plan(1000, 5)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("with and without the event")));
}

}  // namespace
}  // namespace osteon::models
