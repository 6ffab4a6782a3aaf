// The rows that a site's kernels work on: coded, without identifiers.
#ifndef OSTEON_MODELS_DATA_ANALYSIS_TABLE_H_
#define OSTEON_MODELS_DATA_ANALYSIS_TABLE_H_

#include <Eigen/Core>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon::models {

// Which of a site's analysed patients a request is about. A site without a split has training rows only.
enum class RowSet { kTrain, kHoldout, kAll };

// A missing cell is NaN. It may stand in a second reader's columns, and in any column before imputation; only
// the kernels that say so take it, every other refuses the column by name.
struct AnalysisTable {
  std::vector<std::string>
      columns;                // (p) unique names: numeric columns, one column per non-reference level (sexM)
  Eigen::MatrixXd values;     // (n, p) finite, or NaN where missing
  Eigen::VectorXd outcome;    // (n) 0 or 1
  std::vector<bool> holdout;  // (n)
  std::vector<int>
      fold;  // (n) 0..K-1, the cross-validation fold that leaves the row out; empty without folds
  // Columns of the dictionary with role fold: name -> (n) the level's index.
  std::map<std::string, std::vector<int>> fold_columns;
  // (n) the row of the site's own table that a row repeats, in a bootstrap replicate; empty: itself.
  std::vector<std::size_t> patient;

  std::optional<std::size_t> Column(absl::string_view name) const;
};

// The column that holds the second reader's values of `name`: "f1" -> "f1__r2". NaN where that reader did not
// measure the patient.
std::string SecondReaderColumn(absl::string_view name);

// The rows of `set`, in the table's order.
std::vector<std::size_t> RowsOf(const AnalysisTable& table, RowSet set);

// Indices of the named columns. kNotFound names the first that is missing.
absl::StatusOr<std::vector<std::size_t>> ColumnsOf(const AnalysisTable& table,
                                                   const std::vector<std::string>& names);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_DATA_ANALYSIS_TABLE_H_
