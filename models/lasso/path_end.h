// Where the path ends, decided from fits of all rows only.
#ifndef OSTEON_MODELS_LASSO_PATH_END_H_
#define OSTEON_MODELS_LASSO_PATH_END_H_

#include "models/lasso/draft.h"

namespace osteon::models {

// glmnet's two ends of a path, as shares of the null deviance: what a fit explains, and, from the fifth
// penalty of a sequence that was not given, what it explains more than the one before.
inline constexpr double kDevianceExplained = 0.999;
inline constexpr double kLeastGain = 1e-5;
inline constexpr int kFirstGain = 4;  // index of the fifth penalty

// Per patient, of the model of the intercept alone; without one, of probabilities of 1/2.
double NullLogLikelihood(const PathState& state);

// 1 - deviance / null deviance of all rows at an evaluation.
double DevianceRatio(const PathState& state, const Evaluation& evaluation);

// Whether the last evaluation of all rows at penalty l has more coefficients than the limit.
bool IsWide(const PathState& state, int l);

// Whether it has, or explains nearly all of the deviance.
bool IsBeyond(const PathState& state, int l);

// Moves the plan's `last` to the last penalty that the path is taken to have: for certain by finished fits,
// ahead of time by the first anchor that lies beyond it, which also places the last anchor.
void EndPath(Draft& draft);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_PATH_END_H_
