// What a site would need to use a model: its own intercept, or intercept and slope.
#ifndef OSTEON_MODELS_VALIDATION_RECALIBRATION_H_
#define OSTEON_MODELS_VALIDATION_RECALIBRATION_H_

#include <Eigen/Core>

#include "models/validation/calibration.h"
#include "models/validation/estimate.h"

namespace osteon::models {

// logit P(y = 1) = intercept + slope logit p, both estimated.
struct LogisticRecalibration {
  Estimate intercept, slope;  // Wald
  double covariance = 0;      // of the two
  double brier = 0;  // of the recalibrated risks on the patients they were recalibrated with: apparent
  friend bool operator==(const LogisticRecalibration&, const LogisticRecalibration&) = default;
};

struct Recalibration {
  // With the calibration-in-the-large as intercept and slope 1: the Brier score of the recalibrated risks,
  // apparent as above.
  Maybe<double> brier_intercept_only;
  Maybe<LogisticRecalibration> logistic;
  friend bool operator==(const Recalibration&, const Recalibration&) = default;
};

//   risk, outcome  (n) as Calibrate takes them
//   calibration    what Calibrate made of them
//
// Unavailable for the reasons of the calibration's intercept and slope. Source: Steyerberg, Borsboom, van
// Houwelingen, Eijkemans & Habbema, Statistics in Medicine 23 (2004) 2567-2586, methods 2 and 3.
Recalibration Recalibrate(const Eigen::Ref<const Eigen::VectorXd>& risk,
                          const Eigen::Ref<const Eigen::VectorXd>& outcome, const Calibration& calibration);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_RECALIBRATION_H_
