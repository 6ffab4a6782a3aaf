#include "models/ridge/fit_ridge.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <random>

#include "absl/strings/str_cat.h"
#include "models/glm/fit_logistic.h"
#include "models/lasso/lasso_settings.h"
#include "tests/conformance/lasso_golden.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using osteon::testing::CountingFederation;
using osteon::testing::DealRows;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// n patients, p correlated columns of different scales, five folds.
AnalysisTable RandomTable(unsigned seed, Index n, Index p) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  AnalysisTable table;
  table.values.resize(n, p);
  table.outcome.resize(n);
  for (Index i = 0; i < n; ++i) {
    double shared = 0;
    for (Index j = 0; j < p; ++j) {
      shared = 0.7 * shared + normal(random);
      table.values(i, j) = (2 + shared) * std::pow(10.0, static_cast<double>(j % 5) - 2);
    }
    const double eta = 0.8 * (table.values(i, 0) * 100 - 2) - 0.6 * (table.values(i, 1) * 10 - 2);
    table.outcome[i] = uniform(random) < 1 / (1 + std::exp(-eta)) ? 1 : 0;
    table.holdout.push_back(false);
    table.fold.push_back(static_cast<int>(i % 5));
  }
  for (Index j = 0; j < p; ++j) table.columns.push_back(absl::StrCat("f", j));
  return table;
}

std::vector<std::string> RandomSites(std::size_t n, int sites) {
  std::mt19937_64 random(5);
  std::vector<std::string> site_of_row;
  for (std::size_t i = 0; i < n; ++i)
    site_of_row.push_back(absl::StrCat("s", random() % static_cast<unsigned>(sites)));
  return site_of_row;
}

absl::StatusOr<LassoPath> Fit(const AnalysisTable& table, const RidgeSettings& settings, int sites = 3) {
  CountingFederation federation(DealRows(table, RandomSites(table.holdout.size(), sites)));
  return FitRidge(federation, "test", settings, table.columns, federation.sites());
}

// The oracle: plain Newton on the raw columns of the pooled rows.
struct Pooled {
  double intercept = 0;
  VectorXd raw;
};
Pooled PooledRidge(const AnalysisTable& table, const std::vector<Index>& rows, const RidgeSettings& settings,
                   double lambda) {
  const MatrixXd x = table.values(rows, Eigen::all);
  const VectorXd y = table.outcome(rows);
  const auto n = static_cast<double>(rows.size());
  const std::vector<double> factors = ScaledPenaltyFactors(settings.penalty_factors, table.columns.size());
  MatrixXd design(x.rows(), x.cols() + 1);
  design << VectorXd::Constant(x.rows(), settings.intercept ? 1 : 0), x;
  VectorXd penalty = VectorXd::Zero(x.cols() + 1);
  VectorXd unit = VectorXd::Ones(x.cols() + 1);
  for (Index j = 0; j < x.cols(); ++j) {
    const VectorXd apart = x.col(j).array() - x.col(j).mean();
    const double variance = apart.squaredNorm() / n;
    penalty[j + 1] = lambda * factors[static_cast<std::size_t>(j)] * (settings.standardise ? variance : 1);
    unit[j + 1] = 1 / std::sqrt(variance);
  }
  VectorXd b = VectorXd::Zero(x.cols() + 1);
  for (int step = 0; step < 50; ++step) {
    const VectorXd p = (1 / (1 + (-(design * b)).array().exp())).matrix();
    const VectorXd weight = p.array() * (1 - p.array());
    const VectorXd gradient = design.transpose() * (y - p) / n - penalty.cwiseProduct(b);
    MatrixXd information = design.transpose() * weight.asDiagonal() * design / n;
    information.diagonal() += penalty;
    if (!settings.intercept) information(0, 0) = 1;
    const MatrixXd scaled = unit.asDiagonal() * information * unit.asDiagonal();
    b += unit.cwiseProduct(scaled.llt().solve(unit.cwiseProduct(gradient)));
  }
  return {b[0], b.tail(x.cols())};
}

std::vector<Index> RowsWithout(const AnalysisTable& table, int fold) {
  std::vector<Index> rows;
  for (std::size_t i = 0; i < table.fold.size(); ++i) {
    if (table.fold[i] != fold) rows.push_back(static_cast<Index>(i));
  }
  return rows;
}

void ExpectEqualsPooled(const AnalysisTable& table, const RidgeSettings& settings, const LassoPath& path) {
  ASSERT_EQ(path.fits.size(), path.lambda.size());
  for (const LassoFit& fit : path.fits) {
    EXPECT_TRUE(fit.finished);
    const Pooled pooled = PooledRidge(table, RowsWithout(table, -1), settings, fit.lambda);
    EXPECT_NEAR(fit.intercept, pooled.intercept, 1e-9 * (1 + std::fabs(pooled.intercept)));
    ASSERT_EQ(fit.coefficients.size(), table.columns.size());
    for (const LassoCoefficient& coefficient : fit.coefficients) {
      const double scale = path.scales[static_cast<std::size_t>(coefficient.column)];
      EXPECT_NEAR(coefficient.raw * scale, pooled.raw[coefficient.column] * scale, 1e-10)
          << fit.lambda << " " << coefficient.column;
      EXPECT_NEAR(coefficient.standardised, coefficient.raw * scale, 1e-14);
    }
  }
}

TEST(FitRidge, EqualsThePooledFitUnderEverySetting) {
  const AnalysisTable table = RandomTable(1, 150, 6);
  std::vector<RidgeSettings> all(5);
  all[1].standardise = false;
  all[2].intercept = false;
  all[3].penalty_factors = {0, 1, 2, 1, 0, 5};
  all[4].intercept = false;
  all[4].penalty_factors = {0, 1, 2, 1, 1, 5};
  for (RidgeSettings& settings : all) {
    settings.lambda = {10, 0.3, 0.01, 1e-3};
    ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(table, settings));
    ExpectEqualsPooled(table, settings, path);
    EXPECT_EQ(path.stopped, "");
  }
}

// glmnet's: the largest |z'(y - mean)| / n over factor and 0.001, geometric to its ratio.
TEST(FitRidge, TheSequenceIsGlmnets) {
  const AnalysisTable table = RandomTable(2, 150, 6);
  RidgeSettings settings;
  settings.lambdas = 20;
  ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(table, settings));
  double largest = 0;
  for (Index j = 0; j < 6; ++j) {
    const VectorXd apart = table.values.col(j).array() - table.values.col(j).mean();
    largest = std::max(largest, std::fabs(apart.dot(table.outcome)) / std::sqrt(apart.squaredNorm() * 150));
  }
  ASSERT_EQ(path.lambda.size(), 20U);
  EXPECT_NEAR(path.lambda.front() / (largest / 1e-3), 1, 1e-12);
  EXPECT_NEAR(path.lambda.back() / path.lambda.front(), 1e-4, 1e-16);
  EXPECT_NEAR(path.fits.front().deviance_ratio, 0, 0.01);
  for (std::size_t l = 1; l < 20; ++l) {
    EXPECT_GT(path.fits[l].deviance_ratio, path.fits[l - 1].deviance_ratio);
  }
}

// With an unpenalised column the sequence begins from the model that holds it.
TEST(FitRidge, UnpenalisedColumnsAreInTheNullModel) {
  const AnalysisTable table = RandomTable(3, 150, 4);
  RidgeSettings settings;
  settings.lambdas = 5;
  settings.penalty_factors = {0, 1, 1, 1};
  ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(table, settings));
  CountingFederation federation(DealRows(table, RandomSites(150, 2)));
  ASSERT_OK_AND_ASSIGN(const FittedModel null, FitLogistic(federation, "null", {"f0"}, federation.sites()));
  double largest = 0;
  for (Index j = 1; j < 4; ++j) {
    const VectorXd apart = table.values.col(j).array() - table.values.col(j).mean();
    double gradient = 0;
    for (Index i = 0; i < 150; ++i) {
      const double eta = null.terms[0].coefficient + null.terms[1].coefficient * table.values(i, 0);
      gradient += apart[i] * (table.outcome[i] - 1 / (1 + std::exp(-eta)));
    }
    largest = std::max(largest, std::fabs(gradient) / std::sqrt(apart.squaredNorm() * 150));
  }
  EXPECT_NEAR(path.lambda.front(), largest / 1e-3 * 3 / 4, 1e-9 * largest / 1e-3);
}

TEST(FitRidge, CrossValidationEqualsFitsOfTheTrainingRows) {
  const AnalysisTable table = RandomTable(4, 150, 6);
  RidgeSettings settings;
  settings.lambda = {3, 0.3, 0.03, 0.003, 3e-4};
  settings.folds = 5;
  ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(table, settings));
  ExpectEqualsPooled(table, settings, path);
  ASSERT_TRUE(path.cross_validation.has_value());
  const LassoCrossValidation& cv = *path.cross_validation;
  EXPECT_EQ(cv.unfinished, 0);
  ASSERT_EQ(cv.deviance.size(), 5U);
  std::vector<double> means;
  for (std::size_t l = 0; l < 5; ++l) {
    std::vector<double> deviance(5), squared(5), wrong(5);
    for (int fold = 0; fold < 5; ++fold) {
      const auto k = static_cast<std::size_t>(fold);
      const Pooled pooled = PooledRidge(table, RowsWithout(table, fold), settings, path.lambda[l]);
      for (Index i = fold; i < 150; i += 5) {
        const double eta = pooled.intercept + table.values.row(i).dot(pooled.raw);
        const double p = 1 / (1 + std::exp(-eta));
        const double y = table.outcome[i];
        deviance[k] -= 2 * std::log(std::clamp(y == 1 ? p : 1 - p, 1e-5, 1 - 1e-5)) / 30;
        squared[k] += 2 * (y - p) * (y - p) / 30;
        wrong[k] += ((p > 0.5) == (y == 1) ? 0.0 : 1.0) / 30;
      }
    }
    const auto mean = [](const std::vector<double>& values) {
      double sum = 0;
      for (const double value : values) sum += value / 5;
      return sum;
    };
    double spread = 0;
    for (const double value : deviance) spread += (value - mean(deviance)) * (value - mean(deviance)) / 5;
    means.push_back(mean(deviance));
    EXPECT_NEAR(cv.deviance[l].mean, mean(deviance), 1e-10);
    EXPECT_NEAR(cv.deviance[l].se, std::sqrt(spread / 4), 1e-10);
    EXPECT_NEAR(cv.squared_error[l].mean, mean(squared), 1e-10);
    EXPECT_NEAR(cv.misclassified[l].mean, mean(wrong), 1e-12);
  }
  EXPECT_EQ(cv.lambda_min, std::min_element(means.begin(), means.end()) - means.begin());
}

// 60 columns and 5 folds: 115 penalties fill a request.
TEST(FitRidge, ManyPenaltiesGoInSeveralRequestsOfBoundedSize) {
  const AnalysisTable table = RandomTable(5, 240, 60);
  RidgeSettings settings;
  settings.lambdas = 200;
  settings.folds = 5;
  CountingFederation federation(DealRows(table, RandomSites(240, 3)));
  ASSERT_OK_AND_ASSIGN(const LassoPath path,
                       FitRidge(federation, "test", settings, table.columns, federation.sites()));
  int batches = 0;
  for (const SumRequest& request : federation.requests()) {
    EXPECT_LE(ScalarCount(LayoutOf(request)), kMostRidgeScalars);
    if (std::holds_alternative<LogisticBatchRequest>(request)) ++batches;
  }
  EXPECT_EQ(path.rounds, federation.rounds());
  EXPECT_LE(batches, 35);
  EXPECT_EQ(path.cross_validation->unfinished, 0);
  EXPECT_EQ(path.cross_validation->deviance.size(), 200U);
  settings.lambda = {path.lambda[2], path.lambda[199]};
  ASSERT_OK_AND_ASSIGN(const LassoPath two, Fit(table, settings));
  ExpectEqualsPooled(table, settings, two);
  EXPECT_NEAR(path.cross_validation->deviance[2].mean, two.cross_validation->deviance[0].mean, 1e-10);
  EXPECT_NEAR(path.cross_validation->deviance[199].mean, two.cross_validation->deviance[1].mean, 1e-10);
}

TEST(FitRidge, TheOrderOfSitesChangesNoBitAndAnotherSplitNothingThatCounts) {
  const AnalysisTable table = RandomTable(6, 150, 6);
  RidgeSettings settings;
  settings.lambdas = 10;
  settings.folds = 5;
  const auto tables = DealRows(table, RandomSites(150, 3));
  CountingFederation three(tables);
  CountingFederation renamed({{"z", tables.at("s0")}, {"k", tables.at("s1")}, {"d", tables.at("s2")}});
  ASSERT_OK_AND_ASSIGN(const LassoPath first, FitRidge(three, "m", settings, table.columns, three.sites()));
  ASSERT_OK_AND_ASSIGN(const LassoPath second,
                       FitRidge(renamed, "m", settings, table.columns, renamed.sites()));
  ASSERT_OK_AND_ASSIGN(const LassoPath fifty, Fit(table, settings, 50));
  for (std::size_t l = 0; l < first.fits.size(); ++l) {
    EXPECT_EQ(first.fits[l].intercept, second.fits[l].intercept);
    EXPECT_EQ(first.cross_validation->deviance[l].mean, second.cross_validation->deviance[l].mean);
    EXPECT_NEAR(first.cross_validation->deviance[l].mean, fifty.cross_validation->deviance[l].mean, 1e-10);
    for (std::size_t j = 0; j < 6; ++j) {
      EXPECT_EQ(first.fits[l].coefficients[j].raw, second.fits[l].coefficients[j].raw);
      EXPECT_NEAR(first.fits[l].coefficients[j].standardised, fifty.fits[l].coefficients[j].standardised,
                  1e-10);
    }
  }
}

TEST(FitRidge, AReplayAsksTheSameRequests) {
  const AnalysisTable table = RandomTable(7, 150, 6);
  RidgeSettings settings;
  settings.lambdas = 6;
  settings.folds = 5;
  settings.penalty_factors = {1, 0, 1, 1, 1, 1};
  const auto tables = DealRows(table, RandomSites(150, 3));
  CountingFederation live(tables);
  ASSERT_OK_AND_ASSIGN(const LassoPath first, FitRidge(live, "m", settings, table.columns, live.sites()));
  CountingFederation again(tables);
  again.Replay(live);
  ASSERT_OK_AND_ASSIGN(const LassoPath second, FitRidge(again, "m", settings, table.columns, again.sites()));
  EXPECT_TRUE(live.requests() == again.requests());
  EXPECT_EQ(first.fits.back().intercept, second.fits.back().intercept);
}

TEST(FitRidge, SeparatedAndRepeatedColumnsHaveARidgeEstimate) {
  AnalysisTable table = RandomTable(8, 90, 4);
  table.values.col(2) = table.values.col(1);
  for (Index i = 0; i < 90; ++i)
    table.values(i, 3) = table.outcome[i] * 2 + 0.01 * static_cast<double>(i % 7);
  RidgeSettings settings;
  settings.lambda = {0.1, 0.001};
  settings.folds = 5;
  ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(table, settings));
  ExpectEqualsPooled(table, settings, path);
  EXPECT_EQ(path.fits[1].coefficients[1].standardised, path.fits[1].coefficients[2].standardised);
}

TEST(FitRidge, ColumnsThatDoNotVaryStayZero) {
  AnalysisTable table = RandomTable(9, 100, 5);
  table.values.col(1).setConstant(7);
  table.values.col(3).setZero();
  for (Index i = 0; i < 100; i += 10) table.values(i, 3) = 1;  // rows of fold 1 alone
  RidgeSettings settings;
  settings.lambda = {0.1, 0.01};
  settings.folds = 5;
  ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(table, settings));
  EXPECT_THAT(path.constant, ElementsAre("f1"));
  for (const LassoFit& fit : path.fits) {
    EXPECT_TRUE(fit.finished);
    std::vector<int> columns;
    for (const LassoCoefficient& coefficient : fit.coefficients) columns.push_back(coefficient.column);
    EXPECT_THAT(columns, ElementsAre(0, 2, 3, 4));
  }
  EXPECT_EQ(path.cross_validation->unfinished, 0);
}

TEST(FitRidge, MoreColumnsThanAThirdOfThePatientsIsRefused) {
  const AnalysisTable table = RandomTable(10, 60, 19);
  RidgeSettings settings;
  settings.lambda = {0.1};
  ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(table, settings));
  EXPECT_TRUE(path.fits[0].finished);
  settings.folds = 5;
  EXPECT_THAT(Fit(table, settings),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("19 columns and an intercept needs 60 training patients"),
                             HasSubstr("there are 48 without fold 1; screen columns first"))));
}

TEST(FitRidge, UnpenalisedColumnsWithoutAnEstimateAreNamed) {
  AnalysisTable table = RandomTable(11, 90, 4);
  for (Index i = 0; i < 90; ++i) table.values(i, 3) = table.outcome[i];
  RidgeSettings settings;
  settings.lambda = {0.1};
  settings.penalty_factors = {1, 1, 1, 0};
  EXPECT_THAT(Fit(table, settings),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("complete separation by f3")));
  table.values.col(3) = table.values.col(2);
  settings.penalty_factors = {1, 1, 0, 0};
  EXPECT_THAT(Fit(table, settings),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("f3 is a linear combination of f2")));
}

TEST(FitRidge, OneOutcomeOnlyIsRefusedAlsoInATrainingFold) {
  AnalysisTable table = RandomTable(12, 60, 3);
  table.outcome.setZero();
  RidgeSettings settings;
  settings.lambda = {0.1};
  settings.folds = 5;
  EXPECT_THAT(Fit(table, settings), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no event")));
  for (Index i = 2; i < 60; i += 5) table.outcome[i] = 1;
  EXPECT_THAT(Fit(table, settings),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("without fold 3 all patients")));
  for (int& fold : table.fold) fold = fold == 1 ? 2 : fold;
  table.outcome[0] = 1;
  EXPECT_THAT(Fit(table, settings),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("fold 2 has no patient")));
}

}  // namespace
}  // namespace osteon::models
