// Keeps features that two readers measure alike.
#ifndef OSTEON_MODELS_SCREENING_ICC_FILTER_H_
#define OSTEON_MODELS_SCREENING_ICC_FILTER_H_

#include "absl/status/statusor.h"
#include "models/screening/evidence.h"
#include "models/screening/screening_step.h"
#include "models/screening/step_log.h"

namespace osteon::models {

// One ReaderAgreementRequest, over the training patients whom both readers measured. A feature is dropped
// when its ICC (icc.h) is not above `min`, or not defined. kFailedPrecondition: no patient was measured by
// both readers.
absl::StatusOr<StepOutcome> FilterByIcc(Evidence& evidence, const IccStep& step,
                                        const Candidates& candidates);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SCREENING_ICC_FILTER_H_
