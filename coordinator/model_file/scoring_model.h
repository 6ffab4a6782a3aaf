// One model of a model.json, whole enough to score a patient whom no study has seen.
#ifndef OSTEON_COORDINATOR_MODEL_FILE_SCORING_MODEL_H_
#define OSTEON_COORDINATOR_MODEL_FILE_SCORING_MODEL_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "coordinator/model_file/model_file.h"
#include "models/preparation/preparation.h"

namespace osteon {

// A column that a table of patients needs.
struct InputColumn {
  std::string name;
  models::ClinicalColumn rule;      // of the dictionary; of others a number without limits
  std::vector<std::string> design;  // those of its design columns that the model uses
};

struct ScoringModel {
  std::string name;
  // On the raw scale, in the file's order. With site effects the intercept is that of a new site and the
  // sites' terms are left out; an offset has coefficient 1.
  std::vector<models::LinearTerm> terms;
  std::vector<models::DerivedColumn> derived;  // the models it is made of, later ones of earlier ones
  std::vector<models::FilledColumn> fills;     // design columns of `inputs` whose missing values have one
  std::vector<InputColumn> inputs;             // in the order in which the terms name them
  std::optional<double> threshold;             // positive at a risk of this or more
  std::optional<models::Nomogram> nomogram;
  bool harmonised = false;  // development sites' features were, before they entered it

  // The model that `term` is the linear predictor of; nullptr: a column.
  const models::DerivedColumn* Derived(const std::string& term) const;
  // The input that `term` is a design column of; nullptr: the intercept, or a model.
  const InputColumn* Input(const std::string& term) const;
  // The predictor that `term` belongs to: "sex" of "sexM", else the term itself.
  std::string PredictorOf(const std::string& term) const;
};

// As in a study, a name of the dictionary is that column even where a model has the same name.
//
// kNotFound: no such model. kUnauthenticated: the file was altered. kInvalidArgument: a score, which has no
// coefficients; a model taken over from another file, which is whole there only.
absl::StatusOr<ScoringModel> MakeScoringModel(const ModelFile& file, const std::string& name);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_MODEL_FILE_SCORING_MODEL_H_
