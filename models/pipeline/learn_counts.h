// The counts that masked sums are judged on, before anything else is asked.
#ifndef OSTEON_MODELS_PIPELINE_LEARN_COUNTS_H_
#define OSTEON_MODELS_PIPELINE_LEARN_COUNTS_H_

#include "absl/status/status.h"
#include "models/federation/federation.h"
#include "models/study/study.h"

namespace osteon::models {

// Carries every development site's sealed counts to all of them, and every external site's to all of those
// where the study stacks them; nothing where sums are not masked. Two rounds each.
absl::Status LearnCounts(Federation& federation, const Study& study);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_LEARN_COUNTS_H_
