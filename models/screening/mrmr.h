// Picks features that tell much about the outcome and little about one another.
#ifndef OSTEON_MODELS_SCREENING_MRMR_H_
#define OSTEON_MODELS_SCREENING_MRMR_H_

#include "absl/status/statusor.h"
#include "models/screening/evidence.h"
#include "models/screening/screening_step.h"
#include "models/screening/step_log.h"

namespace osteon::models {

// Minimum redundancy, maximum relevance by F and Pearson's r.
//
// Source: Ding & Peng, Journal of Bioinformatics and Computational Biology 3 (2005) 185, schemes FCQ and FCD.
// The first pick has the largest F by outcome; each further one the largest
//   FCD  F - mean |r|            FCQ  F / max(mean |r|, 0.001)
// the mean over the features picked so far. Ties go to the one that stands first in the study's list. All
// that vary are picked when there are no more than k. kept: in order of picks; the log has each pick's score.
//
// Correlations known from an earlier step are used; otherwise rows are asked for when a pick needs them,
// those of the next best with them. kFailedPrecondition: one outcome only.
absl::StatusOr<StepOutcome> SelectByMrmr(Evidence& evidence, const MrmrStep& step,
                                         const Candidates& candidates);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SCREENING_MRMR_H_
