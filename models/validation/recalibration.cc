#include "models/validation/recalibration.h"

#include <cmath>

#include "models/validation/brier.h"

namespace osteon::models {
namespace {

// The Brier score of 1 / (1 + exp(-(intercept + slope logit p))).
double BrierWith(const Eigen::Ref<const Eigen::VectorXd>& risk,
                 const Eigen::Ref<const Eigen::VectorXd>& outcome, double intercept, double slope) {
  const Eigen::VectorXd recalibrated = risk.unaryExpr([&](double p) {
    const double eta = intercept + slope * (std::log(p) - std::log1p(-p));
    const double small = std::exp(-std::fabs(eta));
    return eta >= 0 ? 1 / (1 + small) : small / (1 + small);
  });
  return *Brier(recalibrated, outcome).brier;
}

}  // namespace

Recalibration Recalibrate(const Eigen::Ref<const Eigen::VectorXd>& risk,
                          const Eigen::Ref<const Eigen::VectorXd>& outcome, const Calibration& calibration) {
  Recalibration recalibration;
  if (calibration.in_the_large.value) {
    recalibration.brier_intercept_only.value =
        BrierWith(risk, outcome, calibration.in_the_large.value->estimate, 1);
  } else {
    recalibration.brier_intercept_only.unavailable = calibration.in_the_large.unavailable;
  }
  if (calibration.slope.value && calibration.intercept.value) {
    const Estimate& intercept = *calibration.intercept.value;
    const Estimate& slope = *calibration.slope.value;
    recalibration.logistic.value =
        LogisticRecalibration{intercept, slope, calibration.covariance,
                              BrierWith(risk, outcome, intercept.estimate, slope.estimate)};
  } else {
    recalibration.logistic.unavailable = calibration.slope.unavailable;
  }
  return recalibration;
}

}  // namespace osteon::models
