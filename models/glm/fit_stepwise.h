// Stepwise selection of a logistic model's terms by AIC or BIC, as MASS::stepAIC does it.
#ifndef OSTEON_MODELS_GLM_FIT_STEPWISE_H_
#define OSTEON_MODELS_GLM_FIT_STEPWISE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/glm/fitted_model.h"

namespace osteon::models {

// What enters and leaves as a whole: a numeric column, or all the columns of a categorical predictor.
struct StepwiseTerm {
  std::string name;
  std::vector<std::string> columns;  // at least one
};

enum class StepwiseDirection {
  kForward,       // from the intercept alone, additions only
  kBackward,      // from all terms, deletions only
  kBoth,          // from all terms, both
  kBothFromNull,  // from the intercept alone, both
};
enum class StepwiseCriterion { kAic, kBic };  // deviance + k coefficients, k = 2 or log n

struct StepwiseStep {
  std::string change;  // "- sex", "+ age"; empty for the model at the beginning
  double deviance = 0;
  double aic = 0;
  double bic = 0;
};

struct StepwiseFit {
  FittedModel model;               // of the last step
  std::vector<std::string> terms;  // of it, in the model's order: those that enter stand last
  std::vector<StepwiseStep> path;  // the beginning, then every change made
  std::vector<std::string> log;    // candidates passed over: "step 2, + stage: quasi-complete separation ..."
};

// Each step fits every model that differs from the current one by one allowed deletion or addition and takes
// the one with the least criterion; it ends when none is below the current one. Of equal ones stepAIC's order
// decides: the current model, then deletions in its terms' order, then additions in the order of `terms`.
//
// All moments are asked for once. All candidates of a step are fitted side by side (side_by_side.h): one
// round per Newton iteration. What is remembered begins with "fit MODEL"; the choice of each step is.
//
// A candidate without an estimate (HasNoEstimate in fit_logistic.h) is passed over with its reason in the
// log. When a site refuses a round of candidates, each that has not finished is asked for again by itself, so
// that one that runs away does not spoil the others.
//
// kInvalidArgument: no site, no term, a name or column twice, a term without columns. Otherwise the errors of
// FitLogistic: of the model at the beginning whatever the cause, of a candidate when it is not for its
// columns.
absl::StatusOr<StepwiseFit> FitStepwise(Federation& federation, const std::string& model,
                                        const std::vector<StepwiseTerm>& terms, StepwiseDirection direction,
                                        StepwiseCriterion criterion, const std::vector<std::string>& sites);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_GLM_FIT_STEPWISE_H_
