#include "models/federation/risks.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::models {
namespace {

using Eigen::Index;

// 1 / (1 + exp(-eta)) without overflow.
double Risk(double eta) {
  const double small = std::exp(-std::fabs(eta));
  return eta >= 0 ? 1 / (1 + small) : small / (1 + small);
}

// (n) the column at `rows`.
absl::StatusOr<Eigen::VectorXd> ValuesOf(const std::string& name, const AnalysisTable& table,
                                         const std::vector<std::size_t>& rows) {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> column, ColumnsOf(table, {name}));
  Eigen::VectorXd values(static_cast<Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    values[static_cast<Index>(i)] = table.values(static_cast<Index>(rows[i]), static_cast<Index>(column[0]));
  }
  if (!values.allFinite()) {
    return absl::InvalidArgumentError(absl::StrCat("column ", name, ": holds a value that is not finite"));
  }
  return values;
}

absl::StatusOr<Eigen::VectorXd> LinearPredictor(const std::vector<ValidatedTerm>& terms,
                                                const AnalysisTable& table,
                                                const std::vector<std::size_t>& rows) {
  Eigen::VectorXd eta = Eigen::VectorXd::Zero(static_cast<Index>(rows.size()));
  for (const ValidatedTerm& term : terms) {
    if (!std::isfinite(term.coefficient)) {
      return absl::InvalidArgumentError(absl::StrCat("the coefficient of ", term.name, " is not finite"));
    }
    if (term.name == "(Intercept)") {
      eta.array() += term.coefficient;
      continue;
    }
    OSTEON_ASSIGN_OR_RETURN(const Eigen::VectorXd values, ValuesOf(term.name, table, rows));
    eta += term.coefficient * values;
  }
  if (!eta.allFinite()) return absl::InvalidArgumentError("a linear predictor is not finite");
  return eta;
}

}  // namespace

absl::StatusOr<Risks> RisksOf(const ScoredModel& model, const AnalysisTable& table,
                              const std::vector<std::size_t>& rows) {
  if (model.terms.empty() == model.score_column.empty()) {
    return absl::InvalidArgumentError("needs either terms or a score column");
  }
  Risks risks;
  if (model.score_column.empty()) {
    OSTEON_ASSIGN_OR_RETURN(const Eigen::VectorXd eta, LinearPredictor(model.terms, table, rows));
    risks.risk = eta.unaryExpr([](double value) { return Risk(value); });
    if (eta.size() > 0) risks.largest_linear_predictor = eta.cwiseAbs().maxCoeff();
    return risks;
  }
  OSTEON_ASSIGN_OR_RETURN(risks.risk, ValuesOf(model.score_column, table, rows));
  if ((risks.risk.array() < 0 || risks.risk.array() > 1).any()) {
    return absl::InvalidArgumentError(
        absl::StrCat("column ", model.score_column, ": a predicted risk is not between 0 and 1"));
  }
  return risks;
}

Eigen::VectorXd OutcomesOf(const AnalysisTable& table, const std::vector<std::size_t>& rows) {
  Eigen::VectorXd outcome(static_cast<Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    outcome[static_cast<Index>(i)] = table.outcome[static_cast<Index>(rows[i])];
  }
  return outcome;
}

}  // namespace osteon::models
