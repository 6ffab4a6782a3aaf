// Small tables of patients with clinical columns and features, and a study with everything in it, for tests
// of the pipeline.
#ifndef OSTEON_TESTS_SUPPORT_STUDY_TABLES_H_
#define OSTEON_TESTS_SUPPORT_STUDY_TABLES_H_

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/data/analysis_table.h"
#include "models/study/study.h"

namespace osteon::testing {

struct StudyTableShape {
  unsigned seed = 1;
  Eigen::Index patients = 90;
  int features = 8;
  double missing = 0;  // share of the cells of age, sex and features
  double shift = 0;    // of all features, as another scanner gives it
  int folds = 3;       // of the fold column "fold"
};

inline std::vector<std::string> FeatureNames(int features) {
  std::vector<std::string> names;
  for (int j = 1; j <= features; ++j) names.push_back(absl::StrCat("f_", j));
  return names;
}

// Columns age, sexM, ldh, p_reader, the features f_1... and what a second reader measured of them. The
// outcome depends on age, sex, f_1 and f_2; f_3 is nearly f_1, and the readers do not agree on the last
// feature.
inline models::AnalysisTable StudyTable(const StudyTableShape& shape) {
  std::mt19937_64 random(shape.seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  models::AnalysisTable table;
  table.columns = {"age", "sexM", "ldh", "prior", "p_reader"};
  const std::vector<std::string> features = FeatureNames(shape.features);
  table.columns.insert(table.columns.end(), features.begin(), features.end());
  for (const std::string& name : features) table.columns.push_back(models::SecondReaderColumn(name));
  table.values.resize(shape.patients, static_cast<Eigen::Index>(table.columns.size()));
  table.outcome.resize(shape.patients);
  table.holdout.assign(static_cast<std::size_t>(shape.patients), false);
  std::vector<int>& folds = table.fold_columns["fold"];
  for (Eigen::Index i = 0; i < shape.patients; ++i) {
    auto row = table.values.row(i);
    row[0] = std::round(62 + 10 * normal(random));
    row[1] = uniform(random) < 0.4 ? 1 : 0;
    row[2] = std::round(220 + 40 * normal(random));
    std::vector<double> z;
    for (int j = 0; j < shape.features; ++j) z.push_back(normal(random));
    if (shape.features > 2) z[2] = z[0] + 0.1 * z[2];
    const double eta = 0.05 * (row[0] - 62) + 0.6 * (row[1] - 0.4) + 0.9 * z[0];
    const double with_second = shape.features > 1 ? eta - 0.7 * z[1] : eta;
    table.outcome[i] = uniform(random) < 1 / (1 + std::exp(-with_second)) ? 1 : 0;
    row[3] = 0.5 * with_second + 0.5 * normal(random);
    row[4] = 1 / (1 + std::exp(-0.7 * with_second));
    for (int j = 0; j < shape.features; ++j) {
      const double agreement = j + 1 == shape.features ? 2 : 0.2;
      const double x = 10 * (j + 1) + z[static_cast<std::size_t>(j)] + shape.shift;
      row[5 + j] = x;
      row[5 + shape.features + j] = x + agreement * normal(random);
    }
    folds.push_back(static_cast<int>(random() % static_cast<unsigned>(shape.folds)));
    for (int j = 0; j < 5 + shape.features && shape.missing > 0; ++j) {
      if ((j >= 2 && j <= 4) || uniform(random) >= shape.missing) continue;
      row[j] = std::numeric_limits<double>::quiet_NaN();
    }
  }
  return table;
}

// Of these tables at a, b, c, d and externally at x: everything that a study can ask for.
inline models::Study WholeStudy() {
  using Column = models::ClinicalColumn;
  models::Study study;
  study.name = "whole";
  study.outcome_column = "y";
  study.outcome_positive = "1";
  study.id_column = "id";
  Column age, sex, ldh, prior, fold;
  age.name = "age";
  age.min = 18;
  age.max = 110;
  sex.name = "sex";
  sex.type = Column::Type::kCategorical;
  sex.levels = {"F", "M"};
  ldh.name = "ldh";
  prior.name = "prior";
  fold.name = "fold";
  fold.type = Column::Type::kCategorical;
  fold.role = Column::Role::kFold;
  fold.levels = {"1", "2", "3"};
  study.clinical = {age, sex, ldh, prior, fold};
  study.feature_prefixes = {"f_"};
  study.second_reader = models::SecondReader();
  study.missing = models::MissingValues::kMedian;
  study.development = {"a", "b", "c", "d"};
  study.external = {"x"};
  study.harmonise = models::Harmonisation{"", {"age", "sex"}};
  study.screen = {models::MissingnessStep{}, models::VarianceStep{},     models::IccStep{},
                  models::AnovaStep{0.2},    models::SelectKBestStep{6}, models::CorrelationStep{0.95},
                  models::MrmrStep{4}};
  models::LogisticModel clinical{{"age", "sex", "ldh"}};
  clinical.stepwise = models::Stepwise::kBoth;
  models::PenalisedModel signature;
  signature.predictors = {models::kFeaturesPredictor};
  signature.lambdas = 20;
  signature.df_max_none = true;
  signature.cv = models::CrossValidation{3, 1, "", false};
  models::PenalisedModel by_column = signature;
  by_column.penalty = models::Penalty::kElasticNet;
  by_column.alpha = 0.5;
  by_column.cv->fold_column = "fold";
  models::PenalisedModel ridge;
  ridge.penalty = models::Penalty::kRidge;
  ridge.alpha = 0;
  ridge.predictors = {"age", "sex", "ldh"};
  ridge.lambda = {0.1, 0.01};
  models::LogisticModel nomogram{{"signature", "age", "sex"}};
  models::LogisticModel honest{{"signature", "age"}};
  honest.cross_validated_signature = true;
  models::LogisticModel effects{{"age", "sex"}};
  effects.site_effects = true;
  models::LogisticModel offset{{"sex"}};
  offset.offset = "prior";
  study.models = {{"clinical", clinical},
                  {"signature", signature},
                  {"net", by_column},
                  {"ridge", ridge},
                  {"nomogram", nomogram},
                  {"honest", honest},
                  {"effects", effects},
                  {"offset", offset},
                  {"published", models::GivenModel{{{"(Intercept)", -6.0}, {"age", 0.1}, {"f_2", -0.01}}}},
                  {"reader", models::ScoreModel{"p_reader"}}};
  study.validation.development = study.validation.external = study.validation.internal_external = true;
  study.validation.youden = true;
  study.validation.compare = {{"nomogram", "clinical"}, {"nomogram", "reader"}};
  study.validation.decision_thresholds = {0.1, 0.3, 0.5};
  study.validation.bootstrap = models::Bootstrap{3, true, 7};
  return study;
}

}  // namespace osteon::testing

#endif  // OSTEON_TESTS_SUPPORT_STUDY_TABLES_H_
