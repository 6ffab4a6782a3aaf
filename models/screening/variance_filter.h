// Keeps features that vary.
#ifndef OSTEON_MODELS_SCREENING_VARIANCE_FILTER_H_
#define OSTEON_MODELS_SCREENING_VARIANCE_FILTER_H_

#include "absl/status/statusor.h"
#include "models/screening/evidence.h"
#include "models/screening/screening_step.h"
#include "models/screening/step_log.h"

namespace osteon::models {

// Keeps a feature whose standard deviation (1/n, over all training patients) is above `min_relative` times
// the size of its mean. A constant one is dropped whatever the limit.
absl::StatusOr<StepOutcome> FilterByVariance(Evidence& evidence, const VarianceStep& step,
                                             const Candidates& candidates);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SCREENING_VARIANCE_FILTER_H_
