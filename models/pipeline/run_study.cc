#include "models/pipeline/run_study.h"

#include <utility>

#include "common/status/status_macros.h"
#include "models/pipeline/admission.h"
#include "models/pipeline/bootstrap.h"
#include "models/pipeline/internal_external.h"
#include "models/pipeline/run_pipeline.h"
#include "models/pipeline/sample_sizes.h"
#include "models/pipeline/units.h"
#include "models/pipeline/validate_models.h"

namespace osteon::models {
namespace {

// Tells every site how to prepare its table for each frozen model.
absl::Status PrepareFrozen(Federation& federation, const Study& study) {
  const std::vector<std::string> sites = study.AllSites();
  for (const Model& model : study.models) {
    const auto* given = std::get_if<GivenModel>(&model.kind);
    if (given == nullptr || !given->frozen || given->frozen->preparation == Preparation()) continue;
    OSTEON_RETURN_IF_ERROR(
        federation
            .Sum({"preparation", model.name, sites},
                 PrepareRequest{FrozenPreparationName(model.name), given->frozen->preparation,
                                static_cast<int>(sites.size())})
            .status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<StudyResult> RunStudy(Federation& federation, const Study& study) {
  const std::vector<ValidationGroup> groups = ValidationGroups(study);
  StudyResult result;
  OSTEON_ASSIGN_OR_RETURN(AdmittedSites admitted, Admit(federation, study, groups));
  result.admissions = std::move(admitted.admissions);
  OSTEON_ASSIGN_OR_RETURN(result.units, CheckUnits(federation, study, admitted.features));
  OSTEON_RETURN_IF_ERROR(PrepareFrozen(federation, study));

  PipelineScope scope;
  scope.sites = study.development;
  scope.prepared_at = study.AllSites();
  scope.with_thresholds = true;
  OSTEON_ASSIGN_OR_RETURN(result.pipeline, RunPipeline(federation, study, admitted.features, scope));
  if (!study.development.empty()) {
    OSTEON_ASSIGN_OR_RETURN(Performances own,
                            MeasurePerformance(federation, "study", scope, result.pipeline));
    result.apparent = std::move(own.in_original);
  }
  result.sample_size = AssessSampleSizes(study, admitted.features, result.admissions, result.apparent);

  for (const ValidationGroup& group : groups) {
    OSTEON_ASSIGN_OR_RETURN(std::vector<SiteValidation> validations,
                            ValidateGroup(federation, study, result.pipeline, group, "validation"));
    if (group.role == SiteRole::kExternal) {
      OSTEON_ASSIGN_OR_RETURN(result.pooled, PoolValidations(validations));
    }
    for (SiteValidation& validation : validations) result.validations.push_back(std::move(validation));
  }
  if (study.validation.internal_external) {
    OSTEON_ASSIGN_OR_RETURN(result.internal_external,
                            RunInternalExternal(federation, study, admitted.features));
  }
  if (study.validation.bootstrap) {
    OSTEON_ASSIGN_OR_RETURN(result.optimism_corrected, RunBootstrap(federation, study, admitted.features,
                                                                    result.pipeline, result.apparent));
  }
  return result;
}

}  // namespace osteon::models
