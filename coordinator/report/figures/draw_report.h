// The last step of a report: its figures.
#ifndef OSTEON_COORDINATOR_REPORT_FIGURES_DRAW_REPORT_H_
#define OSTEON_COORDINATOR_REPORT_FIGURES_DRAW_REPORT_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "coordinator/report/figures/run_node.h"

namespace osteon::report {

// Draws the figures of report.html, among `files` (name -> text) as MakeResultFiles gives them, from
// model.json, validation.json and ledger.json. Where that cannot be done the page keeps its tables and says
// why in each place. Returns the same sentence, for the terminal: why something was not drawn and what to do;
// empty where everything was.
std::string DrawReport(std::map<std::string, std::string>& files, const NodeOptions& options);

// The same for the files in `folder`, of which report.html is replaced atomically. The errors of
// common/files.
absl::StatusOr<std::string> DrawReportIn(const std::string& folder, const NodeOptions& options);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FIGURES_DRAW_REPORT_H_
