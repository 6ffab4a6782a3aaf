// validation.json: the performance of every model at every site.
#ifndef OSTEON_COORDINATOR_REPORT_VALIDATION_JSON_H_
#define OSTEON_COORDINATOR_REPORT_VALIDATION_JSON_H_

#include <string>
#include <vector>

#include "common/json/json_text.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// {"study", "study_sha256", "sites", "units" (units_files.h), "pooled", "internal_external",
// "optimism_corrected"}. Each entry of "sites" says "site" and "role" itself.
Json ValidationJson(const ReportInput& input);

// The keys of the entries of "sites", one per validation, in their order: the site's name; for the hold-out
// rows of a site that has a development entry as well, "SITE (holdout)".
std::vector<std::string> ValidationKeys(const std::vector<models::SiteValidation>& validations);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_VALIDATION_JSON_H_
