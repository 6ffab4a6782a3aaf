#include "models/lasso/lasso_settings.h"

#include <cmath>

#include "absl/strings/str_cat.h"

namespace osteon::models {

absl::Status CheckLassoSettings(const LassoSettings& settings, std::size_t columns) {
  const auto invalid = [](auto... what) {
    return absl::InvalidArgumentError(absl::StrCat("lasso: ", what...));
  };
  if (columns == 0) return invalid("no column to choose from");
  if (!(settings.alpha > 0 && settings.alpha <= 1)) {
    return invalid("alpha must be above 0 and at most 1 (0 would be ridge regression), not ", settings.alpha);
  }
  if (settings.lambda.empty()) {
    if (settings.lambdas < 1 || settings.lambdas > 1000) {
      return invalid("the number of lambdas must lie between 1 and 1000, not ", settings.lambdas);
    }
    if (settings.lambda_min_ratio && !(*settings.lambda_min_ratio > 0 && *settings.lambda_min_ratio < 1)) {
      return invalid("lambda_min_ratio must lie between 0 and 1, not ", *settings.lambda_min_ratio);
    }
  }
  for (std::size_t l = 0; l < settings.lambda.size(); ++l) {
    const double lambda = settings.lambda[l];
    if (!std::isfinite(lambda) || lambda <= 0 || (l > 0 && lambda >= settings.lambda[l - 1])) {
      return invalid("lambda must be positive numbers in descending order; number ", l + 1, " is ", lambda);
    }
  }
  if (!settings.penalty_factors.empty()) {
    if (settings.penalty_factors.size() != columns) {
      return invalid(settings.penalty_factors.size(), " penalty factors for ", columns, " columns");
    }
    double sum = 0;
    for (const double factor : settings.penalty_factors) {
      if (!std::isfinite(factor) || factor < 0)
        return invalid("a penalty factor must be 0 or more, not ", factor);
      sum += factor;
    }
    if (sum == 0) return invalid("no column is penalised; fit a logistic model instead");
  }
  if (settings.folds < 0 || settings.folds == 1 || settings.folds == 2) {
    return invalid("cross-validation needs at least 3 folds, not ", settings.folds);
  }
  if (settings.auc && settings.folds == 0) return invalid("an AUC of left-out rows needs folds");
  if (settings.df_max && *settings.df_max < 1)
    return invalid("df_max must be at least 1, not ", *settings.df_max);
  return absl::OkStatus();
}

std::vector<double> LambdaSequence(double largest, double ratio, int count) {
  std::vector<double> lambda;
  const double step = count > 1 ? std::log(ratio) / (count - 1) : 0;
  for (int l = 0; l < count; ++l) lambda.push_back(largest * std::exp(step * l));
  return lambda;
}

std::vector<double> ScaledPenaltyFactors(const std::vector<double>& factors, std::size_t columns) {
  if (factors.empty()) return std::vector<double>(columns, 1.0);
  double sum = 0;
  for (const double factor : factors) sum += factor;
  std::vector<double> scaled;
  for (const double factor : factors) scaled.push_back(factor * static_cast<double>(columns) / sum);
  return scaled;
}

}  // namespace osteon::models
