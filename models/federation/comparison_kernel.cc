#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/risks.h"
#include "models/federation/validation_kernels.h"

namespace osteon::models {
namespace {

absl::StatusOr<Eigen::VectorXd> RiskOf(const ScoredModel& model, const AnalysisTable& table,
                                       const std::vector<std::size_t>& rows) {
  absl::StatusOr<Risks> risks = RisksOf(model, table, rows);
  if (risks.ok()) return std::move(risks->risk);
  return absl::Status(risks.status().code(),
                      absl::StrCat("comparison, model ", model.name, ": ", risks.status().message()));
}

}  // namespace

absl::StatusOr<ModelComparison> ComputeComparison(const ComparisonRequest& request,
                                                  const AnalysisTable& table_a,
                                                  const AnalysisTable& table_b) {
  const std::vector<std::size_t> rows = RowsOf(table_a, request.rows);
  OSTEON_ASSIGN_OR_RETURN(const Eigen::VectorXd a, RiskOf(request.a, table_a, rows));
  OSTEON_ASSIGN_OR_RETURN(const Eigen::VectorXd b, RiskOf(request.b, table_b, rows));
  return Compare(a, b, OutcomesOf(table_a, rows), request.thresholds, request.decision_thresholds);
}

absl::StatusOr<ModelComparison> ComputeComparison(const ComparisonRequest& request,
                                                  const AnalysisTable& table) {
  return ComputeComparison(request, table, table);
}

}  // namespace osteon::models
