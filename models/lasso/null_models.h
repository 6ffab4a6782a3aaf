// Where every path begins: the model of the intercept and the columns that are not penalised.
#ifndef OSTEON_MODELS_LASSO_NULL_MODELS_H_
#define OSTEON_MODELS_LASSO_NULL_MODELS_H_

#include <functional>

#include "absl/status/statusor.h"
#include "models/lasso/plan.h"

namespace osteon::models {

// Sends a plan that is remembered under `name` and enters its answer.
using Ask = std::function<absl::Status(const std::string& name,
                                       const std::function<absl::StatusOr<Plan>()>& make, PathState& state)>;

// Each data set's null model as its first full point, with its gradient on every column. state.sets hold
// moments and `null_gradient` of the model without any column; the columns with absolute weight 0 are not
// penalised. Without such columns nothing is asked; with them a few Newton steps of all data sets at once.
// kFailedPrecondition: the columns that are not penalised are collinear or separate the outcome.
absl::Status FitNullModels(const Ask& ask, PathState& state);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_NULL_MODELS_H_
