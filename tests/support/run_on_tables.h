// A study run on tables in this process, and the arithmetic that its results are checked with.
#ifndef OSTEON_TESTS_SUPPORT_RUN_ON_TABLES_H_
#define OSTEON_TESTS_SUPPORT_RUN_ON_TABLES_H_

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "models/pipeline/run_study.h"
#include "tests/support/recording_federation.h"
#include "tests/support/study_tables.h"

namespace osteon::testing {

using Tables = std::map<std::string, models::AnalysisTable>;

// Sites a, b, c, d and x of 90 to 130 patients, each shifted against the others.
inline Tables FiveTables(double missing = 0, int features = 8) {
  Tables tables;
  unsigned seed = 1;
  for (const char* site : {"a", "b", "c", "d", "x"}) {
    tables[site] =
        StudyTable({seed, 80 + 10 * static_cast<Eigen::Index>(seed), features, missing, 0.2 * seed, 3});
    ++seed;
  }
  return tables;
}

// The sites of WholeStudy that models are fitted at.
inline const std::vector<std::string> kDevelopment = {"a", "b", "c", "d"};

inline absl::StatusOr<models::StudyResult> RunOnTables(const models::Study& study, const Tables& tables,
                                                       int features = 8) {
  RecordingFederation federation(tables, FeatureNames(features));
  return models::RunStudy(federation, study);
}

// Complete cases of age and sex at a, b, c and d, validated there and at x: one logistic model, "m".
inline models::Study OneModelStudy(models::LogisticModel model) {
  models::Study study = WholeStudy();
  study.missing = models::MissingValues::kCompleteCase;
  study.second_reader.reset();
  study.harmonise.reset();
  study.screen.clear();
  study.models = {{"m", std::move(model)}};
  study.validation = {true, false, true, 0.5};
  return study;
}

inline const models::FittedModel& ModelOf(const models::PipelineResult& pipeline, const std::string& name) {
  return *std::find_if(pipeline.models.begin(), pipeline.models.end(),
                       [&](const models::FittedModel& model) { return model.name == name; });
}

// NaN where the model has no such term.
inline double CoefficientOf(const models::FittedModel& model, const std::string& name) {
  for (const models::ModelTerm& term : model.terms) {
    if (term.name == name) return term.coefficient;
  }
  return std::nan("");
}

inline const models::ValidationMetrics& MetricsOf(const models::StudyResult& result, const std::string& site,
                                                  const std::string& model) {
  for (const models::SiteValidation& validation : result.validations) {
    if (validation.site != site) continue;
    for (const auto& [name, metrics] : validation.models) {
      if (name == model) return metrics;
    }
  }
  static const models::ValidationMetrics kNone;
  return kNone;
}

inline Eigen::VectorXd ColumnOf(const models::AnalysisTable& table, const std::string& name) {
  return table.values.col(static_cast<Eigen::Index>(*table.Column(name)));
}

inline void SetColumn(models::AnalysisTable& table, const std::string& name, const Eigen::VectorXd& cells) {
  table.values.col(static_cast<Eigen::Index>(*table.Column(name))) = cells;
}

inline void AddColumn(models::AnalysisTable& table, const std::string& name, const Eigen::VectorXd& cells) {
  table.columns.push_back(name);
  table.values.conservativeResize(Eigen::NoChange, table.values.cols() + 1);
  table.values.col(table.values.cols() - 1) = cells;
}

// Of a model's terms, each row added in their order.
inline Eigen::VectorXd LinearPredictor(const models::AnalysisTable& table,
                                       const std::vector<models::LinearTerm>& terms) {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(table.values.rows());
  for (const models::LinearTerm& term : terms) {
    if (term.name == models::kInterceptTerm) {
      sum.array() += term.coefficient;
    } else {
      sum += term.coefficient * ColumnOf(table, term.name);
    }
  }
  return sum;
}

inline std::vector<models::LinearTerm> TermsOf(const models::FittedModel& model) {
  std::vector<models::LinearTerm> terms;
  for (const models::ModelTerm& term : model.terms) terms.push_back({term.name, term.coefficient});
  return terms;
}

inline double BrierByHand(const Eigen::VectorXd& lp, const Eigen::VectorXd& outcome) {
  return (outcome.array() - 1 / (1 + (-lp.array()).exp())).square().mean();
}

// Concordant pairs and all pairs of an event and a non-event.
inline std::pair<double, double> PairsByHand(const Eigen::VectorXd& lp, const Eigen::VectorXd& outcome) {
  double concordant = 0, pairs = 0;
  for (Eigen::Index i = 0; i < lp.size(); ++i) {
    for (Eigen::Index j = 0; j < lp.size(); ++j) {
      if (outcome[i] != 1 || outcome[j] != 0) continue;
      ++pairs;
      concordant += lp[i] > lp[j] ? 1 : lp[i] == lp[j] ? 0.5 : 0;
    }
  }
  return {concordant, pairs};
}

}  // namespace osteon::testing

#endif  // OSTEON_TESTS_SUPPORT_RUN_ON_TABLES_H_
