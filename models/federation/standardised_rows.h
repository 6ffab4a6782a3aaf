// The rows of one request at one site, standardised, with the folds that leave them out.
#ifndef OSTEON_MODELS_FEDERATION_STANDARDISED_ROWS_H_
#define OSTEON_MODELS_FEDERATION_STANDARDISED_ROWS_H_

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/analysis_table.h"
#include "models/federation/standardised_column.h"

namespace osteon::models {

struct StandardisedRows {
  std::vector<std::size_t> rows;  // of the table, ascending
  Eigen::MatrixXd z;              // (n, p) (x - mean) / scale
  std::vector<bool> event;        // (n)
  std::vector<int> fold;          // (n) all 0 when folds == 1
};

// kInvalidArgument: sites or folds below 1; a mean or scale that is not one of a column that varies.
// kNotFound: a column that the table lacks; folds > 1 and the table has none.
// kOutOfRange: a row's fold is not one of `folds`.
absl::StatusOr<StandardisedRows> StandardiseRows(const std::vector<StandardisedColumn>& columns, RowSet rows,
                                                 int folds, int sites, const AnalysisTable& table);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_STANDARDISED_ROWS_H_
