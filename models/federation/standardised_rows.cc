#include "models/federation/standardised_rows.h"

#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::models {

absl::StatusOr<StandardisedRows> StandardiseRows(const std::vector<StandardisedColumn>& columns, RowSet rows,
                                                 int folds, int sites, const AnalysisTable& table) {
  if (sites < 1) return absl::InvalidArgumentError("a sum over no site");
  if (folds < 1) return absl::InvalidArgumentError("a sum over no fold");
  std::vector<std::string> names;
  names.reserve(columns.size());
  for (const StandardisedColumn& column : columns) {
    if (!std::isfinite(column.mean) || !std::isfinite(column.scale) || column.scale <= 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("the mean and scale of ", column.name, " are not those of a column that varies"));
    }
    names.push_back(column.name);
  }
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> indices, ColumnsOf(table, names));
  if (folds > 1 && table.fold.size() != table.holdout.size()) {
    return absl::NotFoundError("the site's analysis table has no cross-validation folds");
  }

  StandardisedRows standardised;
  standardised.rows = RowsOf(table, rows);
  const std::size_t n = standardised.rows.size();
  standardised.fold.assign(n, 0);
  standardised.event.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t row = standardised.rows[i];
    standardised.event[i] = table.outcome[static_cast<Eigen::Index>(row)] == 1;
    if (folds == 1) continue;
    if (table.fold[row] < 0 || table.fold[row] >= folds) {
      return absl::OutOfRangeError(
          absl::StrCat("a row's fold is not one of the ", folds, " folds asked for"));
    }
    standardised.fold[i] = table.fold[row];
  }
  standardised.z.resize(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(columns.size()));
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const double* x = table.values.col(static_cast<Eigen::Index>(indices[j])).data();
    double* z = standardised.z.col(static_cast<Eigen::Index>(j)).data();
    const double mean = columns[j].mean;
    const double scale = columns[j].scale;
    for (std::size_t i = 0; i < n; ++i) z[i] = (x[standardised.rows[i]] - mean) / scale;
  }
  return standardised;
}

}  // namespace osteon::models
