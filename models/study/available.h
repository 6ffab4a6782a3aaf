// What the format has and this version does not do.
#ifndef OSTEON_MODELS_STUDY_AVAILABLE_H_
#define OSTEON_MODELS_STUDY_AVAILABLE_H_

#include "absl/status/status.h"
#include "models/study/study.h"

namespace osteon::models {

// kFailedPrecondition: the study requires secure aggregation. A simulation whose policy turns the rules off
// for testing need not ask.
absl::Status CheckAvailable(const Study& study);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_STUDY_AVAILABLE_H_
