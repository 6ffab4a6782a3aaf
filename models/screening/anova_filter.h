// Keeps features that differ between the outcomes.
#ifndef OSTEON_MODELS_SCREENING_ANOVA_FILTER_H_
#define OSTEON_MODELS_SCREENING_ANOVA_FILTER_H_

#include "absl/status/statusor.h"
#include "models/screening/evidence.h"
#include "models/screening/screening_step.h"
#include "models/screening/step_log.h"

namespace osteon::models {

// Analysis of variance of each feature by outcome (class_tests.h), or by outcome adjusted for site. The log
// has F and p of both and F and p by site, and flags a feature that differs more between sites than between
// outcomes (F by site above F by outcome). A constant feature is dropped; with `adjust_site` also one that
// does not vary within any site. kFailedPrecondition: one outcome only; with `adjust_site`, an outcome that
// does not vary within any site, or fewer patients than sites + 2.
absl::StatusOr<StepOutcome> FilterByAnova(Evidence& evidence, const AnovaStep& step,
                                          const Candidates& candidates);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SCREENING_ANOVA_FILTER_H_
