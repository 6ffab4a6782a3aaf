// Where a fit begins.
#ifndef OSTEON_MODELS_LASSO_FIRST_STEP_H_
#define OSTEON_MODELS_LASSO_FIRST_STEP_H_

#include <vector>

#include "models/lasso/draft.h"

namespace osteon::models {

inline constexpr int kNullModel = -1;  // as a parent

// A settled or nearly settled fit of the same data set, and its share of a start.
struct Parent {
  int l = kNullModel;
  double share = 1;
};

// Asks for the fit's first evaluation where the linear models of the gradient at the parents, mixed, have
// their minimiser. The shares add to 1.
void StartFrom(Draft& draft, int set, int l, const std::vector<Parent>& parents);

// Asks for a fold's first evaluation where the fit of all rows goes next.
void StartFold(Draft& draft, int set, int l);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_FIRST_STEP_H_
