// The federated lasso path and its cross-validation against KKT-polished glmnet solutions on the pooled table
// (golden/03_lasso_path, golden/04_cv), and what they cost in rounds, numbers and bytes.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "common/files/files.h"
#include "common/text/number.h"
#include "models/lasso/fit_lasso_path.h"
#include "tests/conformance/lasso_golden.h"
#include "tests/support/shared_data.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::CountingFederation;
using osteon::testing::DealRows;
using osteon::testing::GoldenTable;
using osteon::testing::LoadGoldenTable;
using osteon::testing::SharedData;

constexpr double kMostBytes = 8e6;  // sent by each site
constexpr int kMostRounds = 24;

CsvTable Golden(const std::string& file) {
  absl::StatusOr<CsvTable> table = ReadCsv(absl::StrCat(SharedData(), "/golden/", file));
  EXPECT_TRUE(table.ok()) << table.status();
  return table.ok() ? *std::move(table) : CsvTable();
}

nlohmann::json GoldenJson(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadFile(absl::StrCat(SharedData(), "/golden/", file));
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? nlohmann::json::parse(*text) : nlohmann::json();
}

double Number(const CsvTable& table, std::size_t row, const std::string& column) {
  return *ParseNumber(table.rows[row][*table.Column(column)]);
}

double Relative(double ours, double golden) {
  return std::fabs(ours - golden) / std::max(std::fabs(golden), 1e-300);
}

// The largest deviation of a standardised coefficient over the penalties that both have.
double WorstCoefficient(const LassoPath& path, const std::string& golden) {
  const CsvTable csv = Golden(absl::StrCat("03_lasso_path/", golden, "_coef.csv"));
  std::vector<std::map<int, double>> expected(path.fits.size());
  for (std::size_t row = 0; row < csv.rows.size(); ++row) {
    const auto l = static_cast<std::size_t>(Number(csv, row, "idx")) - 1;
    if (l < expected.size())
      expected[l][static_cast<int>(Number(csv, row, "j")) - 1] = Number(csv, row, "beta_std");
  }
  const CsvTable table = Golden(absl::StrCat("03_lasso_path/", golden, "_path.csv"));
  double worst = 0;
  for (std::size_t l = 0; l < std::min(path.fits.size(), table.rows.size()); ++l) {
    for (const LassoCoefficient& coefficient : path.fits[l].coefficients) {
      expected[l][coefficient.column] -= coefficient.standardised;
    }
    for (const auto& [column, apart] : expected[l]) worst = std::max(worst, std::fabs(apart));
  }
  return worst;
}

struct PathCase {
  std::string name;
  std::string data;
  double alpha = 1;
  double ratio = 1e-4;
  bool whole = true;           // every penalty
  bool clinical_free = false;  // the first four columns are not penalised
};

class LassoPathGolden : public ::testing::TestWithParam<PathCase> {};

TEST_P(LassoPathGolden, EqualsThePooledOptimum) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const PathCase& c = GetParam();
  const GoldenTable golden = LoadGoldenTable(SharedData(), c.data, "");
  CountingFederation federation(DealRows(golden.table, golden.site_of_row));
  LassoSettings settings;
  settings.alpha = c.alpha;
  settings.lambda_min_ratio = c.ratio;
  settings.df_max_none = c.whole;
  const std::string golden_name = absl::StrCat(c.data, "_alpha", c.alpha, c.clinical_free ? "_clinpf0" : "");
  const CsvTable table = Golden(absl::StrCat("03_lasso_path/", golden_name, "_path.csv"));
  if (c.clinical_free) {
    settings.penalty_factors.assign(golden.table.columns.size(), 1);
    std::fill_n(settings.penalty_factors.begin(), 4, 0);
    // glmnet's own first penalty carries the error of its null model, 3e-8 here; ours is checked below.
    for (std::size_t l = 0; l < table.rows.size(); ++l) settings.lambda.push_back(Number(table, l, "lambda"));
  }
  ASSERT_OK_AND_ASSIGN(const LassoPath path, FitLassoPath(federation, "golden", settings,
                                                          golden.table.columns, federation.sites()));
  EXPECT_EQ(path.fits.size() < path.lambda.size(), !path.stopped.empty()) << path.stopped;
  if (c.whole) {
    // As long as glmnet's own, which ends where a penalty explains less than 1e-5 more than the one before.
    EXPECT_EQ(path.fits.size(), table.rows.size()) << path.stopped;
    EXPECT_EQ(path.stopped, table.rows.size() < path.lambda.size() ? "deviance_gain" : "");
  }
  double worst_lambda = 0;
  double worst_ratio = 0;
  double worst_intercept = 0;
  double worst_violation = 0;
  for (std::size_t l = 0; l < path.fits.size(); ++l) {
    EXPECT_TRUE(path.fits[l].finished) << l;
    worst_violation = std::max(worst_violation, path.fits[l].violation / path.lambda[0]);
    if (l >= table.rows.size()) continue;
    worst_lambda = std::max(worst_lambda, Relative(path.fits[l].lambda, Number(table, l, "lambda")));
    worst_ratio =
        std::max(worst_ratio, std::fabs(path.fits[l].deviance_ratio - Number(table, l, "dev_ratio")));
    worst_intercept = std::max(
        worst_intercept, std::fabs(path.fits[l].intercept_standardised - Number(table, l, "intercept_std")));
    EXPECT_EQ(path.fits[l].coefficients.size(), Number(table, l, "df")) << l;
  }
  const double worst = WorstCoefficient(path, golden_name);
  EXPECT_LT(worst_lambda, 1e-12);
  EXPECT_LT(worst, 1e-8);
  EXPECT_LT(worst_intercept, 1e-8);
  EXPECT_LT(worst_ratio, 1e-9);
  EXPECT_LE(worst_violation, 1e-9);
  std::cout << c.name << ": " << path.fits.size() << " penalties " << path.stopped << ", coefficients within "
            << worst << ", violation " << worst_violation << " lambda_max, " << federation.rounds()
            << " rounds, " << static_cast<double>(federation.bytes()) / 1e6 << " MB per site\n";
}

INSTANTIATE_TEST_SUITE_P(Glmnet, LassoPathGolden,
                         ::testing::Values(PathCase{"heart", "heart"}, PathCase{"heartHalf", "heart", 0.5},
                                           PathCase{"syn50", "syn50"}, PathCase{"syn50Half", "syn50", 0.5},
                                           PathCase{"syn50ClinicalFree", "syn50", 1, 1e-4, true, true},
                                           PathCase{"syn400ToDfMax", "syn400", 1, 1e-4, false},
                                           PathCase{"syn400HalfToDfMax", "syn400", 0.5, 1e-4, false},
                                           PathCase{"syn1500ToDfMax", "syn1500", 1, 1e-2, false},
                                           PathCase{"syn1500HalfToDfMax", "syn1500", 0.5, 1e-2, false},
                                           PathCase{"syn400Whole", "syn400", 1, 1e-4},
                                           PathCase{"syn400HalfWhole", "syn400", 0.5, 1e-4},
                                           PathCase{"syn1500Whole", "syn1500", 1, 1e-2},
                                           PathCase{"syn1500HalfWhole", "syn1500", 0.5, 1e-2}),
                         [](const auto& test) { return test.param.name; });

struct CvCase {
  std::string name;
  std::string data;
  std::string fold;
  double alpha = 1;
  double ratio = 1e-4;
  bool bounded = false;  // rounds and bytes are asserted
};

class LassoCrossValidationGolden : public ::testing::TestWithParam<CvCase> {};

TEST_P(LassoCrossValidationGolden, EqualsEveryFoldFittedAtTheSamePenalties) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const CvCase& c = GetParam();
  const GoldenTable golden = LoadGoldenTable(SharedData(), c.data, c.fold);
  CountingFederation federation(DealRows(golden.table, golden.site_of_row));
  LassoSettings settings;
  settings.alpha = c.alpha;
  settings.lambda_min_ratio = c.ratio;
  settings.folds = golden.folds;
  settings.whole_curve = !c.bounded;
  ASSERT_OK_AND_ASSIGN(const LassoPath path, FitLassoPath(federation, "golden", settings,
                                                          golden.table.columns, federation.sites()));
  const LassoCrossValidation& cv = *path.cross_validation;
  EXPECT_EQ(cv.unfinished, 0);
  EXPECT_EQ(cv.deviance.size(), path.fits.size());
  if (!c.bounded) {
    // The curve that ends after it has risen chooses the same penalties.
    settings.whole_curve = false;
    CountingFederation again(DealRows(golden.table, golden.site_of_row));
    ASSERT_OK_AND_ASSIGN(const LassoPath early,
                         FitLassoPath(again, "golden", settings, golden.table.columns, again.sites()));
    EXPECT_EQ(early.cross_validation->lambda_min, cv.lambda_min);
    EXPECT_EQ(early.cross_validation->lambda_1se, cv.lambda_1se);
    EXPECT_LE(again.rounds(), kMostRounds);
    EXPECT_EQ(early.fits.size(), path.fits.size());
  }
  const std::string golden_name =
      absl::StrCat(c.data, "_alpha", c.alpha, "_", c.fold == "fold10" ? "fold10" : "site");
  const nlohmann::json chosen =
      GoldenJson(absl::StrCat("04_cv/", golden_name, "_cv.json"))["explicit_deviance"];
  EXPECT_EQ(cv.lambda_min + 1, chosen["index_min"].get<int>());
  EXPECT_EQ(cv.lambda_1se + 1, chosen["index_1se"].get<int>());
  const CsvTable csv = Golden(absl::StrCat("04_cv/", golden_name, "_cv.csv"));
  double worst_mean = 0;
  double worst_se = 0;
  std::size_t compared = 0;
  for (std::size_t row = 0; row < csv.rows.size(); ++row) {
    if (csv.rows[row][*csv.Column("mode")] != "explicit") continue;
    const std::string& measure = csv.rows[row][*csv.Column("measure")];
    const auto l = static_cast<std::size_t>(Number(csv, row, "idx")) - 1;
    const std::vector<CurvePoint>* curve = measure == "deviance" ? &cv.deviance
                                           : measure == "mse"    ? &cv.squared_error
                                           : measure == "class"  ? &cv.misclassified
                                                                 : nullptr;
    if (curve == nullptr || l >= curve->size()) continue;
    ++compared;
    worst_mean = std::max(worst_mean, Relative((*curve)[l].mean, Number(csv, row, "cvm")));
    worst_se = std::max(worst_se, std::fabs((*curve)[l].se - Number(csv, row, "cvsd")));
  }
  EXPECT_GE(compared, path.fits.size());  // the wide tables have the deviance alone
  EXPECT_LT(worst_mean, 1e-8);
  EXPECT_LT(worst_se, 1e-8);
  if (c.bounded) {
    EXPECT_TRUE(cv.bracketed);
    EXPECT_LE(federation.rounds(), kMostRounds);
    EXPECT_LE(static_cast<double>(federation.bytes()), kMostBytes);
  }
  std::cout << c.name << ": " << path.fits.size() << " penalties " << path.stopped << ", " << compared
            << " points of the curves within " << worst_mean << ", se " << worst_se << ", "
            << federation.rounds() << " rounds, " << federation.scalars() << " scalars, "
            << static_cast<double>(federation.bytes()) / 1e6 << " MB per site\n";
}

INSTANTIATE_TEST_SUITE_P(Glmnet, LassoCrossValidationGolden,
                         ::testing::Values(CvCase{"heart", "heart", "fold10"},
                                           CvCase{"heartBySite", "heart", "fold_site"},
                                           CvCase{"syn50", "syn50", "fold10"},
                                           CvCase{"syn50BySite", "syn50", "fold_site"},
                                           CvCase{"syn50Half", "syn50", "fold10", 0.5},
                                           CvCase{"syn400", "syn400", "fold10", 1, 0.02, true},
                                           CvCase{"syn1500", "syn1500", "fold10", 1, 0.05, true}),
                         [](const auto& test) { return test.param.name; });

class LassoAucGolden : public ::testing::TestWithParam<CvCase> {};

TEST_P(LassoAucGolden, LiesWithinTheBoundsAtEveryPenalty) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const CvCase& c = GetParam();
  const GoldenTable golden = LoadGoldenTable(SharedData(), c.data, c.fold);
  CountingFederation federation(DealRows(golden.table, golden.site_of_row));
  LassoSettings settings;
  settings.alpha = c.alpha;
  settings.lambda_min_ratio = c.ratio;
  settings.folds = golden.folds;
  settings.auc = true;
  settings.whole_curve = !c.bounded;
  ASSERT_OK_AND_ASSIGN(const LassoPath path, FitLassoPath(federation, "golden", settings,
                                                          golden.table.columns, federation.sites()));
  const LassoCrossValidation& cv = *path.cross_validation;
  const auto first = static_cast<std::size_t>(cv.auc_first);
  if (!c.bounded) ASSERT_EQ(cv.auc.size(), path.fits.size());
  const CsvTable csv = Golden(absl::StrCat("04_cv/", c.data, "_alpha", c.alpha, "_",
                                           c.fold == "fold10" ? "fold10" : "site", "_cv.csv"));
  std::size_t compared = 0;
  double worst = 0;  // of the middle, where the coefficients are not nearly all zero
  double widest = 0;
  for (std::size_t row = 0; row < csv.rows.size(); ++row) {
    if (csv.rows[row][*csv.Column("mode")] != "explicit") continue;
    if (csv.rows[row][*csv.Column("measure")] != "auc") continue;
    const auto l = static_cast<std::size_t>(Number(csv, row, "idx")) - 1;
    if (l < first || l - first >= cv.auc.size()) continue;
    ++compared;
    const double auc = Number(csv, row, "cvm");
    EXPECT_GE(auc, cv.auc_lower[l - first] - 1e-12) << l;
    EXPECT_LE(auc, cv.auc_upper[l - first] + 1e-12) << l;
    if (l < static_cast<std::size_t>(cv.lambda_1se)) continue;
    worst = std::max(worst, std::fabs(cv.auc[l - first].mean - auc));
    widest = std::max(widest, cv.auc_upper[l - first] - cv.auc_lower[l - first]);
  }
  EXPECT_EQ(compared, cv.auc.size());
  EXPECT_GE(compared, 5U);
  EXPECT_LT(worst, 0.005);
  EXPECT_LT(widest, 0.08);
  if (c.bounded) {
    EXPECT_LE(federation.rounds(), kMostRounds);
    EXPECT_LE(static_cast<double>(federation.bytes()), kMostBytes);
  }
  std::cout << c.name << ": from lambda.1se on the middle within " << worst << ", bounds at most " << widest
            << " wide, " << federation.rounds() << " rounds, "
            << static_cast<double>(federation.bytes()) / 1e6 << " MB per site\n";
}

INSTANTIATE_TEST_SUITE_P(Glmnet, LassoAucGolden,
                         ::testing::Values(CvCase{"heart", "heart", "fold10"},
                                           CvCase{"syn50", "syn50", "fold10"},
                                           CvCase{"syn50BySite", "syn50", "fold_site"},
                                           CvCase{"syn50Half", "syn50", "fold10", 0.5},
                                           CvCase{"syn400", "syn400", "fold10", 1, 0.02, true},
                                           CvCase{"syn1500", "syn1500", "fold10", 1, 0.05, true}),
                         [](const auto& test) { return test.param.name; });

// The bounds are not those of one choice of folds.
TEST(LassoCrossValidationCost, HoldsForOtherFoldsAndFewerPatients) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  for (const std::string data : {"syn400", "syn1500"}) {
    for (const unsigned seed : {1U, 2U, 3U}) {
      GoldenTable golden = LoadGoldenTable(SharedData(), data, "fold10");
      std::mt19937 random(seed);
      std::shuffle(golden.table.fold.begin(), golden.table.fold.end(), random);
      for (std::size_t i = 0; i < golden.table.holdout.size(); ++i) {
        golden.table.holdout[i] = seed == 3 && random() % 5 == 0;
      }
      CountingFederation federation(DealRows(golden.table, golden.site_of_row));
      LassoSettings settings;
      settings.lambda_min_ratio = data == "syn400" ? 0.02 : 0.05;
      settings.folds = 10;
      ASSERT_OK_AND_ASSIGN(const LassoPath path, FitLassoPath(federation, "golden", settings,
                                                              golden.table.columns, federation.sites()));
      EXPECT_EQ(path.stopped, "df_max");
      EXPECT_EQ(path.cross_validation->unfinished, 0);
      EXPECT_LE(federation.rounds(), kMostRounds) << data << " " << seed;
      EXPECT_LE(static_cast<double>(federation.bytes()), kMostBytes) << data << " " << seed;
    }
  }
}

}  // namespace
}  // namespace osteon::models
