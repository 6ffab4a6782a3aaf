// Agreement of predicted risks with what happened.
#ifndef OSTEON_MODELS_VALIDATION_CALIBRATION_H_
#define OSTEON_MODELS_VALIDATION_CALIBRATION_H_

#include <Eigen/Core>
#include <string>

#include "models/validation/estimate.h"

namespace osteon::models {

struct Calibration {
  // The intercept a of logit P(y = 1) = a + logit(risk): 0 when the mean risk is right.
  MaybeEstimate in_the_large;
  // b of logit P(y = 1) = a' + b logit(risk), with its own intercept: 1 when the spread is right.
  MaybeEstimate slope;
  MaybeEstimate intercept;  // a', with the slope
  double covariance = 0;    // of a' and b, where they are available
  // Events over the sum of risks. Interval exp(log(O/E) +- 1.96 s), s^2 = (1 - O/n) / O; `se` is s O/E.
  MaybeEstimate oe;
};

//   risk     (n)  in [0, 1]
//   outcome  (n)  0 or 1
//
// Maximum likelihood to machine precision, Wald intervals. Source: Cox, Biometrika 45 (1958) 562-565;
// Steyerberg, Clinical Prediction Models, 2nd ed., section 15.3.
//
// Intercept and slope are unavailable, with the reason, where no finite estimate exists: no patients, one
// class only, a risk of exactly 0 or 1 (its logit is infinite); the slope also where all risks are equal or
// the risks separate events from non-events. O/E is unavailable without an event or when every risk is 0.
Calibration Calibrate(const Eigen::Ref<const Eigen::VectorXd>& risk,
                      const Eigen::Ref<const Eigen::VectorXd>& outcome);

// O/E of so many observed and expected events among n patients, as above.
MaybeEstimate ObservedOverExpected(double observed, double expected, double n);

// Why no logistic model of logit(risk) has a finite estimate: no patients, no events, no non-events, a risk
// of exactly 0 or 1. Empty: none of these.
std::string WhyNoLogisticFit(const Eigen::Ref<const Eigen::VectorXd>& risk, double events);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_CALIBRATION_H_
