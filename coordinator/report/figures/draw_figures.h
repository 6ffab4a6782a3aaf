// All figures of a study, drawn by web/figures (Observable Plot) in a process of node. Never on the
// coordinator: for `osteon report`, `simulate` and `demo`, on the machine of whoever reads the report.
#ifndef OSTEON_COORDINATOR_REPORT_FIGURES_DRAW_FIGURES_H_
#define OSTEON_COORDINATOR_REPORT_FIGURES_DRAW_FIGURES_H_

#include <string>

#include "absl/status/statusor.h"
#include "coordinator/report/figures/figure.h"
#include "coordinator/report/figures/run_node.h"

namespace osteon::report {

// From the published files' texts. The program and its input stand in a folder that only this user can enter,
// and that is removed. A figure for which the files have nothing is not in the result; one that failed is,
// with its reason.
//
// kInvalidArgument: a text is not JSON, named. kNotFound, kDeadlineExceeded, kUnavailable: as RunNode.
// kDataLoss: what came back is no such result.
absl::StatusOr<Figures> DrawFigures(const std::string& model_json, const std::string& validation_json,
                                    const std::string& ledger_json, const NodeOptions& options);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FIGURES_DRAW_FIGURES_H_
