// The cross-validation curve and the two penalties that are read from it, as cv.glmnet defines them.
#ifndef OSTEON_MODELS_LASSO_CROSS_VALIDATION_H_
#define OSTEON_MODELS_LASSO_CROSS_VALIDATION_H_

#include <vector>

namespace osteon::models {

// Sums over the patients that one fold leaves out, at each penalty.
struct HeldOutFold {
  double patients = 0;
  std::vector<double> loss;  // by penalty
};

struct CurvePoint {
  double mean = 0;  // of the folds' mean losses, weighted by their patients
  double se = 0;    // sqrt(weighted mean of (fold mean - mean)^2 / (folds - 1))
};
std::vector<CurvePoint> CrossValidationCurve(const std::vector<HeldOutFold>& folds);

struct ChosenPenalties {
  int minimum = 0;         // index of the largest penalty with the least mean
  int one_se = 0;          // of the largest with mean <= least mean + its se
  bool bracketed = false;  // the curve rises again by that se before it ends
};
// The curve goes with descending penalties and is not empty.
ChosenPenalties ChoosePenalties(const std::vector<CurvePoint>& curve);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_CROSS_VALIDATION_H_
