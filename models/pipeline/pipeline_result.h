// What the steps of a study gave on one set of patients: the models, and all that was learned before them.
#ifndef OSTEON_MODELS_PIPELINE_PIPELINE_RESULT_H_
#define OSTEON_MODELS_PIPELINE_PIPELINE_RESULT_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/glm/fit_stepwise.h"
#include "models/glm/fitted_model.h"
#include "models/imputation/fill_values.h"
#include "models/lasso/fit_lasso_path.h"
#include "models/nomogram/nomogram.h"
#include "models/preparation/preparation.h"
#include "models/screening/step_log.h"

namespace osteon::models {

// What belongs to one model beside its terms.
struct ModelDetails {
  std::vector<std::string> predictors;   // as the study names them, features by name
  std::optional<LassoPath> path;         // penalised models
  std::optional<int> chosen;             // index into path->fits
  std::string chosen_by;                 // "lambda.min", "lambda.1se", "last finished penalty of the path"
  std::vector<StepwiseStep> steps;       // stepwise models
  std::vector<std::string> passed_over;  // candidates without an estimate, and why
  std::optional<Nomogram> nomogram;      // logistic models
  std::string no_nomogram;               // why not
  std::optional<double> threshold;       // positive at p >= threshold
  std::string no_threshold;              // why the study chose none
  bool selected = false;                 // its p-values are not adjusted for the selection before it
  std::optional<double> lambda;
};

struct PipelineResult {
  std::vector<FillValue> fills;  // of what may be missing
  std::vector<StepLog> screening;
  std::vector<std::string> features;            // that screening left, in the study's order
  std::vector<FittedModel> models;              // in the study's order
  std::map<std::string, ModelDetails> details;  // by model
  std::map<std::string, std::string> failed;    // models without an estimate -> why; only in reruns
  Preparation preparation;                      // all of it, models' linear predictors included
  std::string preparation_name;                 // at the sites; empty: nothing is done to the tables
  std::uint64_t patients = 0;                   // training, in this run
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_PIPELINE_RESULT_H_
