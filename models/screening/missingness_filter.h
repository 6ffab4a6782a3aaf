// Keeps features that most patients have.
#ifndef OSTEON_MODELS_SCREENING_MISSINGNESS_FILTER_H_
#define OSTEON_MODELS_SCREENING_MISSINGNESS_FILTER_H_

#include "absl/status/statusor.h"
#include "models/screening/evidence.h"
#include "models/screening/screening_step.h"
#include "models/screening/step_log.h"

namespace osteon::models {

// Drops a feature of which more than `max_share` of the training patients have no value, and one of which
// nobody has a value whatever the limit. One MissingRequest.
// kFailedPrecondition: no training patient.
absl::StatusOr<StepOutcome> FilterByMissingness(Evidence& evidence, const MissingnessStep& step,
                                                const Candidates& candidates);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SCREENING_MISSINGNESS_FILTER_H_
