// model.json: every model of a study, whole enough to score new patients with it.
#ifndef OSTEON_COORDINATOR_REPORT_MODEL_JSON_H_
#define OSTEON_COORDINATOR_REPORT_MODEL_JSON_H_

#include "common/json/json_text.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// {"study", "study_sha256", "roster", "software", "outcome", "missing", "clinical", "feature_prefixes",
// "extraction", "threshold", "rules", "sites", "screening", "harmonisation", "models", "signature"}; what is
// absent or not computed is null or empty, every key always there. `roster` are the sites on whose sums some
// model rests, sorted; each model has its own.
Json ModelJson(const ReportInput& input);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_MODEL_JSON_H_
