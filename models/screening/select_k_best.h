// Keeps the features of largest F.
#ifndef OSTEON_MODELS_SCREENING_SELECT_K_BEST_H_
#define OSTEON_MODELS_SCREENING_SELECT_K_BEST_H_

#include "absl/status/statusor.h"
#include "models/screening/evidence.h"
#include "models/screening/screening_step.h"
#include "models/screening/step_log.h"

namespace osteon::models {

// The k features of largest F by outcome (not adjusted for site), by descending F; ties go to the one that
// stands first in the study's list. All that vary when there are no more than k. kept: by descending F.
// kFailedPrecondition: one outcome only.
absl::StatusOr<StepOutcome> SelectKBest(Evidence& evidence, const SelectKBestStep& step,
                                        const Candidates& candidates);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SCREENING_SELECT_K_BEST_H_
