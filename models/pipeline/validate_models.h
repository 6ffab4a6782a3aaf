// Validation of finished models at single sites.
#ifndef OSTEON_MODELS_PIPELINE_VALIDATE_MODELS_H_
#define OSTEON_MODELS_PIPELINE_VALIDATE_MODELS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/pipeline/left_out_models.h"
#include "models/pipeline/study_result.h"
#include "models/pipeline/validation_groups.h"
#include "models/study/study.h"

namespace osteon::models {

// Every model, and every comparison that the study asks for, at every site of the group. `purpose` is that of
// the rounds. Where the study harmonises, external sites are also validated on features that are harmonised
// with estimates of their own, unless they have too few patients.
//
// `score_edges`: of the histograms of each model's linear predictor (histogram.h). Without any there are
// neither histograms nor subgroups. A model that is left out at some of the sites is asked of the others.
absl::StatusOr<std::vector<SiteValidation>> ValidateGroup(
    Federation& federation, const Study& study, const PipelineResult& pipeline, const ValidationGroup& group,
    const std::string& purpose, const std::map<std::string, std::vector<double>>& score_edges = {},
    const LeftOutModels& left_out = {});

// Meta-analysis of each model over the sites of these validations; those that it is left out at are named.
absl::StatusOr<PooledModels> PoolValidations(const std::vector<SiteValidation>& validations);

// Of every pair of models that these validations compare.
absl::StatusOr<std::vector<ComparedModels>> PoolComparisonsOf(const std::vector<SiteValidation>& validations);

// The name under which sites know how to prepare their tables for a frozen model.
std::string FrozenPreparationName(const std::string& model);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_VALIDATE_MODELS_H_
