#include <algorithm>
#include <cmath>
#include <random>

#include "absl/strings/str_cat.h"
#include "models/federation/kernels.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Ages standardise to -1, 0, 1, 2 with mean 60 and scale 10.
AnalysisTable FourPatientsInFolds() {
  AnalysisTable table;
  table.columns = {"age", "sexM"};
  table.values.resize(4, 2);
  table.values << 50, 0, 60, 1, 70, 1, 80, 0;
  table.outcome = Eigen::Vector4d(0, 1, 1, 0);
  table.holdout = {false, false, false, false};
  table.fold = {0, 1, 2, 0};
  return table;
}

FoldMomentsRequest MomentsByFold(int folds) {
  return {{{"age", 60, 10}, {"sexM", 0, 1}}, folds, RowSet::kTrain, 4, 1};
}

LogisticBatchRequest Batch() {
  LogisticBatchRequest request;
  request.columns = {{"age", 60, 10}, {"sexM", 0, 1}};
  request.folds = 3;
  request.patients = 4;
  return request;
}

// A table of n random patients with p columns, five folds in turn.
AnalysisTable RandomPatients(Eigen::Index n, Eigen::Index p) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  AnalysisTable table;
  table.values = Eigen::MatrixXd::NullaryExpr(n, p, [&] { return normal(random); });
  table.outcome = Eigen::VectorXd::NullaryExpr(n, [&] { return normal(random) > 0.3 ? 1.0 : 0.0; });
  for (Eigen::Index j = 0; j < p; ++j) table.columns.push_back(absl::StrCat("f", j));
  for (Eigen::Index i = 0; i < n; ++i) {
    table.holdout.push_back(i % 11 == 0);
    table.fold.push_back(static_cast<int>(i % 5));
  }
  return table;
}

TEST(FoldMomentsKernel, ByHand) {
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(MomentsByFold(3), FourPatientsInFolds()));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(2, 0, 1, 1, 1, 1));
  EXPECT_THAT(output.summand.DecodeBlock(1), ElementsAre(1, 0, 0, 1, 1, 1));
  EXPECT_THAT(output.summand.DecodeBlock(2), ElementsAre(5, 0, 0, 1, 1, 1));
  EXPECT_THAT(output.summand.DecodeBlock(3), ElementsAre(0, 0, 0, 1, 1, 1));
  ASSERT_EQ(output.statistics.size(), 3U);
  EXPECT_THAT(output.statistics[0].weights, ElementsAre(1, 0, 0, 1));
}

TEST(FoldMomentsKernel, OneFoldIsAllRowsAndNeedsNoFolds) {
  AnalysisTable table = FourPatientsInFolds();
  table.fold.clear();
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(MomentsByFold(1), table));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(4, 2));
  EXPECT_THAT(output.summand.DecodeBlock(1), ElementsAre(2, 2));
  EXPECT_THAT(ComputeSummand(MomentsByFold(3), table),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no cross-validation folds")));
}

TEST(FoldMomentsKernel, AFoldBeyondThoseAskedForIsRefused) {
  EXPECT_THAT(ComputeSummand(MomentsByFold(2), FourPatientsInFolds()),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("not one of the 2 folds")));
}

TEST(FoldMomentsKernel, AMissingCellIsRefusedByColumn) {
  AnalysisTable table = FourPatientsInFolds();
  table.values(2, 1) = std::nan("");
  EXPECT_THAT(ComputeSummand(MomentsByFold(3), table),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("sexM")));
}

// Every number of a batch against the plain logistic kernel on a table that has only the data set's rows.
TEST(LogisticBatchKernel, EqualsTheLogisticKernelOnTheRowsOfEachDataSet) {
  const AnalysisTable table = RandomPatients(60, 4);
  LogisticBatchRequest request;
  LogisticRequest plain;
  for (Eigen::Index j = 0; j < 4; ++j) {
    request.columns.push_back(
        {table.columns[static_cast<std::size_t>(j)], 0.1 * static_cast<double>(j), 1.5});
  }
  request.folds = 5;
  request.patients = 60;
  request.points = {{0, 0.2, {1, 3}, {0.7, -0.4}}, {3, -0.1, {0, 2}, {0.3, 0.9}}};
  request.evaluations = {{0, {0, 1, 2, 3}, {}, {}, false}, {1, {1, 2}, {}, {}, false}};
  request.curvatures = {{0, {3, 1}, 0}, {1, {2, 0, 1}, 1}};
  ASSERT_OK_AND_ASSIGN(const KernelOutput batch, ComputeSummand(request, table));
  const std::vector<double> loglik = batch.summand.DecodeBlock(0);
  const std::vector<double> gradient = batch.summand.DecodeBlock(1);
  const std::vector<double> curvature = batch.summand.DecodeBlock(2);
  ASSERT_EQ(gradient.size(), 5U + 3U);
  ASSERT_EQ(curvature.size(), 6U + 3U + 4U);

  plain.columns = request.columns;
  plain.patients = 60;
  for (int e = 0; e < 2; ++e) {
    const BatchPoint& point = request.points[static_cast<std::size_t>(e)];
    plain.beta.assign(5, 0);
    plain.beta[0] = point.intercept;
    for (std::size_t i = 0; i < point.columns.size(); ++i) {
      plain.beta[static_cast<std::size_t>(point.columns[i]) + 1] = point.coefficients[i];
    }
    AnalysisTable rows = table;
    for (std::size_t i = 0; i < rows.holdout.size(); ++i) {
      if (point.data_set > 0 && table.fold[i] == point.data_set - 1) rows.holdout[i] = true;
    }
    ASSERT_OK_AND_ASSIGN(const KernelOutput expected, ComputeSummand(plain, rows));
    EXPECT_NEAR(loglik[static_cast<std::size_t>(e)], expected.summand.DecodeBlock(1)[0], 1e-11);
    const std::vector<double> full = expected.summand.DecodeBlock(2);
    const std::vector<double> information = expected.summand.DecodeBlock(3);
    const auto entry = [&](std::size_t j, std::size_t k) {
      return information[std::max(j, k) * (std::max(j, k) + 1) / 2 + std::min(j, k)];
    };
    if (e == 0) {
      for (std::size_t j = 0; j < 5; ++j) EXPECT_NEAR(gradient[j], full[j], 1e-11);
      // (0,0), (3,0), (3,3), (1,0), (1,3), (1,1); the intercept is 0 and columns count from 1.
      const double expected_block[] = {entry(0, 0), entry(4, 0), entry(4, 4),
                                       entry(2, 0), entry(2, 4), entry(2, 2)};
      for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(curvature[i], expected_block[i], 1e-11);
    } else {
      EXPECT_NEAR(gradient[5], full[0], 1e-11);
      EXPECT_NEAR(gradient[6], full[2], 1e-11);
      EXPECT_NEAR(gradient[7], full[3], 1e-11);
      const double border[] = {entry(1, 0), entry(1, 3), entry(1, 1), entry(2, 0),
                               entry(2, 3), entry(2, 1), entry(2, 2)};
      for (std::size_t i = 0; i < 7; ++i) EXPECT_NEAR(curvature[6 + i], border[i], 1e-11);
    }
  }
}

TEST(LogisticBatchKernel, HeldOutRowsAndDistancesByHand) {
  LogisticBatchRequest request = Batch();
  // Data set 2 leaves out the second patient: age 0, sexM 1, an event.
  request.points = {{2, 0, {}, {}}, {2, std::log(3.0), {}, {}}, {2, 40, {}, {}}};
  request.evaluations = {{1, {}, {0}, {1}, true}, {2, {}, {}, {}, true}, {0, {}, {}, {}, true}};
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(request, FourPatientsInFolds()));
  EXPECT_NEAR(output.summand.DecodeBlock(3)[0], 3 * 0.25 * 0.25, 1e-12);
  const std::vector<double> held_out = output.summand.DecodeBlock(4);
  EXPECT_NEAR(held_out[0], -2 * std::log(0.75), 1e-12);
  EXPECT_NEAR(held_out[1], 2 * 0.25 * 0.25, 1e-12);
  EXPECT_EQ(held_out[2], 0);
  EXPECT_NEAR(held_out[3], -2 * std::log1p(-1e-5), 1e-12);  // clipped
  EXPECT_EQ(held_out[8], 1);                                // p = 1/2 is not above 1/2
  EXPECT_EQ(output.largest_linear_predictor, 40);
  EXPECT_THAT(output.statistics[0].weights, ElementsAre(0.75, 0, ::testing::DoubleNear(0.25, 1e-15), 0.75));
}

TEST(LogisticBatchKernel, ContradictionsAreRefused) {
  const auto refused = [](const LogisticBatchRequest& request, const std::string& what) {
    EXPECT_THAT(ComputeSummand(request, FourPatientsInFolds()),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(what)));
  };
  LogisticBatchRequest request = Batch();
  request.points = {{4, 0, {}, {}}};
  refused(request, "a data set that it does not have");
  request.points = {{0, 0, {2}, {1}}};
  refused(request, "a column that it does not have");
  request.points = {{0, 0, {1, 0}, {1, 1}}};
  refused(request, "not in order");
  request.points = {{0, 0, {1}, {std::nan("")}}};
  refused(request, "not finite");
  request.points = {{0, 0, {}, {}}};
  request.evaluations = {{1, {}, {}, {}, false}};
  refused(request, "a point that it does not have");
  request.evaluations = {{0, {}, {}, {}, true}};
  refused(request, "held-out rows of all rows");
  request.evaluations = {{0, {}, {0}, {9}, false}};
  refused(request, "beyond their bound");
  request.evaluations.clear();
  request.curvatures = {{0, {0, 0}, 0}};
  refused(request, "not unique");
}

TEST(LogisticBatchKernel, WhatCouldWrapIsRefusedByColumnWithoutItsValue) {
  LogisticBatchRequest request = Batch();
  request.columns[0].scale = 1e-12;
  request.points = {{0, 0, {}, {}}};
  request.evaluations = {{0, {0, 1}, {}, {}, false}};
  AnalysisTable table = FourPatientsInFolds();
  table.values(3, 0) = 85;
  EXPECT_THAT(
      ComputeSummand(request, table),
      StatusIs(absl::StatusCode::kOutOfRange, AllOf(HasSubstr("gradient, age"), Not(HasSubstr("85")))));
}

TEST(LogisticBatchKernel, ASiteWithoutPatientsAddsZero) {
  AnalysisTable table = FourPatientsInFolds();
  table.holdout.assign(4, true);
  LogisticBatchRequest request = Batch();
  request.points = {{0, 1, {0}, {2}}};
  request.evaluations = {{0, {0, 1}, {}, {}, false}};
  request.curvatures = {{0, {1}, 0}};
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(request, table));
  EXPECT_EQ(output.summand, RingVector(LayoutOf(request)));
}

HeldOutScoresRequest Scores() {
  HeldOutScoresRequest request;
  request.columns = {{"age", 60, 10}, {"sexM", 0, 1}};
  request.folds = 3;
  request.bins = 4;
  return request;
}

TEST(HeldOutScoresKernel, CountsTheRowsLeftOutByOutcomeAndProbability) {
  HeldOutScoresRequest request = Scores();
  // Data set 1 leaves out the ages -1 and 2, both without the event; data set 2 the second patient, with it.
  request.points = {{1, 0, {0}, {1}}, {2, 0, {}, {}}, {2, 40, {}, {}}};
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(request, FourPatientsInFolds()));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(0, 1, 0, 1, 0, 0, 0, 0,    // p = 0.27 and 0.88
                                                         0, 0, 0, 0, 0, 0, 1, 0,    // p = 1/2
                                                         0, 0, 0, 0, 0, 0, 0, 1));  // p = 1
  EXPECT_THAT(output.statistics[0].weights, ElementsAre(1, 0, 0, 1));
  EXPECT_THAT(output.statistics[1].weights, ElementsAre(0, 1, 0, 0));
  EXPECT_EQ(output.largest_linear_predictor, 40);
  EXPECT_EQ(KindOf(SumRequest(request)), "held_out_scores");
}

TEST(HeldOutScoresKernel, ContradictionsAreRefused) {
  const auto refused = [](const HeldOutScoresRequest& request, const std::string& what) {
    EXPECT_THAT(ComputeSummand(request, FourPatientsInFolds()),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(what)));
  };
  HeldOutScoresRequest request = Scores();
  request.points = {{0, 0, {}, {}}};
  refused(request, "held-out rows of all rows");
  request.points = {{4, 0, {}, {}}};
  refused(request, "a data set that it does not have");
  request.points = {{1, 0, {2}, {1}}};
  refused(request, "a column that it does not have");
  request.points.clear();
  request.bins = 1;
  refused(request, "1 bins");
}

}  // namespace
}  // namespace osteon::models
