// One model of a study, fitted on prepared tables.
#ifndef OSTEON_MODELS_PIPELINE_FIT_MODEL_H_
#define OSTEON_MODELS_PIPELINE_FIT_MODEL_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "models/pipeline/pipeline_result.h"
#include "models/pipeline/table_preparation.h"
#include "models/study/study.h"

namespace osteon::models {

// Appends the model to result.models and its details to result.details. result.features is what screening
// left; the models before it are there. `keep`: see RunPipeline.
absl::Status FitModel(const Study& study, const Model& model, const PipelineScope& scope,
                      TablePreparation& tables, const PipelineResult* keep, PipelineResult& result);

// The base preparation with the linear predictors of all models that are predictors of others and the site
// columns of site effects, as validation and prediction need it.
Preparation DeployedPreparation(const Study& study, const PipelineScope& scope,
                                const TablePreparation& tables, const PipelineResult& result);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_FIT_MODEL_H_
