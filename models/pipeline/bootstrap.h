// Optimism of the models on the patients they were developed with, by bootstrap.
#ifndef OSTEON_MODELS_PIPELINE_BOOTSTRAP_H_
#define OSTEON_MODELS_PIPELINE_BOOTSTRAP_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/pipeline/site_limits.h"
#include "models/pipeline/study_result.h"
#include "models/study/study.h"

namespace osteon::models {

// Harrell's correction (Harrell, Lee & Mark, Statistics in Medicine 15 (1996) 361-387): in each replicate the
// pipeline is run on the sites' own bootstrap samples (patient_draws.h) and its models measured there and on
// the original patients; the mean difference is the optimism. All replicates of one step ride in one request.
// `of: final_model` keeps imputation, harmonisation, screening, selected predictors and penalties of
// `pipeline`, so the optimism of selection is not in it, and the result says so. Replicates that give no
// model are counted with their reason.
//
// `apparent`: of the study's own models on their training patients.
// kFailedPrecondition: no replicate gave a model.
absl::StatusOr<std::map<std::string, OptimismCorrected>> RunBootstrap(
    Federation& federation, const Study& study, const std::vector<std::string>& features,
    const PipelineResult& pipeline, const std::map<std::string, ModelPerformance>& apparent,
    const Admissions& admissions);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_BOOTSTRAP_H_
