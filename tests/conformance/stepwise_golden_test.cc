// Federated stepwise selection against MASS::stepAIC on the pooled table (golden/12_stepwise).
#include <cmath>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/csv/csv.h"
#include "common/files/files.h"
#include "common/text/number.h"
#include "models/glm/fit_stepwise.h"
#include "tests/support/counting_federation.h"
#include "tests/support/golden_tables.h"
#include "tests/support/shared_data.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::CountingFederation;
using osteon::testing::DealTable;
using osteon::testing::Golden;
using osteon::testing::SharedData;

struct Scope {
  std::string golden;  // 12_stepwise/<golden>_stepaic.json and data/<golden>.csv
  std::vector<std::string> columns;
};

std::vector<Scope> Scopes() {
  return {{"heart",
           {"age", "sex", "trestbps", "chol", "fbs", "thalach", "exang", "oldpeak", "cp2", "cp3", "cp4",
            "restecg1", "restecg2"}},
          {"nomogram_input", {"age", "sex", "stage", "marker", "radscore"}},
          {"syn50",
           {"age", "sex", "stage", "marker", "f0001", "f0005", "f0007", "f0013", "f0022", "f0030", "f0041",
            "f0048"}}};
}

std::map<std::string, AnalysisTable> Load(const Scope& scope) {
  const CsvTable csv = Golden("data/" + scope.golden + ".csv");
  AnalysisTable table;
  table.columns = scope.columns;
  const auto n = static_cast<Eigen::Index>(csv.rows.size());
  table.values.resize(n, static_cast<Eigen::Index>(scope.columns.size()));
  table.outcome.resize(n);
  table.holdout.assign(csv.rows.size(), false);
  std::vector<std::string> sites;
  for (std::size_t i = 0; i < csv.rows.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    sites.push_back(csv.rows[i][*csv.Column("site")]);
    table.outcome[row] = *ParseNumber(csv.rows[i][*csv.Column("y")]);
    for (std::size_t j = 0; j < scope.columns.size(); ++j) {
      table.values(row, static_cast<Eigen::Index>(j)) =
          *ParseNumber(csv.rows[i][*csv.Column(scope.columns[j])]);
    }
  }
  return DealTable(table, sites);
}

std::vector<std::string> Names(const FittedModel& model) {
  std::vector<std::string> names;
  for (const ModelTerm& term : model.terms) names.push_back(term.name);
  return names;
}

class StepwiseGolden : public ::testing::TestWithParam<Scope> {};

TEST_P(StepwiseGolden, EveryDirectionGoesThePathOfStepAic) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const Scope& scope = GetParam();
  ASSERT_OK_AND_ASSIGN(const std::string text,
                       ReadFile(SharedData() + "/golden/12_stepwise/" + scope.golden + "_stepaic.json"));
  const nlohmann::json golden = nlohmann::json::parse(text);
  const std::map<std::string, AnalysisTable> tables = Load(scope);
  std::vector<StepwiseTerm> terms;
  for (const std::string& column : scope.columns) terms.push_back({column, {column}});

  for (const auto& [name, direction] :
       std::map<std::string, StepwiseDirection>{{"backward", StepwiseDirection::kBackward},
                                                {"both_from_full", StepwiseDirection::kBoth},
                                                {"forward", StepwiseDirection::kForward},
                                                {"both_from_null", StepwiseDirection::kBothFromNull}}) {
    SCOPED_TRACE(name);
    const nlohmann::json& expected = golden.at(name);
    CountingFederation federation(tables);
    ASSERT_OK_AND_ASSIGN(const StepwiseFit fit, FitStepwise(federation, "golden", terms, direction,
                                                            StepwiseCriterion::kAic, federation.names()));
    double worst = 0;
    ASSERT_EQ(fit.path.size(), expected["steps"].size());
    for (std::size_t i = 0; i < fit.path.size(); ++i) {
      EXPECT_EQ(fit.path[i].change, expected["steps"][i]);
      worst = std::max(worst, std::fabs(fit.path[i].aic - expected["aic_path"][i].get<double>()));
      worst = std::max(worst, std::fabs(fit.path[i].deviance - expected["resid_dev_path"][i].get<double>()));
    }
    EXPECT_LT(worst, 1e-8);
    EXPECT_EQ(Names(fit.model), expected["final_terms"].get<std::vector<std::string>>());
    double coefficients = 0;
    for (std::size_t j = 0; j < fit.model.terms.size(); ++j) {
      const ModelTerm& term = fit.model.terms[j];
      const double estimate = expected["final_coef"][j].get<double>();
      coefficients = std::max(coefficients, std::fabs(term.coefficient / estimate - 1));
      // summary.glm's are those of one iteration before its coefficients (epsilon 1e-8).
      EXPECT_NEAR(*term.standard_error / expected["final_se"][j].get<double>(), 1, 1e-6);
    }
    EXPECT_LT(coefficients, 1e-8);
    EXPECT_NEAR(*fit.model.aic, expected["final_aic"].get<double>(), 1e-8);
    std::cout << scope.golden << " " << name << ": largest deviation of AIC and deviance " << worst
              << ", of a coefficient " << coefficients << " relative; " << fit.path.size() << " models, "
              << federation.rounds() << " rounds\n";

    CountingFederation again(tables);
    ASSERT_OK_AND_ASSIGN(const StepwiseFit bic, FitStepwise(again, "golden", terms, direction,
                                                            StepwiseCriterion::kBic, again.names()));
    EXPECT_EQ(Names(bic.model), expected["final_bic_criterion_terms"].get<std::vector<std::string>>());
  }
}

// Chest pain and resting ECG as factors. The numbers are those of R 4.2.2 on data/heart.csv: step(glm(y ~ age
// + sex + trestbps + chol + fbs + thalach + exang + oldpeak + cp + restecg, binomial)), k = 2 and k = log(n).
TEST(StepwiseFactors, EnterAndLeaveAsInR) {
  OSTEON_SKIP_WITHOUT_SHARED_DATA();
  const Scope scope = Scopes()[0];
  const std::map<std::string, AnalysisTable> tables = Load(scope);
  std::vector<StepwiseTerm> terms;
  for (std::size_t j = 0; j < 8; ++j) terms.push_back({scope.columns[j], {scope.columns[j]}});
  terms.push_back({"cp", {"cp2", "cp3", "cp4"}});
  terms.push_back({"restecg", {"restecg1", "restecg2"}});
  struct Path {
    StepwiseDirection direction;
    StepwiseCriterion criterion;
    std::vector<std::string> changes;
    std::vector<double> values;
  };
  const std::vector<Path> paths = {
      {StepwiseDirection::kBackward,
       StepwiseCriterion::kAic,
       {"", "- restecg", "- trestbps"},
       {649.78432259263, 647.040321672879, 646.066107906527}},
      {StepwiseDirection::kForward,
       StepwiseCriterion::kAic,
       {"", "+ cp", "+ exang", "+ oldpeak", "+ sex", "+ thalach", "+ age", "+ fbs", "+ chol"},
       {1026.94412567032, 811.878773603189, 740.002813412693, 702.808114714687, 669.546195366523,
        652.639039166978, 647.574263504813, 646.15418489133, 646.066107906527}},
      {StepwiseDirection::kBoth,
       StepwiseCriterion::kBic,
       {"", "- restecg", "- trestbps", "- chol", "- fbs"},
       {714.277425199405, 702.320123907258, 696.739259954708, 692.220686753312, 689.034115180596}},
      {StepwiseDirection::kBothFromNull,
       StepwiseCriterion::kBic,
       {"", "+ cp", "+ exang", "+ oldpeak", "+ sex", "+ thalach", "+ age"},
       {1031.55077585652, 830.305374347981, 763.036064343685, 730.448015831876, 701.79274666991,
        689.492240656563, 689.034115180596}}};
  for (const Path& path : paths) {
    CountingFederation federation(tables);
    ASSERT_OK_AND_ASSIGN(const StepwiseFit fit, FitStepwise(federation, "factors", terms, path.direction,
                                                            path.criterion, federation.names()));
    ASSERT_EQ(fit.path.size(), path.changes.size());
    for (std::size_t i = 0; i < fit.path.size(); ++i) {
      EXPECT_EQ(fit.path[i].change, path.changes[i]);
      const double value = path.criterion == StepwiseCriterion::kAic ? fit.path[i].aic : fit.path[i].bic;
      EXPECT_NEAR(value, path.values[i], 1e-8);
    }
  }
}

void PrintTo(const Scope& scope, std::ostream* out) {
  *out << scope.golden;
}

INSTANTIATE_TEST_SUITE_P(Mass, StepwiseGolden, ::testing::ValuesIn(Scopes()),
                         [](const auto& test) { return test.param.golden; });

}  // namespace
}  // namespace osteon::models
