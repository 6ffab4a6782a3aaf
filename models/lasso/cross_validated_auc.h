// The area under the ROC curve of the left-out rows, from histograms of their predicted probabilities.
#ifndef OSTEON_MODELS_LASSO_CROSS_VALIDATED_AUC_H_
#define OSTEON_MODELS_LASSO_CROSS_VALIDATED_AUC_H_

#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/lasso/cross_validation.h"
#include "models/lasso/path_state.h"

namespace osteon::models {

// Of equal width over [0, 1]. Two patients in one bin are a pair that is not decided.
inline constexpr int kAucBins = 100;

// The area counts a pair in one bin as half a pair in order; the bounds count it as out of order, or in
// order.
struct BoundedAuc {
  double middle = 0;
  double lower = 0;
  double upper = 0;
};

// From the number of patients without and with the event in each bin, in ascending order of probability. Both
// have one patient at least.
BoundedAuc AucOfHistogram(const std::vector<double>& without, const std::vector<double>& with);

// Folds' areas averaged by their patients, as cv.glmnet does; a fold with one outcome class has none.
struct AucCurve {
  std::vector<CurvePoint> auc;  // of the middles
  std::vector<double> lower;    // averaged bounds
  std::vector<double> upper;
};

// Of the finished fits of every fold at penalties `begin` to before `end`: one round, or more where a
// request would be too long. `columns` are those of the state; `rounds` is counted on.
absl::StatusOr<AucCurve> CrossValidateAuc(Federation& federation, const Round& round,
                                          const std::vector<StandardisedColumn>& columns,
                                          const PathState& state, int begin, int end, int& rounds);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_CROSS_VALIDATED_AUC_H_
