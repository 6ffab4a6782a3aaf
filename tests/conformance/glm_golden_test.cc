// The federated logistic fit against R's glm on the pooled table (golden/01_glm, golden/15_federated).
#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/csv/csv.h"
#include "common/files/files.h"
#include "common/text/number.h"
#include "models/federation/in_process_federation.h"
#include "models/glm/fit_logistic.h"
#include "tests/support/shared_data.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::SharedData;
using osteon::testing::StatusIs;
using ::testing::StartsWith;

using Sites = std::map<std::string, AnalysisTable>;

const std::vector<std::string> kHeart = {"age",     "sex", "trestbps", "chol", "fbs",      "thalach", "exang",
                                         "oldpeak", "cp2", "cp3",      "cp4",  "restecg1", "restecg2"};

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

// The whole table with the named columns; rows whose `split` is not train are hold-out when `use_split`. A
// column "siteX" that the file lacks is made: 1 for patients of site X.
AnalysisTable Load(const std::string& file, const std::vector<std::string>& columns, bool use_split,
                   std::vector<std::string>& site_of_row) {
  const CsvTable csv = Golden(absl::StrCat("data/", file));
  AnalysisTable table;
  table.columns = columns;
  const auto n = static_cast<Eigen::Index>(csv.rows.size());
  table.values.resize(n, static_cast<Eigen::Index>(columns.size()));
  table.outcome.resize(n);
  const std::optional<std::size_t> site = csv.Column("site");
  for (std::size_t i = 0; i < csv.rows.size(); ++i) {
    const std::vector<std::string>& row = csv.rows[i];
    const auto at = static_cast<Eigen::Index>(i);
    site_of_row.push_back(site ? row[*site] : "only");
    table.outcome[at] = *ParseNumber(row[*csv.Column("y")]);
    table.holdout.push_back(use_split && row[*csv.Column("split")] != "train");
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const std::optional<std::size_t> column = csv.Column(columns[j]);
      table.values(at, static_cast<Eigen::Index>(j)) =
          column ? *ParseNumber(row[*column])
                 : static_cast<double>(columns[j] == absl::StrCat("site", row[*site]));
    }
  }
  return table;
}

Sites Deal(const AnalysisTable& table, const std::vector<std::string>& site_of_row) {
  std::map<std::string, std::vector<Eigen::Index>> rows;
  for (std::size_t i = 0; i < site_of_row.size(); ++i)
    rows[site_of_row[i]].push_back(static_cast<Eigen::Index>(i));
  Sites sites;
  for (const auto& [name, indices] : rows) {
    AnalysisTable& site = sites[name];
    site.columns = table.columns;
    site.values = table.values(indices, Eigen::all);
    site.outcome = table.outcome(indices);
    for (const Eigen::Index row : indices)
      site.holdout.push_back(table.holdout[static_cast<std::size_t>(row)]);
  }
  return sites;
}

absl::StatusOr<FittedModel> Fit(const Sites& tables, const std::vector<std::string>& columns) {
  std::map<std::string, std::unique_ptr<FederationSite>> sites;
  std::vector<std::string> names;
  for (const auto& [name, table] : tables) {
    sites[name] = std::make_unique<TableSite>(table);
    names.push_back(name);
  }
  InProcessFederation federation(std::move(sites));
  return FitLogistic(federation, "golden", columns, names);
}

struct Spec {
  std::string golden;  // 01_glm/<golden>_coef.csv and _fit.json
  std::string data;
  std::vector<std::string> columns;
  bool use_split = false;
};

std::vector<std::string> With(std::vector<std::string> columns, const std::vector<std::string>& more) {
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

std::vector<Spec> Specs() {
  const std::vector<std::string> clinical = {"age", "sex", "stage", "marker"};
  const std::vector<std::string> with_features =
      With(clinical, {"f0001", "f0007", "f0013", "f0022", "f0041"});
  const std::vector<std::string> heart_sites = {"sitehungarian", "siteswitzerland", "siteva"};
  const std::vector<std::string> syn_sites = {"siteS2", "siteS3", "siteS4", "siteS5"};
  std::vector<std::string> features;
  for (int j = 1; j <= 50; ++j) features.push_back(absl::StrFormat("f%04d", j));
  return {{"heart_nosite", "heart.csv", kHeart, false},
          {"heart_train_nosite", "heart.csv", kHeart, true},
          {"heart_sitefe", "heart.csv", With(kHeart, heart_sites), false},
          {"syn50_clin_nosite", "syn50.csv", clinical, false},
          {"syn50_clin_sitefe", "syn50.csv", With(clinical, syn_sites), false},
          {"syn50_clinf5_nosite", "syn50.csv", with_features, false},
          {"syn50_clinf5_sitefe", "syn50.csv", With(with_features, syn_sites), false},
          {"syn50_all50std_nosite", "syn50.csv", features, false}};
}

double Deviation(double ours, double golden) {
  return std::fabs(ours - golden) / std::max(std::fabs(golden), 1e-300);
}

class GlmGolden : public ::testing::TestWithParam<Spec> {};

TEST_P(GlmGolden, EqualsRWithTheRowsAtTheirSites) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const Spec& spec = GetParam();
  std::vector<std::string> site_of_row;
  const AnalysisTable table = Load(spec.data, spec.columns, spec.use_split, site_of_row);
  ASSERT_OK_AND_ASSIGN(const FittedModel model, Fit(Deal(table, site_of_row), spec.columns));

  // all50std is fitted on columns standardised with 1/n: its coefficients are our standardised ones.
  const bool standardised = spec.golden.find("std") != std::string::npos;
  const CsvTable golden = Golden(absl::StrCat("01_glm/", spec.golden, "_coef.csv"));
  ASSERT_EQ(golden.rows.size(), model.terms.size());
  double worst_coefficient = 0;
  double worst_se = 0;
  double worst_p = 0;
  for (const std::vector<std::string>& row : golden.rows) {
    const auto term = std::find_if(model.terms.begin(), model.terms.end(),
                                   [&](const ModelTerm& ours) { return ours.name == row[0]; });
    ASSERT_NE(term, model.terms.end()) << row[0];
    const double estimate = *ParseNumber(row[*golden.Column("estimate")]);
    const double se = *ParseNumber(row[*golden.Column("se")]);
    const double p = *ParseNumber(row[*golden.Column("p")]);
    worst_coefficient =
        std::max(worst_coefficient,
                 Deviation(standardised ? term->coefficient_standardised : term->coefficient, estimate));
    if (standardised && term->name == "(Intercept)") continue;  // the raw one stands elsewhere
    worst_se = std::max(worst_se, Deviation(*term->standard_error * (standardised ? term->scale : 1), se));
    worst_p = std::max(worst_p, Deviation(*term->p, p));
    if (!standardised) {
      EXPECT_LT(std::fabs(*term->lower - *ParseNumber(row[*golden.Column("ci_lo")])), 1e-8 * se);
      EXPECT_LT(std::fabs(*term->upper - *ParseNumber(row[*golden.Column("ci_hi")])), 1e-8 * se);
    }
  }
  const nlohmann::json fit = GoldenJson(absl::StrCat("01_glm/", spec.golden, "_fit.json"));
  EXPECT_EQ(model.n, fit["n"].get<std::uint64_t>());
  double worst_fit = 0;
  for (const auto& [key, value] : std::map<std::string, double>{{"loglik", *model.log_likelihood},
                                                                {"deviance", *model.deviance},
                                                                {"null_deviance", *model.null_deviance},
                                                                {"aic", *model.aic},
                                                                {"bic", *model.bic}}) {
    worst_fit = std::max(worst_fit, Deviation(value, fit[key].get<double>()));
  }
  double worst_covariance = 0;  // over the product of both standard errors
  const auto names = fit["terms"].get<std::vector<std::string>>();
  ASSERT_EQ(model.covariance.rows(), static_cast<Eigen::Index>(names.size()));
  for (std::size_t j = standardised ? 1 : 0; j < names.size(); ++j) {
    ASSERT_EQ(names[j], model.terms[j].name);
    for (std::size_t k = standardised ? 1 : 0; k < names.size(); ++k) {
      const double scale = standardised ? model.terms[j].scale * model.terms[k].scale : 1;
      const double ours =
          scale * model.covariance(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(k));
      const double size = scale * *model.terms[j].standard_error * *model.terms[k].standard_error;
      worst_covariance = std::max(worst_covariance, std::fabs(ours - fit["vcov"][j][k].get<double>()) / size);
    }
  }
  EXPECT_LT(worst_covariance, 1e-8);
  EXPECT_LT(worst_coefficient, 1e-8);
  EXPECT_LT(worst_se, 1e-8);
  EXPECT_LT(worst_p, 1e-8);
  EXPECT_LT(worst_fit, 1e-10);
  std::cout << spec.golden << ": relative deviation of coefficients " << worst_coefficient << ", se "
            << worst_se << ", p " << worst_p << ", vcov " << worst_covariance << ", deviance etc. "
            << worst_fit << "; Newton steps " << model.iterations << "\n";
}

TEST_P(GlmGolden, OneSiteAndFiftySitesAgree) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const Spec& spec = GetParam();
  std::vector<std::string> site_of_row;
  const AnalysisTable table = Load(spec.data, spec.columns, spec.use_split, site_of_row);
  const std::vector<std::string> one(site_of_row.size(), "one");
  std::vector<std::string> fifty;
  for (std::size_t i = 0; i < site_of_row.size(); ++i) fifty.push_back(absl::StrCat("s", i * i % 50));
  ASSERT_OK_AND_ASSIGN(const FittedModel pooled, Fit(Deal(table, one), spec.columns));
  ASSERT_OK_AND_ASSIGN(const FittedModel real, Fit(Deal(table, site_of_row), spec.columns));
  for (std::size_t i = 0; i < fifty.size(); ++i)
    fifty[i] = absl::StrCat("s", i % 7 == 0 ? i % 50 : i * 37 % 50);
  ASSERT_OK_AND_ASSIGN(const FittedModel many, Fit(Deal(table, fifty), spec.columns));
  for (std::size_t j = 0; j < pooled.terms.size(); ++j) {
    EXPECT_LT(Deviation(real.terms[j].coefficient, pooled.terms[j].coefficient), 1e-9)
        << pooled.terms[j].name;
    EXPECT_LT(Deviation(many.terms[j].coefficient, pooled.terms[j].coefficient), 1e-9)
        << pooled.terms[j].name;
    EXPECT_LT(Deviation(*many.terms[j].standard_error, *pooled.terms[j].standard_error), 1e-9);
  }
}

TEST_P(GlmGolden, AnyOrderOfSitesGivesTheSameBits) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const Spec& spec = GetParam();
  std::vector<std::string> site_of_row;
  const AnalysisTable table = Load(spec.data, spec.columns, spec.use_split, site_of_row);
  const Sites sites = Deal(table, site_of_row);
  ASSERT_OK_AND_ASSIGN(const FittedModel first, Fit(sites, spec.columns));
  Sites reversed;  // the same tables under names that sort the other way round
  std::size_t rank = sites.size();
  for (const auto& [name, site] : sites) reversed[absl::StrCat("order", rank--)] = site;
  ASSERT_OK_AND_ASSIGN(const FittedModel second, Fit(reversed, spec.columns));
  for (std::size_t j = 0; j < first.terms.size(); ++j) {
    EXPECT_EQ(first.terms[j].coefficient, second.terms[j].coefficient);
    EXPECT_EQ(first.terms[j].standard_error, second.terms[j].standard_error);
  }
  EXPECT_EQ(first.log_likelihood, second.log_likelihood);
}

INSTANTIATE_TEST_SUITE_P(R, GlmGolden, ::testing::ValuesIn(Specs()),
                         [](const auto& test) { return test.param.golden; });

TEST(GlmGoldenFederated, StandardisedCoefficientsAreThoseOfTheNewtonTrace) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const nlohmann::json trace = GoldenJson("15_federated/newton.json");
  std::vector<std::string> columns = trace["terms"].get<std::vector<std::string>>();
  columns.erase(columns.begin());
  std::vector<std::string> site_of_row;
  const AnalysisTable table = Load("syn50.csv", columns, false, site_of_row);
  ASSERT_OK_AND_ASSIGN(const FittedModel model, Fit(Deal(table, site_of_row), columns));
  const std::vector<double> beta = trace["newton_trace"].back()["beta"].get<std::vector<double>>();
  for (std::size_t j = 0; j < beta.size(); ++j) {
    EXPECT_LT(Deviation(model.terms[j].coefficient_standardised, beta[j]), 1e-10);
  }
}

TEST(GlmGoldenFederated, SeparatedDataHaveNoEstimate) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  std::vector<std::string> site_of_row;
  const AnalysisTable table = Load("separated.csv", {"x"}, false, site_of_row);
  EXPECT_THAT(Fit(Deal(table, site_of_row), {"x"}),
              StatusIs(absl::StatusCode::kFailedPrecondition, StartsWith("complete separation by x")));
}

}  // namespace
}  // namespace osteon::models
