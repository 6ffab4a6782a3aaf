#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/kernels.h"

namespace osteon::models {
namespace {

using Eigen::Index;

// 1 / (1 + exp(-eta)) without overflow.
double Risk(double eta) {
  const double small = std::exp(-std::fabs(eta));
  return eta >= 0 ? 1 / (1 + small) : small / (1 + small);
}

absl::StatusOr<Eigen::VectorXd> LinearPredictor(const std::vector<ValidatedTerm>& terms,
                                                const AnalysisTable& table) {
  Eigen::VectorXd eta = Eigen::VectorXd::Zero(table.values.rows());
  for (const ValidatedTerm& term : terms) {
    if (!std::isfinite(term.coefficient)) {
      return absl::InvalidArgumentError(
          absl::StrCat("validation: the coefficient of ", term.name, " is not finite"));
    }
    if (term.name == "(Intercept)") {
      eta.array() += term.coefficient;
      continue;
    }
    OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> column, ColumnsOf(table, {term.name}));
    eta += term.coefficient * table.values.col(static_cast<Index>(column[0]));
  }
  return eta;
}

}  // namespace

absl::StatusOr<ValidationMetrics> ComputeValidation(const ValidationRequest& request,
                                                    const AnalysisTable& table) {
  if (request.terms.empty() == request.score_column.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("validation of ", request.model, ": needs either terms or a score column"));
  }
  Eigen::VectorXd risk_of_row;
  if (request.score_column.empty()) {
    OSTEON_ASSIGN_OR_RETURN(const Eigen::VectorXd eta, LinearPredictor(request.terms, table));
    risk_of_row = eta.unaryExpr([](double value) { return Risk(value); });
  } else {
    OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> column, ColumnsOf(table, {request.score_column}));
    risk_of_row = table.values.col(static_cast<Index>(column[0]));
  }
  const std::vector<std::size_t> rows = RowsOf(table, request.rows);
  Eigen::VectorXd risk(static_cast<Index>(rows.size()));
  Eigen::VectorXd outcome(static_cast<Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    risk[static_cast<Index>(i)] = risk_of_row[static_cast<Index>(rows[i])];
    outcome[static_cast<Index>(i)] = table.outcome[static_cast<Index>(rows[i])];
  }
  absl::StatusOr<ValidationMetrics> metrics = Evaluate(risk, outcome, request.threshold);
  if (!metrics.ok()) {
    const std::string source =
        request.score_column.empty() ? "" : absl::StrCat(", column ", request.score_column);
    return absl::Status(metrics.status().code(), absl::StrCat("validation of ", request.model, source, ": ",
                                                              metrics.status().message()));
  }
  return metrics;
}

}  // namespace osteon::models
