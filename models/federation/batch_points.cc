#include "models/federation/batch_points.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::models {
namespace {

absl::Status Contradiction(absl::string_view kind, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(kind, ": ", what));
}

}  // namespace

absl::Status CheckBatchColumns(absl::string_view kind, const std::vector<int>& chosen, std::size_t columns,
                               bool ascending) {
  std::vector<bool> seen(columns, false);
  int last = -1;
  for (const int column : chosen) {
    if (column < 0 || static_cast<std::size_t>(column) >= columns) {
      return Contradiction(kind, "the number of a column that it does not have");
    }
    if (seen[static_cast<std::size_t>(column)] || (ascending && column < last)) {
      return Contradiction(kind, "columns that are not unique, or not in order");
    }
    seen[static_cast<std::size_t>(column)] = true;
    last = column;
  }
  return absl::OkStatus();
}

absl::Status CheckBatchPoint(absl::string_view kind, const BatchPoint& point, std::size_t columns,
                             int folds) {
  const bool left_out = folds > 1 && point.data_set >= 1 && point.data_set <= folds;
  if (point.data_set != 0 && !left_out) return Contradiction(kind, "a data set that it does not have");
  OSTEON_RETURN_IF_ERROR(CheckBatchColumns(kind, point.columns, columns, true));
  if (point.columns.size() != point.coefficients.size()) {
    return Contradiction(kind, "another number of coefficients than columns");
  }
  bool finite = std::isfinite(point.intercept);
  for (const double coefficient : point.coefficients) finite = finite && std::isfinite(coefficient);
  return finite ? absl::OkStatus() : Contradiction(kind, "a coefficient that is not finite");
}

Eigen::VectorXd LinearPredictors(const BatchPoint& point, const Eigen::MatrixXd& z) {
  Eigen::VectorXd eta = Eigen::VectorXd::Constant(z.rows(), point.intercept);
  for (std::size_t j = 0; j < point.columns.size(); ++j) {
    eta += point.coefficients[j] * z.col(static_cast<Eigen::Index>(point.columns[j]));
  }
  return eta;
}

}  // namespace osteon::models
