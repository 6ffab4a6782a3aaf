// The columns whose gradient an evaluation asks for.
#ifndef OSTEON_MODELS_LASSO_WATCHED_COLUMNS_H_
#define OSTEON_MODELS_LASSO_WATCHED_COLUMNS_H_

#include <vector>

#include "models/lasso/path_state.h"

namespace osteon::models {

// Columns of `beta`, and those whose expected gradient (p) reaches `share` of the penalty. Ascending.
std::vector<int> WatchedColumns(const PathState& state, int set, int l, const SparseBeta& beta,
                                const std::vector<double>& gradient, double share);

// Adds `more` to `columns`; both ascending.
void Join(const std::vector<int>& more, std::vector<int>& columns);

// 0, 1, ..., columns - 1.
std::vector<int> EveryColumn(int columns);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_WATCHED_COLUMNS_H_
