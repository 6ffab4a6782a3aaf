#include "models/ridge/ridge_settings.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "models/lasso/lasso_settings.h"

namespace osteon::models {

absl::Status CheckRidgeSettings(const RidgeSettings& settings, std::size_t columns) {
  // What the two share is checked there.
  LassoSettings lasso;
  lasso.lambdas = settings.lambdas;
  lasso.lambda_min_ratio = settings.lambda_min_ratio;
  lasso.lambda = settings.lambda;
  lasso.penalty_factors = settings.penalty_factors;
  lasso.folds = settings.folds;
  const absl::Status status = CheckLassoSettings(lasso, columns);
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat("ridge: ", absl::StripPrefix(status.message(), "lasso: ")));
}

}  // namespace osteon::models
