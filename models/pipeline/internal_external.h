// Internal-external validation: each development site is left out in turn, everything is learned from the
// others, and the models are validated where nothing was learned.
#ifndef OSTEON_MODELS_PIPELINE_INTERNAL_EXTERNAL_H_
#define OSTEON_MODELS_PIPELINE_INTERNAL_EXTERNAL_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/pipeline/site_limits.h"
#include "models/pipeline/study_result.h"
#include "models/study/study.h"

namespace osteon::models {

// The whole pipeline once for each site left out, side by side in the same rounds; thresholds are chosen
// again. A site whose others give no model (separation, say) is listed with the reason, and the rest goes on.
// Source: Steyerberg & Harrell, Journal of Clinical Epidemiology 69 (2016) 245-247.
absl::StatusOr<InternalExternal> RunInternalExternal(Federation& federation, const Study& study,
                                                     const std::vector<std::string>& features,
                                                     const Admissions& admissions);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_INTERNAL_EXTERNAL_H_
