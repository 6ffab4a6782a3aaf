#include "models/lasso/cross_validation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace osteon::models {

std::vector<CurvePoint> CrossValidationCurve(const std::vector<HeldOutFold>& folds) {
  std::vector<CurvePoint> curve;
  if (folds.empty()) return curve;
  double patients = 0;
  for (const HeldOutFold& fold : folds) patients += fold.patients;
  for (std::size_t l = 0; l < folds[0].loss.size(); ++l) {
    CurvePoint point;
    for (const HeldOutFold& fold : folds) point.mean += fold.loss[l] / patients;
    double spread = 0;
    for (const HeldOutFold& fold : folds) {
      const double apart = fold.loss[l] / fold.patients - point.mean;
      spread += fold.patients / patients * apart * apart;
    }
    point.se = std::sqrt(spread / static_cast<double>(folds.size() - 1));
    curve.push_back(point);
  }
  return curve;
}

ChosenPenalties ChoosePenalties(const std::vector<CurvePoint>& curve) {
  ChosenPenalties chosen;
  for (std::size_t l = 1; l < curve.size(); ++l) {
    if (curve[l].mean < curve[static_cast<std::size_t>(chosen.minimum)].mean)
      chosen.minimum = static_cast<int>(l);
  }
  const CurvePoint& least = curve[static_cast<std::size_t>(chosen.minimum)];
  while (curve[static_cast<std::size_t>(chosen.one_se)].mean > least.mean + least.se) ++chosen.one_se;
  chosen.bracketed = std::any_of(curve.begin() + chosen.minimum, curve.end(), [&](const CurvePoint& point) {
    return point.mean >= least.mean + least.se && point.mean > least.mean;
  });
  return chosen;
}

}  // namespace osteon::models
