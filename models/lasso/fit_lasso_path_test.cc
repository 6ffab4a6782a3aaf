#include "models/lasso/fit_lasso_path.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "models/federation/in_process_federation.h"
#include "models/lasso/quadratic.h"
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// n patients whose outcome depends on the first columns; neighbouring columns correlate; five folds.
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
      table.values(i, j) = (3 + shared) * std::pow(10.0, static_cast<double>(j % 5) - 2);
    }
    const double eta = 0.8 * (table.values(i, 0) * 100 - 3) - 0.6 * (table.values(i, 1) * 10 - 3);
    table.outcome[i] = uniform(random) < 1 / (1 + std::exp(-eta)) ? 1 : 0;
    table.holdout.push_back(false);
    table.fold.push_back(static_cast<int>(i % 5));
  }
  for (Index j = 0; j < p; ++j) table.columns.push_back(absl::StrCat("f", j));
  return table;
}

std::vector<std::string> RandomSites(unsigned seed, std::size_t n, int sites) {
  std::mt19937_64 random(seed);
  std::vector<std::string> site_of_row;
  for (std::size_t i = 0; i < n; ++i)
    site_of_row.push_back(absl::StrCat("s", random() % static_cast<unsigned>(sites)));
  return site_of_row;
}

absl::StatusOr<LassoPath> Fit(const AnalysisTable& table, const LassoSettings& settings, int sites = 3) {
  CountingFederation federation(DealRows(table, RandomSites(5, table.holdout.size(), sites)));
  return FitLassoPath(federation, "test", settings, table.columns, federation.sites());
}

// The oracle: one penalty on the pooled rows, by coordinate steps with the curvature's upper bound 1/4 until
// the optimality conditions hold to 1e-12. Slow and plain.
struct Pooled {
  double intercept = 0;  // raw
  VectorXd raw;
};
Pooled PooledLasso(const AnalysisTable& table, const std::vector<Index>& rows, const LassoSettings& settings,
                   double lambda) {
  MatrixXd z = table.values(rows, Eigen::all);
  const VectorXd y = table.outcome(rows);
  const auto n = static_cast<double>(rows.size());
  const std::vector<double> factors = ScaledPenaltyFactors(settings.penalty_factors, table.columns.size());
  VectorXd mean = z.colwise().mean();
  VectorXd sd(z.cols());
  for (Index j = 0; j < z.cols(); ++j) sd[j] = std::sqrt((z.col(j).array() - mean[j]).square().mean());
  if (!settings.intercept) mean.setZero();
  VectorXd weight(z.cols());
  for (Index j = 0; j < z.cols(); ++j) {
    z.col(j) = (z.col(j).array() - mean[j]) / sd[j];
    weight[j] = settings.standardise ? 1 : 1 / sd[j];
  }
  VectorXd b = VectorXd::Zero(z.cols());
  double intercept = 0;
  VectorXd eta = VectorXd::Zero(z.rows());
  const auto residual = [&] { return VectorXd(y.array() - 1 / (1 + (-eta.array()).exp())); };
  double worst = 1;
  for (int sweep = 0; sweep < 200000 && worst > 1e-12; ++sweep) {
    worst = 0;
    if (settings.intercept) {
      const double slope = residual().sum() / n;
      worst = std::fabs(slope);
      intercept += 4 * slope;
      eta.array() += 4 * slope;
    }
    for (Index j = 0; j < z.cols(); ++j) {
      const double absolute = lambda * settings.alpha * factors[static_cast<std::size_t>(j)] * weight[j];
      const double square =
          lambda * (1 - settings.alpha) * factors[static_cast<std::size_t>(j)] * weight[j] * weight[j];
      const double slope = z.col(j).dot(residual()) / n;
      worst = std::max(worst, LassoViolation(slope, b[j], absolute, square));
      const double curvature = z.col(j).squaredNorm() / n / 4;
      const double middle = slope + curvature * b[j];
      const double size = std::max(0.0, std::fabs(middle) - absolute) / (curvature + square);
      const double moved = middle > 0 ? size : -size;
      eta += (moved - b[j]) * z.col(j);
      b[j] = moved;
    }
  }
  EXPECT_LE(worst, 1e-12);
  Pooled pooled{intercept, b.cwiseQuotient(sd)};
  pooled.intercept -= pooled.raw.dot(mean);
  return pooled;
}

std::vector<Index> RowsWithout(const AnalysisTable& table, int fold) {
  std::vector<Index> rows;
  for (std::size_t i = 0; i < table.fold.size(); ++i) {
    if (table.fold[i] != fold) rows.push_back(static_cast<Index>(i));
  }
  return rows;
}

// Largest deviation of raw coefficients in units of 1 / sd, over every penalty.
double WorstAgainstOracle(const AnalysisTable& table, const LassoSettings& settings, const LassoPath& path) {
  double worst = 0;
  for (const LassoFit& fit : path.fits) {
    EXPECT_TRUE(fit.finished);
    const Pooled pooled = PooledLasso(table, RowsWithout(table, -1), settings, fit.lambda);
    VectorXd apart = pooled.raw;
    for (const LassoCoefficient& coefficient : fit.coefficients) apart[coefficient.column] -= coefficient.raw;
    for (Index j = 0; j < apart.size(); ++j) {
      worst = std::max(worst, std::fabs(apart[j]) * path.scales[static_cast<std::size_t>(j)]);
    }
  }
  return worst;
}

TEST(FitLassoPath, EqualsAPlainPooledSolverInEveryDialect) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const AnalysisTable table = RandomTable(seed, 90, 8);
    std::vector<LassoSettings> dialects(5);
    dialects[1].alpha = 0.3;
    dialects[2].penalty_factors = {1, 0, 2, 1, 1, 0.5, 1, 1};
    dialects[3].standardise = false;
    dialects[4].intercept = false;
    for (LassoSettings& settings : dialects) {
      settings.lambdas = 12;
      settings.lambda_min_ratio = 0.03;
      settings.df_max_none = true;
      ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(table, settings));
      ASSERT_EQ(path.fits.size(), 12U);
      EXPECT_LT(WorstAgainstOracle(table, settings, path), 2e-8)
          << seed << " " << (&settings - dialects.data());
    }
  }
}

TEST(FitLassoPath, HeldOutDevianceEqualsThatOfPlainFitsOfEachFold) {
  const AnalysisTable table = RandomTable(4, 100, 6);
  LassoSettings settings;
  settings.lambdas = 8;
  settings.lambda_min_ratio = 0.05;
  settings.folds = 5;
  settings.df_max_none = true;
  ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(table, settings));
  ASSERT_EQ(path.cross_validation->deviance.size(), 8U);
  for (std::size_t l = 0; l < 8; ++l) {
    double sum = 0;
    for (int fold = 0; fold < 5; ++fold) {
      const Pooled pooled = PooledLasso(table, RowsWithout(table, fold), settings, path.lambda[l]);
      for (std::size_t i = 0; i < table.fold.size(); ++i) {
        if (table.fold[i] != fold) continue;
        const auto row = static_cast<Index>(i);
        const double p = 1 / (1 + std::exp(-pooled.intercept - table.values.row(row).dot(pooled.raw)));
        sum -= 2 * std::log(table.outcome[row] == 1 ? p : 1 - p);
      }
    }
    EXPECT_NEAR(path.cross_validation->deviance[l].mean, sum / 100, 1e-9);
  }
}

TEST(FitLassoPath, AnySplitOfTheRowsOverOneToFiftySitesAgrees) {
  const AnalysisTable table = RandomTable(6, 240, 30);
  LassoSettings settings;
  settings.lambdas = 30;
  settings.lambda_min_ratio = 0.05;
  settings.folds = 5;
  ASSERT_OK_AND_ASSIGN(const LassoPath one, Fit(table, settings, 1));
  for (const int sites : {2, 7, 50}) {
    ASSERT_OK_AND_ASSIGN(const LassoPath many, Fit(table, settings, sites));
    ASSERT_EQ(many.fits.size(), one.fits.size());
    EXPECT_EQ(many.cross_validation->lambda_min, one.cross_validation->lambda_min);
    for (std::size_t l = 0; l < one.fits.size(); ++l) {
      EXPECT_NEAR(many.lambda[l] / one.lambda[l], 1, 1e-11);
      EXPECT_NEAR(many.cross_validation->deviance[l].mean, one.cross_validation->deviance[l].mean, 1e-9);
      ASSERT_EQ(many.fits[l].coefficients.size(), one.fits[l].coefficients.size());
      for (std::size_t i = 0; i < one.fits[l].coefficients.size(); ++i) {
        EXPECT_NEAR(many.fits[l].coefficients[i].standardised, one.fits[l].coefficients[i].standardised,
                    1e-9);
      }
    }
  }
}

TEST(FitLassoPath, OrderOfArrivalDoesNotChangeABit) {
  const AnalysisTable table = RandomTable(7, 150, 20);
  LassoSettings settings;
  settings.lambdas = 20;
  settings.folds = 5;
  const auto sites = DealRows(table, RandomSites(5, 150, 4));
  CountingFederation forwards(sites);
  ASSERT_OK_AND_ASSIGN(const LassoPath first,
                       FitLassoPath(forwards, "test", settings, table.columns, forwards.sites()));
  std::map<std::string, AnalysisTable> renamed;  // under names that sort the other way round
  int rank = 9;
  for (const auto& [name, site] : sites) renamed[absl::StrCat("order", rank--)] = site;
  CountingFederation backwards(renamed);
  ASSERT_OK_AND_ASSIGN(const LassoPath second,
                       FitLassoPath(backwards, "test", settings, table.columns, backwards.sites()));
  EXPECT_TRUE(forwards.requests() == backwards.requests());
  for (std::size_t l = 0; l < first.fits.size(); ++l) {
    EXPECT_EQ(first.fits[l].intercept, second.fits[l].intercept);
    EXPECT_EQ(first.cross_validation->deviance[l].mean, second.cross_validation->deviance[l].mean);
  }
}

TEST(FitLassoPath, AReplayFromMemoryAsksTheSameAndComputesNothing) {
  const AnalysisTable table = RandomTable(8, 150, 20);
  LassoSettings settings;
  settings.lambdas = 20;
  settings.folds = 5;
  settings.penalty_factors.assign(20, 1);
  settings.penalty_factors[3] = 0;
  const auto sites = DealRows(table, RandomSites(5, 150, 4));
  CountingFederation live(sites);
  ASSERT_OK_AND_ASSIGN(const LassoPath first,
                       FitLassoPath(live, "test", settings, table.columns, live.sites()));
  CountingFederation replay(sites);
  replay.Replay(live);  // refuses what the first run did not remember, and calls no computation
  ASSERT_OK_AND_ASSIGN(const LassoPath second,
                       FitLassoPath(replay, "test", settings, table.columns, replay.sites()));
  EXPECT_TRUE(live.requests() == replay.requests());
  EXPECT_EQ(first.fits.back().intercept, second.fits.back().intercept);
}

TEST(FitLassoPath, NoBlockSpansMoreThanAThirdOfItsPatients) {
  const AnalysisTable table = RandomTable(9, 120, 200);
  LassoSettings settings;
  settings.lambdas = 30;
  settings.lambda_min_ratio = 0.05;
  settings.folds = 5;
  CountingFederation federation(DealRows(table, RandomSites(5, 120, 3)));
  ASSERT_OK_AND_ASSIGN(const LassoPath path,
                       FitLassoPath(federation, "test", settings, table.columns, federation.sites()));
  int blocks = 0;
  for (const SumRequest& request : federation.requests()) {
    const auto* batch = std::get_if<LogisticBatchRequest>(&request);
    if (batch == nullptr) continue;
    for (const BatchCurvature& block : batch->curvatures) {
      const bool whole = batch->points[static_cast<std::size_t>(block.point)].data_set == 0;
      EXPECT_LE(block.columns.size() + 1, whole ? 40U : 32U);
      ++blocks;
    }
  }
  EXPECT_GT(blocks, 3);
  EXPECT_EQ(path.stopped, "df_max");
  for (const LassoFit& fit : path.fits) EXPECT_LE(fit.coefficients.size(), 20U);
}

TEST(FitLassoPath, APathThatEndedEarlyIsTheBeginningOfTheWholeOne) {
  const AnalysisTable table = RandomTable(10, 150, 60);
  LassoSettings settings;
  settings.lambdas = 40;
  settings.lambda_min_ratio = 0.02;
  settings.df_max = 12;
  ASSERT_OK_AND_ASSIGN(const LassoPath early, Fit(table, settings));
  settings.df_max.reset();
  settings.df_max_none = true;
  ASSERT_OK_AND_ASSIGN(const LassoPath whole, Fit(table, settings));
  EXPECT_EQ(early.stopped, "df_max");
  EXPECT_EQ(whole.stopped, "");
  ASSERT_LT(early.fits.size(), whole.fits.size());
  EXPECT_GT(whole.fits[early.fits.size()].coefficients.size(), 12U);
  for (std::size_t l = 0; l < early.fits.size(); ++l) {
    ASSERT_EQ(early.fits[l].coefficients.size(), whole.fits[l].coefficients.size());
    EXPECT_LE(early.fits[l].coefficients.size(), 12U);
    EXPECT_NEAR(early.fits[l].intercept_standardised, whole.fits[l].intercept_standardised, 1e-8);
  }
}

// A bootstrap replicate: rows stand as often as they were drawn, and n counts them.
TEST(FitLassoPath, RepeatedRowsCountAsOftenAsTheyStand) {
  const AnalysisTable table = RandomTable(18, 80, 7);
  std::mt19937_64 random(3);
  std::vector<Index> rows;
  for (int i = 0; i < 80; ++i) rows.push_back(static_cast<Index>(random() % 80));
  AnalysisTable drawn;
  drawn.columns = table.columns;
  drawn.values = table.values(rows, Eigen::all);
  drawn.outcome = table.outcome(rows);
  for (const Index row : rows) {
    drawn.holdout.push_back(false);
    drawn.fold.push_back(table.fold[static_cast<std::size_t>(row)]);
  }
  LassoSettings settings;
  settings.lambdas = 10;
  settings.lambda_min_ratio = 0.05;
  settings.df_max_none = true;
  ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(drawn, settings));
  EXPECT_EQ(path.n, 80U);
  EXPECT_LT(WorstAgainstOracle(drawn, settings, path), 2e-8);
}

TEST(FitLassoPath, AnOutcomeThatDependsOnNothingHasAPathToo) {
  AnalysisTable table = RandomTable(19, 150, 300);  // twice as many columns as patients
  std::mt19937 random(4);
  std::shuffle(table.outcome.begin(), table.outcome.end(), random);
  LassoSettings settings;
  settings.lambda_min_ratio = 0.02;
  settings.folds = 5;
  ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(table, settings));
  EXPECT_EQ(path.stopped, "df_max");
  EXPECT_GT(path.fits.size(), 10U);
  for (const LassoFit& fit : path.fits) {
    EXPECT_TRUE(fit.finished);
    EXPECT_LE(fit.coefficients.size(), 25U);
  }
  EXPECT_EQ(path.cross_validation->unfinished, 0);
}

// --- Tables that are ill

TEST(FitLassoPath, AConstantColumnIsNamedAndStaysZero) {
  AnalysisTable table = RandomTable(11, 80, 5);
  table.values.col(3).setConstant(4.5);
  LassoSettings settings;
  settings.lambdas = 10;
  ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(table, settings));
  EXPECT_THAT(path.constant, ElementsAre("f3"));
  for (const LassoFit& fit : path.fits) {
    EXPECT_TRUE(fit.finished);
    for (const LassoCoefficient& coefficient : fit.coefficients) EXPECT_NE(coefficient.column, 3);
  }
  table.values.setConstant(1);
  EXPECT_THAT(Fit(table, settings),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("every column is constant")));
}

TEST(FitLassoPath, AColumnThatIsConstantWithoutOneFoldStaysZeroThere) {
  AnalysisTable table = RandomTable(12, 100, 5);
  for (std::size_t i = 0; i < table.fold.size(); ++i) {
    if (table.fold[i] != 2) table.values(static_cast<Index>(i), 4) = 1;
  }
  LassoSettings settings;
  settings.lambdas = 10;
  settings.folds = 5;
  settings.df_max_none = true;
  ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(table, settings));
  EXPECT_EQ(path.cross_validation->unfinished, 0);
}

TEST(FitLassoPath, DuplicatedColumnsHaveAnOptimum) {
  AnalysisTable table = RandomTable(13, 100, 6);
  table.values.col(5) = 2 * table.values.col(0);
  LassoSettings settings;
  settings.lambdas = 15;
  settings.df_max_none = true;
  settings.lambda_min_ratio = 0.01;
  ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(table, settings));
  for (const LassoFit& fit : path.fits) {
    EXPECT_TRUE(fit.finished);
    EXPECT_LE(fit.violation, 1e-9 * path.lambda[0]);
  }
}

// One column separates the outcome, and 90 stand against 60 patients: the coefficients of the last penalties
// grow without bound and need more columns than a block may have.
TEST(FitLassoPath, SeparatedDataEndInFitsThatAreReportedAsUnfinished) {
  AnalysisTable table = RandomTable(14, 60, 90);
  for (Index i = 0; i < 60; ++i) table.values(i, 0) = table.outcome[i] + 0.001 * static_cast<double>(i % 7);
  LassoSettings settings;
  settings.lambdas = 50;
  settings.lambda_min_ratio = 1e-4;
  ASSERT_OK_AND_ASSIGN(const LassoPath path, Fit(table, settings));
  EXPECT_EQ(path.stopped, "unfinished");
  int finished = 0;
  for (const LassoFit& fit : path.fits) {
    if (!fit.finished) continue;
    ++finished;
    EXPECT_LE(fit.violation, 1e-9 * path.lambda[0]);
  }
  EXPECT_GE(finished, 15);
  settings.df_max_none = true;
  ASSERT_OK_AND_ASSIGN(const LassoPath whole, Fit(table, settings));
  EXPECT_EQ(whole.stopped, "deviance");
  for (const LassoFit& fit : whole.fits) EXPECT_TRUE(fit.finished);
}

TEST(FitLassoPath, ASiteWithOneClassOrFivePatientsContributes) {
  const AnalysisTable table = RandomTable(15, 100, 6);
  std::vector<std::string> site_of_row;
  int small = 0;
  for (Index i = 0; i < 100; ++i) {
    site_of_row.push_back(small < 5 ? "small" : table.outcome[i] == 1 ? "events" : "others");
    ++small;
  }
  LassoSettings settings;
  settings.lambdas = 10;
  CountingFederation federation(DealRows(table, site_of_row));
  ASSERT_OK_AND_ASSIGN(const LassoPath split,
                       FitLassoPath(federation, "test", settings, table.columns, federation.sites()));
  ASSERT_OK_AND_ASSIGN(const LassoPath pooled, Fit(table, settings, 1));
  for (std::size_t l = 0; l < pooled.fits.size(); ++l) {
    EXPECT_NEAR(split.fits[l].intercept_standardised, pooled.fits[l].intercept_standardised, 1e-9);
  }
}

TEST(FitLassoPath, ExtremeScalesGiveTheSameStandardisedPath) {
  const AnalysisTable table = RandomTable(16, 100, 6);
  AnalysisTable scaled = table;
  scaled.values.col(0) *= 1e-12;
  scaled.values.col(1) *= 1e16;
  LassoSettings settings;
  settings.lambdas = 10;
  ASSERT_OK_AND_ASSIGN(const LassoPath first, Fit(table, settings));
  ASSERT_OK_AND_ASSIGN(const LassoPath second, Fit(scaled, settings));
  for (std::size_t l = 0; l < first.fits.size(); ++l) {
    ASSERT_EQ(first.fits[l].coefficients.size(), second.fits[l].coefficients.size());
    for (std::size_t i = 0; i < first.fits[l].coefficients.size(); ++i) {
      EXPECT_NEAR(first.fits[l].coefficients[i].standardised, second.fits[l].coefficients[i].standardised,
                  1e-8);
    }
  }
}

TEST(FitLassoPath, WhatCannotBeFittedSaysWhy) {
  AnalysisTable table = RandomTable(17, 60, 4);
  LassoSettings settings;
  settings.lambdas = 5;
  AnalysisTable no_event = table;
  no_event.outcome.setZero();
  EXPECT_THAT(Fit(no_event, settings),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no event")));
  AnalysisTable few = table;
  few.holdout.assign(60, true);
  EXPECT_THAT(Fit(few, settings),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no site has a training patient")));
  few.holdout[0] = few.holdout[1] = few.holdout[2] = false;
  few.outcome.head(3) = Eigen::Vector3d(0, 1, 0);
  EXPECT_THAT(Fit(few, settings), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("too few")));

  settings.folds = 6;  // the tables have five
  EXPECT_THAT(Fit(table, settings),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("fold 6 has no patient")));
  settings.folds = 5;
  AnalysisTable one_class = table;
  for (std::size_t i = 0; i < 60; ++i)
    one_class.outcome[static_cast<Index>(i)] = one_class.fold[i] == 2 ? 1 : 0;
  EXPECT_THAT(Fit(one_class, settings),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("without fold 3 all patients have the same outcome")));
  AnalysisTable no_folds = table;
  no_folds.fold.clear();
  EXPECT_THAT(Fit(no_folds, settings),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no cross-validation folds")));

  CountingFederation federation({{"a", table}});
  EXPECT_THAT(FitLassoPath(federation, "test", settings, {"f0", "f1", "f0"}, {"a"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("column f0 stands twice")));
  EXPECT_THAT(FitLassoPath(federation, "test", settings, {"f0"}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("over no site")));
  settings.penalty_factors = {0, 0, 1, 1};
  AnalysisTable twice = table;
  twice.values.col(1) = 3 * twice.values.col(0);
  EXPECT_THAT(Fit(twice, settings),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("not penalised are collinear")));
}

}  // namespace
}  // namespace osteon::models
