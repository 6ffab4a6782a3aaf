// Keeps features that are not nearly another one.
#ifndef OSTEON_MODELS_SCREENING_CORRELATION_FILTER_H_
#define OSTEON_MODELS_SCREENING_CORRELATION_FILTER_H_

#include "absl/status/statusor.h"
#include "models/screening/evidence.h"
#include "models/screening/screening_step.h"
#include "models/screening/step_log.h"

namespace osteon::models {

// In order of descending F by outcome (ties in the study's order) a feature is kept unless its |r| (Pearson,
// over all training patients) with one kept before is above `max_abs`. kept: in that order; a constant
// feature is dropped.
//
// Rows of the correlation matrix are asked for as they are needed: those of the next undecided features, with
// every later one that is not yet dropped, MostLeading() of them a request.
// kFailedPrecondition: one outcome only.
absl::StatusOr<StepOutcome> FilterByCorrelation(Evidence& evidence, const CorrelationStep& step,
                                                const Candidates& candidates);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SCREENING_CORRELATION_FILTER_H_
