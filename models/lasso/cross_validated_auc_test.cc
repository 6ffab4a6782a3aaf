#include "models/lasso/cross_validated_auc.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "models/lasso/fit_lasso_path.h"
#include "tests/conformance/lasso_golden.h"
#include "tests/support/random_radiomics.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::CountingFederation;
using osteon::testing::DealRows;
using osteon::testing::RadiomicsShape;
using osteon::testing::RadiomicsTable;
using osteon::testing::RandomRadiomics;

TEST(AucOfHistogram, PairsInOneBinAreUndecided) {
  // Without the event 1, 2, 0; with it 0, 1, 3. Of 12 pairs 1 + 9 are in order and 2 share a bin.
  const BoundedAuc auc = AucOfHistogram({1, 2, 0}, {0, 1, 3});
  EXPECT_DOUBLE_EQ(auc.lower, 10.0 / 12);
  EXPECT_DOUBLE_EQ(auc.middle, 11.0 / 12);
  EXPECT_DOUBLE_EQ(auc.upper, 1);
}

TEST(AucOfHistogram, OneBinForAllDecidesNothing) {
  const BoundedAuc auc = AucOfHistogram({0, 5}, {0, 2});
  EXPECT_EQ(auc.lower, 0);
  EXPECT_EQ(auc.middle, 0.5);
  EXPECT_EQ(auc.upper, 1);
}

RadiomicsTable SmallTable(int folds = 4) {
  RadiomicsShape shape;
  shape.patients = 200;
  shape.columns = 12;
  shape.signals = 3;
  shape.strength = 1;
  shape.folds = folds;
  return RandomRadiomics(shape);
}

LassoSettings WithAuc() {
  LassoSettings settings;
  settings.folds = 4;
  settings.lambdas = 20;
  settings.auc = true;
  return settings;
}

TEST(CrossValidatedAuc, CostsOneRoundAndChangesNothingElse) {
  const RadiomicsTable drawn = SmallTable();
  LassoSettings settings = WithAuc();
  CountingFederation with(DealRows(drawn.table, drawn.site_of_row));
  ASSERT_OK_AND_ASSIGN(const LassoPath path,
                       FitLassoPath(with, "test", settings, drawn.table.columns, with.sites()));
  settings.auc = false;
  CountingFederation without(DealRows(drawn.table, drawn.site_of_row));
  ASSERT_OK_AND_ASSIGN(const LassoPath plain,
                       FitLassoPath(without, "test", settings, drawn.table.columns, without.sites()));
  EXPECT_EQ(with.rounds(), without.rounds() + 1);
  EXPECT_EQ(path.rounds, plain.rounds + 1);
  EXPECT_EQ(with.scalars() - without.scalars(), 2 * kAucBins * 4 * path.cross_validation->auc.size());
  EXPECT_EQ(path.cross_validation->lambda_min, plain.cross_validation->lambda_min);
  EXPECT_TRUE(plain.cross_validation->auc.empty());
  // From four before lambda.1se to four after lambda.min.
  const LassoCrossValidation& cv = *path.cross_validation;
  EXPECT_EQ(cv.auc_first, std::max(0, cv.lambda_1se - 4));
  EXPECT_EQ(static_cast<std::size_t>(cv.auc_first) + cv.auc.size(),
            std::min(cv.deviance.size(), static_cast<std::size_t>(cv.lambda_min) + 5));
  for (std::size_t l = 0; l < path.cross_validation->auc.size(); ++l) {
    EXPECT_LE(path.cross_validation->auc_lower[l], path.cross_validation->auc[l].mean);
    EXPECT_LE(path.cross_validation->auc[l].mean, path.cross_validation->auc_upper[l]);
  }
  EXPECT_GT(path.cross_validation->auc.back().mean, 0.7);
}

TEST(CrossValidatedAuc, ALongCurveIsAskedForInParts) {
  const RadiomicsTable drawn = SmallTable(20);
  LassoSettings settings = WithAuc();
  settings.folds = 20;
  settings.lambdas = 80;
  settings.lambda_min_ratio = 0.01;
  settings.df_max_none = true;
  settings.whole_curve = true;
  CountingFederation federation(DealRows(drawn.table, drawn.site_of_row));
  ASSERT_OK_AND_ASSIGN(const LassoPath path,
                       FitLassoPath(federation, "test", settings, drawn.table.columns, federation.sites()));
  std::size_t points = 0;
  int parts = 0;
  for (const SumRequest& request : federation.requests()) {
    const auto* scores = std::get_if<HeldOutScoresRequest>(&request);
    if (scores == nullptr) continue;
    ++parts;
    points += scores->points.size();
    EXPECT_LE(ScalarCount(LayoutOf(request)), kMostHeldOutScores);
  }
  EXPECT_EQ(parts, 2);
  EXPECT_EQ(points, 1600U) << path.stopped;
  EXPECT_EQ(path.cross_validation->auc.size(), 80U);
}

TEST(CrossValidatedAuc, AFoldWithOneOutcomeClassHasNoArea) {
  RadiomicsTable drawn = SmallTable();
  for (std::size_t i = 0; i < drawn.table.fold.size(); ++i) {
    // The first fold keeps patients without the event only.
    if (drawn.table.fold[i] == 0 && drawn.table.outcome[static_cast<Eigen::Index>(i)] == 1) {
      drawn.table.fold[i] = 1;
    }
  }
  CountingFederation federation(DealRows(drawn.table, drawn.site_of_row));
  ASSERT_OK_AND_ASSIGN(const LassoPath path,
                       FitLassoPath(federation, "test", WithAuc(), drawn.table.columns, federation.sites()));
  for (const CurvePoint& point : path.cross_validation->auc) {
    EXPECT_GT(point.mean, 0.4);
    EXPECT_LE(point.mean, 1);
  }
}

}  // namespace
}  // namespace osteon::models
