// From a study's penalised model to its path, and from the path to the one model that was chosen on it.
#ifndef OSTEON_MODELS_PIPELINE_PENALISED_MODEL_H_
#define OSTEON_MODELS_PIPELINE_PENALISED_MODEL_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/pipeline/pipeline_result.h"
#include "models/pipeline/run_pipeline.h"
#include "models/study/study.h"

namespace osteon::models {

struct PenalisedFit {
  FittedModel fitted;    // terms: the intercept and what is not zero, in the columns' order
  ModelDetails details;  // path, chosen, lambda
};

// `factors` (p) by column. `penalty`: only this one, without
// cross-validation; otherwise the one that the study selects: lambda.min or lambda.1se of the deviance, or
// without cross-validation the path's last. kFailedPrecondition: the cross-validation ended before its first
// penalty. Also the errors of FitLassoPath.
absl::StatusOr<PenalisedFit> FitPenalised(Federation& federation, const Study& study, const std::string& name,
                                          const PenalisedModel& model,
                                          const std::vector<std::string>& columns,
                                          const std::vector<double>& factors, const PipelineScope& scope,
                                          std::optional<double> penalty);

// By fold, the model at penalty `index` fitted without it, on the raw scale.
std::vector<std::vector<LinearTerm>> TermsByFold(const LassoPath& path, int index);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_PENALISED_MODEL_H_
