// What a statistician says about a ridge regression, in glmnet's terms.
#ifndef OSTEON_MODELS_RIDGE_RIDGE_SETTINGS_H_
#define OSTEON_MODELS_RIDGE_RIDGE_SETTINGS_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/status/status.h"

namespace osteon::models {

// minimise -(1/n) log-likelihood + lambda/2 sum_j factor_j (b_j s_j)^2
// with s_j the standard deviation (1/n) of column j in the rows fitted, or 1 without `standardise`.
struct RidgeSettings {
  int lambdas = 100;                       // length of the sequence
  std::optional<double> lambda_min_ratio;  // last over first; 1e-4 when n >= p, 1e-2 otherwise
  std::vector<double> lambda;           // given: descending, > 0; lambdas and lambda_min_ratio do not count
  std::vector<double> penalty_factors;  // (p) >= 0, scaled to sum to p; empty: all 1
  bool standardise = true;
  bool intercept = true;
  int folds = 0;  // of the cross-validation, as the tables' fold says; 0: path only
};

// kInvalidArgument: what contradicts the shapes and ranges above, by name.
absl::Status CheckRidgeSettings(const RidgeSettings& settings, std::size_t columns);

// glmnet's sequence begins where a penalty of alpha = 0.001 would leave nothing in the model.
inline constexpr double kAlphaOfFirstLambda = 1e-3;

}  // namespace osteon::models

#endif  // OSTEON_MODELS_RIDGE_RIDGE_SETTINGS_H_
