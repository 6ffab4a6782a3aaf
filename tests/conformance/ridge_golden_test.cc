// Federated ridge regression against the pooled minimiser (golden/02_ridge).
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
#include "models/ridge/fit_ridge.h"
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

const std::vector<double> kLambda = {1, 0.1, 0.01, 0.001};

class RidgeGolden : public ::testing::TestWithParam<std::string> {};

TEST_P(RidgeGolden, CoefficientsAndLogLikelihoodsAreTheMinimisers) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const GoldenTable golden = LoadGoldenTable(SharedData(), GetParam(), "");
  CountingFederation federation(DealRows(golden.table, golden.site_of_row));
  RidgeSettings settings;
  settings.lambda = kLambda;
  ASSERT_OK_AND_ASSIGN(const LassoPath path,
                       FitRidge(federation, "golden", settings, golden.table.columns, federation.sites()));
  ASSERT_EQ(path.fits.size(), kLambda.size());
  ASSERT_OK_AND_ASSIGN(const CsvTable csv, ReadCsv(absl::StrCat(SharedData(), "/golden/02_ridge/", GetParam(),
                                                                "_ridge_coef.csv")));
  double worst_standardised = 0;
  double worst_raw = 0;
  std::size_t compared = 0;
  for (const std::vector<std::string>& row : csv.rows) {
    const double lambda = *ParseNumber(row[*csv.Column("lambda")]);
    const auto fit = std::find_if(path.fits.begin(), path.fits.end(), [&](const LassoFit& ours) {
      return std::fabs(ours.lambda / lambda - 1) < 1e-12;
    });
    ASSERT_NE(fit, path.fits.end()) << lambda;
    double standardised = fit->intercept_standardised;
    double raw = fit->intercept;
    if (row[0] != "(Intercept)") {
      const auto coefficient =
          std::find_if(fit->coefficients.begin(), fit->coefficients.end(), [&](const LassoCoefficient& ours) {
            return path.columns[static_cast<std::size_t>(ours.column)] == row[0];
          });
      ASSERT_NE(coefficient, fit->coefficients.end()) << row[0];
      standardised = coefficient->standardised;
      raw = coefficient->raw;
    }
    worst_standardised = std::max(worst_standardised,
                                  std::fabs(standardised / *ParseNumber(row[*csv.Column("beta_std")]) - 1));
    worst_raw = std::max(worst_raw, std::fabs(raw / *ParseNumber(row[*csv.Column("beta_raw")]) - 1));
    ++compared;
  }
  EXPECT_EQ(compared, kLambda.size() * (golden.table.columns.size() + 1));
  EXPECT_LT(worst_standardised, 1e-9);
  EXPECT_LT(worst_raw, 1e-9);

  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(absl::StrCat(SharedData(), "/golden/02_ridge/",
                                                                     GetParam(), "_ridge_fit.json")));
  const nlohmann::json json = nlohmann::json::parse(text);
  const auto n = static_cast<double>(path.n);
  const double rate = static_cast<double>(path.events) / n;
  const double null = n * (rate * std::log(rate) + (1 - rate) * std::log1p(-rate));
  double worst_loglik = 0;
  for (const LassoFit& fit : path.fits) {
    EXPECT_TRUE(fit.finished);
    const double expected = json.at(absl::StrCat("lambda_", fit.lambda))["loglik"].get<double>();
    worst_loglik = std::max(worst_loglik, std::fabs((1 - fit.deviance_ratio) * null / expected - 1));
  }
  EXPECT_LT(worst_loglik, 1e-12);
  std::cout << GetParam() << ": largest relative deviation of beta_std " << worst_standardised
            << ", beta_raw " << worst_raw << ", loglik " << worst_loglik << "; " << path.rounds
            << " rounds\n";
}

TEST_P(RidgeGolden, APathWithCrossValidationIsFinishedEverywhereAndTheSameOverFiftySites) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const GoldenTable golden = LoadGoldenTable(SharedData(), GetParam(), "fold10");
  RidgeSettings settings;
  settings.folds = golden.folds;
  CountingFederation federation(DealRows(golden.table, golden.site_of_row));
  ASSERT_OK_AND_ASSIGN(const LassoPath path,
                       FitRidge(federation, "golden", settings, golden.table.columns, federation.sites()));
  EXPECT_EQ(path.stopped, "");
  EXPECT_EQ(path.fits.size(), 100U);
  EXPECT_EQ(path.cross_validation->unfinished, 0);
  std::cout << GetParam() << ": 100 penalties, " << golden.folds << " folds: " << federation.rounds()
            << " rounds, " << static_cast<double>(federation.bytes()) / 1e6
            << " MB from each site; lambda.min is number " << path.cross_validation->lambda_min + 1 << "\n";

  std::mt19937_64 random(3);
  std::vector<std::string> fifty;
  for (std::size_t i = 0; i < golden.site_of_row.size(); ++i) {
    fifty.push_back(absl::StrCat("s", random() % 50));
  }
  CountingFederation many(DealRows(golden.table, fifty));
  ASSERT_OK_AND_ASSIGN(const LassoPath other,
                       FitRidge(many, "golden", settings, golden.table.columns, many.sites()));
  EXPECT_EQ(other.cross_validation->lambda_min, path.cross_validation->lambda_min);
  for (std::size_t l = 0; l < 100; ++l) {
    EXPECT_NEAR(other.cross_validation->deviance[l].mean / path.cross_validation->deviance[l].mean, 1, 1e-9);
    for (std::size_t j = 0; j < path.fits[l].coefficients.size(); ++j) {
      EXPECT_NEAR(other.fits[l].coefficients[j].standardised, path.fits[l].coefficients[j].standardised,
                  1e-9);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Pooled, RidgeGolden, ::testing::Values("heart", "syn50"),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace osteon::models
