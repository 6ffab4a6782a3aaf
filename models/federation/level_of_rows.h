// Which level of a categorical column each patient has.
#ifndef OSTEON_MODELS_FEDERATION_LEVEL_OF_ROWS_H_
#define OSTEON_MODELS_FEDERATION_LEVEL_OF_ROWS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/analysis_table.h"

namespace osteon::models {

// (rows) 0 for the reference level, of which no column is 1; i + 1 where columns[i] is not 0; -1 where any is
// missing. kNotFound: a column that the table lacks.
absl::StatusOr<std::vector<int>> LevelOfRows(const std::vector<std::string>& columns,
                                             const AnalysisTable& table,
                                             const std::vector<std::size_t>& rows);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_LEVEL_OF_ROWS_H_
