#include "absl/strings/str_cat.h"
#include "models/federation/kernels.h"
#include "models/federation/risks.h"

namespace osteon::models {

absl::StatusOr<ValidationMetrics> ComputeValidation(const ValidationRequest& request,
                                                    const AnalysisTable& table) {
  const auto refuse = [&request](const absl::Status& status) {
    return absl::Status(status.code(), absl::StrCat("validation of ", request.model, ": ", status.message()));
  };
  const std::vector<std::size_t> rows = RowsOf(table, request.rows);
  const absl::StatusOr<Risks> risks =
      RisksOf({request.model, request.terms, request.score_column}, table, rows);
  if (!risks.ok()) return refuse(risks.status());
  absl::StatusOr<ValidationMetrics> metrics =
      Evaluate(risks->risk, OutcomesOf(table, rows), request.threshold, request.decision_thresholds);
  if (!metrics.ok()) return refuse(metrics.status());
  return metrics;
}

}  // namespace osteon::models
