// A study begun again without one of its sites: a study of its own, to be approved again by all.
#ifndef OSTEON_MODELS_PIPELINE_RESTART_H_
#define OSTEON_MODELS_PIPELINE_RESTART_H_

#include <string>

#include "absl/status/statusor.h"
#include "models/study/study.h"

namespace osteon::models {

// `study` without the site `without`, named `name` or, where that is empty, "NAME-without-SITE"; its
// `restart` says what it was. Without its only external site it is not validated externally.
// kInvalidArgument: no such site, the name of the earlier study, or what contradicts itself then (a fit
// without a development site, ...). kFailedPrecondition: too few sites are left for a rule that held before:
// masked sums, or one site left out at a time.
absl::StatusOr<Study> RestartWithout(Study study, const std::string& study_sha256, const std::string& without,
                                     const std::string& name);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_RESTART_H_
