// Which columns a block of curvature holds, and how it stays within its size.
#ifndef OSTEON_MODELS_LASSO_BLOCK_COLUMNS_H_
#define OSTEON_MODELS_LASSO_BLOCK_COLUMNS_H_

#include <vector>

#include "models/lasso/plan.h"

namespace osteon::models {

// Columns of a new block for a fit: those of `beta`, and those whose gradient (p) lies nearest to the
// penalty, at most as many as a block may have. Ascending.
std::vector<int> BlockColumns(const PathState& state, int set, int l, const SparseBeta& beta,
                              const std::vector<double>& gradient);

// Keeps every block within its size: what no fit near it holds makes room for a border, the farthest from
// entering first; what finds no room is not asked for, and a border without columns is taken out.
void FitBorders(const PathState& state, std::vector<BorderAsk>& borders);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_BLOCK_COLUMNS_H_
