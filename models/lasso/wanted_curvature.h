// When a fit asks for curvature: a block at its own point, or a border of a block that it borrows.
#ifndef OSTEON_MODELS_LASSO_WANTED_CURVATURE_H_
#define OSTEON_MODELS_LASSO_WANTED_CURVATURE_H_

#include <vector>

#include "models/lasso/curvature.h"
#include "models/lasso/draft.h"

namespace osteon::models {

inline constexpr int kAnchorBlocks = 3;  // at most, per anchor of all rows

// Whether an anchor asks for a block of its own at `beta`, `step` away from its last evaluation.
bool WantsBlock(const Draft& draft, int set, int l, const SparseBeta& beta, double step);

// Whether borrowed curvature has served a fit too badly for too long.
bool IsSlow(const Fit& fit);

// Whether no neighbour in the data set asks for a block already: one at a time serves all of them. Never for
// a fold that is to have none.
bool MayAskBlock(const Draft& draft, int set, int l);

// Curvature for the `frozen` ones of the columns `wanted`: a border of the data set's own block when there is
// one near, otherwise of the block of all rows; when that does not help, because it is full, a block of its
// own. `gradient` (p) is what is expected at ask.beta.
void Unfreeze(Draft& draft, const CurvatureModel& curvature, const std::vector<int>& wanted,
              const std::vector<int>& frozen, const std::vector<double>& gradient, FitAsk& ask);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_WANTED_CURVATURE_H_
