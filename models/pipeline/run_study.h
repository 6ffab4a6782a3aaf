// A study from its first question to its last.
#ifndef OSTEON_MODELS_PIPELINE_RUN_STUDY_H_
#define OSTEON_MODELS_PIPELINE_RUN_STUDY_H_

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/pipeline/study_result.h"
#include "models/study/study.h"

namespace osteon::models {

// Admission of every site; comparison of their units (a finding is told, and nothing changed); imputation,
// harmonisation, screening and models on the training rows of the development sites; validation and
// comparison of every model where study.validation asks (without any: at the development sites, apparent),
// with the sites' case mix and subgroups; meta-analysis over external sites, and their patients stacked; then
// internal-external validation and bootstrap where asked for. The study has passed Validate. Errors are those
// of the procedures, with the step's or model's name in front.
absl::StatusOr<StudyResult> RunStudy(Federation& federation, const Study& study);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_RUN_STUDY_H_
