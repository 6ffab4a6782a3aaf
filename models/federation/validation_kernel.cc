#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/kernels.h"
#include "models/federation/level_of_rows.h"
#include "models/federation/risks.h"
#include "models/federation/validation_kernels.h"

namespace osteon::models {

namespace {

absl::StatusOr<ValidationMetrics> ComputeOn(const ValidationRequest& request, const AnalysisTable& table,
                                            const std::vector<std::size_t>& rows) {
  const auto refuse = [&request](const absl::Status& status) {
    return absl::Status(status.code(), absl::StrCat("validation of ", request.model, ": ", status.message()));
  };
  const absl::StatusOr<Risks> risks =
      RisksOf({request.model, request.terms, request.score_column}, table, rows);
  if (!risks.ok()) return refuse(risks.status());
  const Eigen::VectorXd outcome = OutcomesOf(table, rows);
  absl::StatusOr<ValidationMetrics> metrics =
      Evaluate(risks->risk, outcome, request.threshold, request.decision_thresholds);
  if (!metrics.ok()) return refuse(metrics.status());
  if (request.score_edges.empty()) return metrics;
  if (!AreScoreEdges(request.score_edges)) {
    return refuse(absl::InvalidArgumentError("the edges of the histogram are not evenly spaced"));
  }
  // A risk of 0 or 1 has an infinite logit, which counts in an outer bin.
  const Eigen::VectorXd logit = risks->risk.unaryExpr([](double p) { return std::log(p) - std::log1p(-p); });
  metrics->risk_histogram.value = HistogramOf(risks->risk, outcome, RiskEdges());
  metrics->score_histogram.value = HistogramOf(logit, outcome, request.score_edges);
  return metrics;
}

}  // namespace

absl::StatusOr<ValidationMetrics> ComputeValidation(const ValidationRequest& request,
                                                    const AnalysisTable& table) {
  return ComputeOn(request, table, RowsOf(table, request.rows));
}

absl::StatusOr<std::vector<RowsOfLevel>> RowsByLevel(const SubgroupVariable& variable, RowSet set,
                                                     const AnalysisTable& table) {
  const std::vector<std::size_t> rows = RowsOf(table, set);
  OSTEON_ASSIGN_OR_RETURN(const std::vector<int> levels, LevelOfRows(variable.columns, table, rows));
  if (variable.levels.size() != variable.columns.size() + 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("subgroups by ", variable.name, ": not one column for each level but the first"));
  }
  std::vector<RowsOfLevel> by_level;
  for (const std::string& level : variable.levels) by_level.push_back({level, {}});
  RowsOfLevel missing{kMissingLevel, {}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    (levels[i] < 0 ? missing : by_level[static_cast<std::size_t>(levels[i])]).rows.push_back(rows[i]);
  }
  if (!missing.rows.empty()) by_level.push_back(std::move(missing));
  return by_level;
}

absl::StatusOr<Subgroups> ComputeSubgroups(const SubgroupRequest& request, const AnalysisTable& seen,
                                           const std::vector<RowsOfLevel>& by_level) {
  Subgroups subgroups{request.variable.name, {}};
  for (const RowsOfLevel& level : by_level) {
    OSTEON_ASSIGN_OR_RETURN(ValidationMetrics metrics, ComputeOn(request.validation, seen, level.rows));
    subgroups.levels.emplace_back(level.level, std::move(metrics));
  }
  return subgroups;
}

}  // namespace osteon::models
