// Where the path ends, decided from fits of all rows only.
#ifndef OSTEON_MODELS_LASSO_PATH_END_H_
#define OSTEON_MODELS_LASSO_PATH_END_H_

#include "models/lasso/draft.h"

namespace osteon::models {

inline constexpr double kDevianceExplained = 0.999;  // glmnet's end of a path

// Whether the last evaluation of all rows at penalty l has more coefficients than the limit, or explains
// nearly all of the deviance.
bool IsBeyond(const PathState& state, int l);

// Moves the plan's `last` to the last penalty that the path is taken to have: for certain by a finished fit
// beyond the limit, ahead of time by the first anchor beyond it, which also places the last anchor.
void EndPath(Draft& draft);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_PATH_END_H_
