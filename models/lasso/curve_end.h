// Where the cross-validation curve ends, decided from finished fits of folds only.
#ifndef OSTEON_MODELS_LASSO_CURVE_END_H_
#define OSTEON_MODELS_LASSO_CURVE_END_H_

#include <vector>

#include "models/lasso/cross_validation.h"
#include "models/lasso/draft.h"

namespace osteon::models {

inline constexpr int kPastMinimum = 4;  // penalties that the curve has beyond its minimum

// Sums of loss `kind` (0: deviance, 1: squared error, 2: wrong classes) over the patients that each fold
// leaves out, at the first `penalties` penalties, all of whose fits are finished.
std::vector<HeldOutFold> HeldOutLosses(const PathState& state, std::size_t kind, int penalties);

// The number of penalties from the first on at which the fit of every fold is finished.
int FinishedPenalties(const PathState& state);

// Ends the plan's curve where the deviance has risen by one standard error over its minimum, kPastMinimum
// penalties at least beyond it. Later fits of folds are not wanted any more, unless every penalty is.
void EndCurve(Draft& draft);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_CURVE_END_H_
