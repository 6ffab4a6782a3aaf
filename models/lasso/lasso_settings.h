// What a statistician says about a lasso or elastic net, in glmnet's terms.
#ifndef OSTEON_MODELS_LASSO_LASSO_SETTINGS_H_
#define OSTEON_MODELS_LASSO_LASSO_SETTINGS_H_

#include <limits>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"

namespace osteon::models {

// How much curvature of the training folds is asked for. The result is the same; rounds and scalars differ.
enum class FoldCurvature {
  kNone,         // the folds share that of all rows; fits near df n / 6 may remain unfinished
  kRescue,       // the same, but late a block, once, for a fold's fit that would remain unfinished
  kOnDemand,     // a block for folds whose fits would otherwise be slow
  kEverySecond,  // and one per fold at every second anchor penalty
  kEvery,        // and one per fold at every anchor penalty
};

// minimise -(1/n) log-likelihood + lambda sum_j factor_j (alpha |b_j s_j| + (1 - alpha) / 2 (b_j s_j)^2)
// with s_j the standard deviation (1/n) of column j in the rows fitted, or 1 without `standardise`.
struct LassoSettings {
  double alpha = 1;                        // in (0, 1]; 1 is the lasso
  int lambdas = 100;                       // length of the sequence
  std::optional<double> lambda_min_ratio;  // last over first; 1e-4 when n >= p, 1e-2 otherwise
  std::vector<double> lambda;           // given: descending, > 0; lambdas and lambda_min_ratio do not count
  std::vector<double> penalty_factors;  // (p) >= 0, scaled here to sum to p; empty: all 1
  bool standardise = true;
  bool intercept = true;
  int folds = 0;  // of the cross-validation, as the tables' fold says; 0: path only
  // The path ends before more coefficients than this are not zero. Not given: n / 6 with folds, n / 4
  // without.
  std::optional<int> df_max;
  // Of a block of curvature, the intercept counted, where it is less than a third of the patients.
  double most_block_columns = std::numeric_limits<double>::infinity();
  bool df_max_none = false;  // every penalty, at whatever cost in rounds and scalars
  // The folds are fitted at every penalty of the path, also after the curve has risen by one standard error.
  bool whole_curve = false;
  // Also the area under the ROC curve of the left-out rows: counts by probability, which few patients share,
  // and so only where sums over sites are all that anybody sees.
  bool auc = false;
  FoldCurvature fold_curvature = FoldCurvature::kOnDemand;
};

// kInvalidArgument: what contradicts the shapes and ranges above, by name.
absl::Status CheckLassoSettings(const LassoSettings& settings, std::size_t columns);

// glmnet's sequence: from `largest` down to largest * ratio, `count` values, geometric.
std::vector<double> LambdaSequence(double largest, double ratio, int count);

// glmnet's scaling: factors that sum to their number. Empty: all 1.
std::vector<double> ScaledPenaltyFactors(const std::vector<double>& factors, std::size_t columns);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_LASSO_SETTINGS_H_
