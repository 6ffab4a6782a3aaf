// A study's steps in order: admission, fits, validation.
#ifndef OSTEON_MODELS_PIPELINE_RUN_STUDY_H_
#define OSTEON_MODELS_PIPELINE_RUN_STUDY_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/glm/fitted_model.h"
#include "models/study/study.h"

namespace osteon::models {

enum class SiteRole { kDevelopment, kHoldout, kExternal };

// Performance of every model at one site in one role.
struct SiteValidation {
  std::string site;
  SiteRole role;
  std::vector<std::pair<std::string, ValidationMetrics>> models;  // in the study's order
};

struct StudyResult {
  std::map<std::string, Admission> admissions;  // every site
  std::vector<FittedModel> models;              // in the study's order
  std::vector<SiteValidation> validations;      // development, hold-out, external; sites sorted within
};

// Admission of every site; then each logistic model on the training rows of the development sites; then
// validation of every model where study.validation asks (without any: at the development sites, apparent).
// The study has passed Validate. Errors are those of the procedures, with the model's name in front.
absl::StatusOr<StudyResult> RunStudy(Federation& federation, const Study& study);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_RUN_STUDY_H_
