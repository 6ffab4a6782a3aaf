// Study files that tests read, change and break.
#ifndef OSTEON_COORDINATOR_STUDY_TEST_STUDY_YAML_H_
#define OSTEON_COORDINATOR_STUDY_TEST_STUDY_YAML_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "coordinator/study/study_yaml.h"
#include "gtest/gtest.h"

namespace osteon {

inline absl::StatusOr<std::string> Params(const std::string& name) {
  if (name == "params.yaml") return "imageType: {Original: {}}\n";
  if (name == "a.yaml") return "setting: {binWidth: 5}\n";
  return absl::NotFoundError(absl::StrCat("cannot open ", name));
}

// model.json has one model, which was developed with age in years.
inline absl::StatusOr<models::GivenModel> Frozen(const std::string& file, const std::string& name) {
  if (file != "model.json") return absl::NotFoundError(absl::StrCat("cannot open ", file));
  if (name != "nomogram") return absl::NotFoundError(absl::StrCat("no model ", name, "; it has nomogram"));
  models::GivenModel model{{{"(Intercept)", -3}, {"age", 0.04}}, models::FrozenOrigin()};
  model.frozen->file = file;
  model.frozen->model = name;
  model.frozen->threshold = 0.31;
  model.frozen->units = {{"age", "years"}};
  return model;
}

inline absl::StatusOr<models::Study> Parse(const std::string& text) {
  return ParseStudyYaml(text, "s.yaml", Params, Frozen);
}

inline std::vector<std::string> Problems(const std::string& text) {
  const absl::StatusOr<models::Study> study = Parse(text);
  if (study.ok()) return {};
  EXPECT_EQ(study.status().code(), absl::StatusCode::kInvalidArgument);
  return absl::StrSplit(std::string(study.status().message()), '\n');
}

// Line 1 is `osteon: 1`.
inline constexpr char kStudy[] =
    "osteon: 1\n"                                                             // 1
    "study: lung-2\n"                                                         // 2
    "outcome: {column: label, positive: 1}\n"                                 // 3
    "cohort:\n"                                                               // 4
    "  id: patient_id\n"                                                      // 5
    "  split: {column: set, train: train, holdout: test}\n"                   // 6
    "  clinical:\n"                                                           // 7
    "    - {name: age, type: numeric, unit: years, min: 18, max: 110}\n"      // 8
    "    - {name: sex, type: categorical, levels: [F, M]}\n"                  // 9
    "    - {name: fold, type: categorical, role: fold, levels: [1, 2, 3]}\n"  // 10
    "  features: {prefix: [\"original_\", wavelet-]}\n"                       // 11
    "  missing: complete_case\n"                                              // 12
    "sites: {development: [gamma, alpha], external: [zeta]}\n"                // 13
    "extraction: {params: params.yaml}\n"                                     // 14
    "harmonise: none\n"                                                       // 15
    "screen: []\n"                                                            // 16
    "models:\n"                                                               // 17
    "  clinical:  {logistic: {predictors: [age, sex]}}\n"                     // 18
    "  published: {given: {terms: {\"(Intercept)\": -1.2, age: 0.03}}}\n"     // 19
    "  reader:    {score: {column: p_reader}}\n"                              // 20
    "validate:\n"                                                             // 21
    "  at: [development, holdout, external]\n"                                // 22
    "  threshold: {value: 0.5}\n"                                             // 23
    "privacy:\n"                                                              // 24
    "  min_patients: 20\n"                                                    // 25
    "  secure_aggregation: off\n";                                            // 26

inline std::string With(const std::string& from, const std::string& to) {
  std::string text = kStudy;
  EXPECT_NE(text.find(from), std::string::npos) << from;
  return absl::StrReplaceAll(text, {{from, to}});
}

// The example of the format's description, with everything that it can say.
inline constexpr char kWhole[] = R"yaml(osteon: 1
study: mm-versus-metastasis
outcome: {column: label, positive: 1}
cohort:
  id: patient_id                                    # one row per patient; a repeated id is an error with its line
  split: {column: set, train: train, holdout: holdout}   # optional: an internal hold-out at development sites
  clinical:
    - {name: age, type: numeric, unit: years, min: 18, max: 110}
    - {name: sex, type: categorical, levels: [F, M]}
    - {name: fold, type: categorical, role: fold, levels: [1, 2, 3]}   # never a predictor; levels are compared as text
  features: {prefix: ["original_", "wavelet-"]}     # columns of the site's feature table
  second_reader: {suffix: __r2, same_readers: true} # columns measured by a second reader, for ICC
  missing: mean                                     # complete_case | mean | median; values frozen at development
sites: {development: [alpha, beta, gamma, delta, epsilon], external: [zeta, eta]}
extraction: {params: params.yaml, require: {slice_thickness_mm: [0.5, 5]}}
harmonise: combat                                   # none | combat; before screening, never with the outcome as covariate
screen:                                             # in this order, on training data; all limits strict
  - icc: {type: "2,1", min: 0.75}
  - anova: {max_p: 0.05}
  - select_k_best: {k: 120}
  - correlation: {max_abs: 0.90, by: descending_f}
  - mrmr: {k: 20, scheme: FCQ}
models:
  clinical:  {logistic: {predictors: [age, sex], stepwise: both}}
  signature: {lasso: {predictors: features, alpha: 1, lambdas: 100, cv: {folds: 10, seed: 1, select: min}}}
  nomogram:  {logistic: {predictors: [signature, age, sex]}}
  # models that exist already can be validated too:
  published: {given: {terms: {"(Intercept)": -1.2, age: 0.03}}}      # coefficients on the raw scale
  frozen:    {given: {model: model.json, name: nomogram}}            # whole: imputation, harmonisation, threshold; signature verified
  reader:    {score: {column: p_reader}}                             # a column of predicted risks
validate:
  at: [development, holdout, external]              # and internal_external: leave one site out, whole pipeline refitted
  threshold: {from: youden}                         # per model, on training data; or {value: 0.5}; positive at p >= threshold
  compare: [[nomogram, clinical], [nomogram, signature]]
  decision_curve: {thresholds: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6]}
  bootstrap: {replicates: 50, of: pipeline, seed: 7}    # or of: final_model, labelled "selection not included"
privacy:
  min_patients: 20
  min_cell: 5
  max_columns_per_patient: 0.3334
  secure_aggregation: required                      # off | preferred | required
)yaml";

// kWhole with a part of it replaced.
inline std::string WholeWith(const std::string& from, const std::string& to) {
  std::string text = kWhole;
  EXPECT_NE(text.find(from), std::string::npos) << from;
  return absl::StrReplaceAll(text, {{from, to}});
}

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_STUDY_TEST_STUDY_YAML_H_
