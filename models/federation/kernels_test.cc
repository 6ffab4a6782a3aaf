#include "models/federation/kernels.h"

#include <cmath>

#include "common/fixed_point/exact_sum.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

AnalysisTable FourPatients() {
  AnalysisTable table;
  table.columns = {"age", "sexM", "risk"};
  table.values.resize(4, 3);
  table.values << 50, 0, 0.2, 60, 1, 0.4, 70, 1, 0.9, 80, 0, 0.7;
  table.outcome = Eigen::Vector4d(0, 1, 1, 0);
  table.holdout = {false, false, false, true};
  return table;
}

LogisticRequest OnAge(double intercept, double slope) {
  LogisticRequest request;
  request.columns = {{"age", 60, 10}};
  request.beta = {intercept, slope};
  request.patients = 3;
  return request;
}

TEST(MomentsKernel, CountsSumsAndSquaresOfTheTrainingRows) {
  ASSERT_OK_AND_ASSIGN(const KernelOutput output,
                       ComputeSummand(MomentsRequest{{"sexM", "age"}, RowSet::kTrain, 2}, FourPatients()));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(3, 2));
  EXPECT_THAT(output.summand.DecodeBlock(1), ElementsAre(2, 180));
  EXPECT_THAT(output.summand.DecodeBlock(2), ElementsAre(2, 2500 + 3600 + 4900));
  const MeanAndVariance age =
      ExactMeanAndVariance(output.summand.Number(1, 1), output.summand.Number(2, 1), 3);
  EXPECT_EQ(age.mean, 60);
  EXPECT_EQ(age.variance, 200.0 / 3);
  EXPECT_THAT(output.rows, ElementsAre(0, 1, 2));
  ASSERT_EQ(output.statistics.size(), 1U);
  EXPECT_THAT(output.statistics[0].weights, ElementsAre(1, 1, 1));
}

TEST(MomentsKernel, WhatCouldWrapIsRefusedByColumnWithoutItsValue) {
  AnalysisTable table = FourPatients();
  table.values(1, 0) = 7.5e17;
  EXPECT_THAT(ComputeSummand(MomentsRequest{{"sexM", "age"}, RowSet::kTrain, 2}, table),
              StatusIs(absl::StatusCode::kOutOfRange,
                       AllOf(HasSubstr("column age: too large"), Not(HasSubstr("7.5")))));
  table.values(1, 0) = std::nan("");
  EXPECT_THAT(
      ComputeSummand(MomentsRequest{{"age"}, RowSet::kTrain, 2}, table),
      StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("column age: holds a value that is not finite")));
}

// At beta = 0 every p is 1/2: log-likelihood -n log 2, residuals +-1/2, weights 1/4. Ages standardise to -1,
// 0, 1.
TEST(LogisticKernel, AtZeroByHand) {
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(OnAge(0, 0), FourPatients()));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(3));
  EXPECT_NEAR(output.summand.DecodeBlock(1)[0], -3 * std::log(2.0), 1e-14);
  EXPECT_THAT(output.summand.DecodeBlock(2), ElementsAre(0.5, 1));
  EXPECT_THAT(output.summand.DecodeBlock(3), ElementsAre(0.75, 0, 0.5));
  EXPECT_EQ(output.largest_linear_predictor, 0);
  ASSERT_EQ(output.statistics.size(), 2U);
  EXPECT_EQ(output.statistics[0].name, "logistic gradient");
  EXPECT_THAT(output.statistics[0].weights, ElementsAre(0.5, 0.5, 0.5));
  EXPECT_EQ(output.statistics[1].name, "logistic information");
  EXPECT_THAT(output.statistics[1].weights, ElementsAre(0.25, 0.25, 0.25));
}

TEST(LogisticKernel, WithoutInformationNoInformationIsSummed) {
  LogisticRequest request = OnAge(0.1, -0.2);
  request.information = false;
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(request, FourPatients()));
  EXPECT_EQ(output.summand.layout().size(), 3U);
  EXPECT_EQ(output.statistics.size(), 1U);
}

// log p and 1 - p of a patient far on the right or wrong side, where p is 0 or 1 in doubles.
TEST(LogisticKernel, FarLinearPredictorsLoseNothing) {
  AnalysisTable table = FourPatients();
  LogisticRequest request = OnAge(0, 40);  // linear predictors -40, 0, 40
  table.outcome = Eigen::Vector4d(1, 1, 1, 0);
  request.patients = 3;
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(request, table));
  EXPECT_NEAR(output.summand.DecodeBlock(1)[0], -40 - std::log(2.0), 1e-12);
  EXPECT_NEAR(output.summand.DecodeBlock(2)[0], 1.5, 1e-12);
  EXPECT_EQ(output.largest_linear_predictor, 40);
  EXPECT_NEAR(output.statistics[1].weights[0], std::exp(-40.0), 1e-30);
  EXPECT_NEAR(output.statistics[0].weights[2], std::exp(-40.0), 1e-30);
}

TEST(LogisticKernel, GradientIsTheDerivativeOfTheLogLikelihoodAndInformationItsOwn) {
  const double h = 1e-5;
  const auto at = [](double a, double b) { return *ComputeSummand(OnAge(a, b), FourPatients()); };
  const auto loglik = [&](double a, double b) { return at(a, b).summand.DecodeBlock(1)[0]; };
  const auto gradient = [&](double a, double b) { return at(a, b).summand.DecodeBlock(2); };
  const std::vector<double> here = gradient(0.3, -0.7);
  EXPECT_NEAR(here[0], (loglik(0.3 + h, -0.7) - loglik(0.3 - h, -0.7)) / (2 * h), 1e-8);
  EXPECT_NEAR(here[1], (loglik(0.3, -0.7 + h) - loglik(0.3, -0.7 - h)) / (2 * h), 1e-8);
  const std::vector<double> information = at(0.3, -0.7).summand.DecodeBlock(3);
  EXPECT_NEAR(information[1], -(gradient(0.3, -0.7 + h)[0] - gradient(0.3, -0.7 - h)[0]) / (2 * h), 1e-8);
  EXPECT_NEAR(information[2], -(gradient(0.3, -0.7 + h)[1] - gradient(0.3, -0.7 - h)[1]) / (2 * h), 1e-8);
}

// Linear predictors 0.2, 0.4, 0.9 from the offset alone.
TEST(LogisticKernel, AnOffsetIsAddedToTheLinearPredictorByHand) {
  LogisticRequest request = OnAge(0, 0);
  request.offset = "risk";
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(request, FourPatients()));
  const double p[] = {1 / (1 + std::exp(-0.2)), 1 / (1 + std::exp(-0.4)), 1 / (1 + std::exp(-0.9))};
  EXPECT_NEAR(output.summand.DecodeBlock(1)[0], std::log((1 - p[0]) * p[1] * p[2]), 1e-15);
  EXPECT_NEAR(output.summand.DecodeBlock(2)[0], -p[0] + (1 - p[1]) + (1 - p[2]), 1e-15);
  EXPECT_NEAR(output.summand.DecodeBlock(2)[1], p[0] + (1 - p[2]), 1e-15);
  EXPECT_NEAR(output.summand.DecodeBlock(3)[0], p[0] * (1 - p[0]) + p[1] * (1 - p[1]) + p[2] * (1 - p[2]),
              1e-15);
  EXPECT_EQ(output.largest_linear_predictor, 0.9);
}

TEST(LogisticKernel, WithoutInterceptTheSumsAreThoseOfTheColumns) {
  LogisticRequest request = OnAge(0.5, 0.3);
  ASSERT_OK_AND_ASSIGN(const KernelOutput with, ComputeSummand(request, FourPatients()));
  request.columns.insert(request.columns.begin(), {"one", 0, 1});
  request.intercept = false;
  AnalysisTable table = FourPatients();
  table.columns[1] = "one";
  table.values.col(1).setOnes();
  ASSERT_OK_AND_ASSIGN(const KernelOutput without, ComputeSummand(request, table));
  for (std::size_t block = 0; block < 4; ++block) {
    EXPECT_EQ(without.summand.DecodeBlock(block), with.summand.DecodeBlock(block));
  }
}

TEST(LogisticKernel, AnOffsetThatIsMissingOrNotFiniteIsRefusedByName) {
  LogisticRequest request = OnAge(0, 0);
  request.offset = "score";
  EXPECT_THAT(ComputeSummand(request, FourPatients()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("score")));
  request.offset = "risk";
  AnalysisTable table = FourPatients();
  table.values(1, 2) = std::nan("");
  EXPECT_THAT(ComputeSummand(request, table),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("the offset risk")));
}

TEST(LogisticKernel, ASiteWithoutPatientsAddsZero) {
  AnalysisTable table = FourPatients();
  table.holdout.assign(4, true);
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(OnAge(0.3, 1), table));
  EXPECT_EQ(output.summand, RingVector(LayoutOf(OnAge(0.3, 1))));
}

TEST(LogisticKernel, ContradictionsAreRefused) {
  LogisticRequest request = OnAge(0, 0);
  request.beta.pop_back();
  EXPECT_THAT(ComputeSummand(request, FourPatients()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 coefficients for 1 columns")));
  request = OnAge(0, std::nan(""));
  EXPECT_THAT(ComputeSummand(request, FourPatients()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("coefficient of age is not finite")));
  request = OnAge(0, 0);
  request.columns[0].scale = 0;
  EXPECT_THAT(ComputeSummand(request, FourPatients()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("mean and scale of age")));
  request = OnAge(0, 0);
  request.columns[0].name = "stage";
  EXPECT_THAT(ComputeSummand(request, FourPatients()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("stage")));
}

TEST(LogisticKernel, WhatCouldWrapNamesTheColumns) {
  LogisticRequest request = OnAge(0, 0);
  request.columns[0].scale = 1e-9;
  EXPECT_THAT(ComputeSummand(request, FourPatients()),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("gradient, age: too large")));
  request.columns[0] = {"age", 60, 0.02};  // squares only
  EXPECT_THAT(ComputeSummand(request, FourPatients()),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("information, age and age: too large")));
}

TEST(ValidationKernel, TermsOnTheRawScaleGiveTheRisk) {
  ValidationRequest request;
  request.model = "m";
  request.terms = {{"(Intercept)", -6}, {"age", 0.1}};
  request.threshold = 0.5;
  ASSERT_OK_AND_ASSIGN(const ValidationMetrics metrics, ComputeValidation(request, FourPatients()));
  EXPECT_EQ(metrics.n, 4U);
  double brier = 0;
  const double eta[] = {-1, 0, 1, 2};
  const double y[] = {0, 1, 1, 0};
  for (int i = 0; i < 4; ++i) brier += std::pow(1 / (1 + std::exp(-eta[i])) - y[i], 2) / 4;
  EXPECT_NEAR(*metrics.brier, brier, 1e-14);
  EXPECT_EQ(metrics.at_threshold->tp, 2U);
  request.rows = RowSet::kHoldout;
  EXPECT_EQ(ComputeValidation(request, FourPatients())->n, 1U);
}

TEST(ValidationKernel, AScoreColumnIsTheRisk) {
  ValidationRequest request;
  request.model = "published";
  request.score_column = "risk";
  ASSERT_OK_AND_ASSIGN(const ValidationMetrics metrics, ComputeValidation(request, FourPatients()));
  EXPECT_NEAR(*metrics.brier, (0.04 + 0.36 + 0.01 + 0.49) / 4, 1e-15);
  request.score_column = "age";
  EXPECT_THAT(
      ComputeValidation(request, FourPatients()),
      StatusIs(absl::StatusCode::kInvalidArgument,
               HasSubstr("validation of published: column age: a predicted risk is not between 0 and 1")));
}

TEST(ValidationKernel, NeitherOrBothSourcesOfRiskIsRefused) {
  ValidationRequest request;
  EXPECT_THAT(ComputeValidation(request, FourPatients()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("either terms or a score")));
  request.score_column = "risk";
  request.terms = {{"age", 1}};
  EXPECT_THAT(ComputeValidation(request, FourPatients()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("either terms or a score")));
  request.score_column = "";
  request.terms = {{"stage", 1}};
  EXPECT_THAT(ComputeValidation(request, FourPatients()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("stage")));
}

}  // namespace
}  // namespace osteon::models
