// A validation that was made several times: the results of the earlier runs beside this one's.
#ifndef OSTEON_COORDINATOR_REPORT_RUNS_H_
#define OSTEON_COORDINATOR_REPORT_RUNS_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/json/json_text.h"
#include "coordinator/report/html.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// The runs that the validation.json of the repeated study tells of, that study's own last, as "runs" has
// them.
//
//   file          for messages
//   study_sha256  of the repeated study
//   finished      when it ended, if that is known: its own file was written before
//
// kDataLoss: not a validation.json. kFailedPrecondition: that of another study, with both hashes.
absl::StatusOr<Json> EarlierRuns(const std::string& text, const std::string& file,
                                 const std::string& study_sha256, const std::optional<std::string>& finished);

// "runs": input.earlier_runs, then the run of which `sites` are the "sites" of validation.json. Empty where
// there was no earlier run.
Json RunsJson(const ReportInput& input, const Json& sites);

// One row per run, site, model and measure: run (from 1), study, study_sha256, finished, site, model,
// measure, estimate, se, lower, upper, unavailable.
std::string RunsCsv(const Json& runs);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_RUNS_H_
