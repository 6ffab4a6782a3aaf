// The step of a fit that has been evaluated, or its verdict.
#ifndef OSTEON_MODELS_LASSO_NEXT_STEP_H_
#define OSTEON_MODELS_LASSO_NEXT_STEP_H_

#include "models/lasso/draft.h"

namespace osteon::models {

// Adds to the draft what the active fit of `set` at penalty l asks next: the minimiser of its quadratic
// model, or half the way back where the objective rose. Settles it when it is certified, or lies beyond the
// path's end.
void Advance(Draft& draft, int set, int l);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_NEXT_STEP_H_
