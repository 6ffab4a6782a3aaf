// Performance of predicted risks against a 0/1 outcome, at one site. The names are those of validation.json.
#ifndef OSTEON_MODELS_VALIDATION_METRICS_H_
#define OSTEON_MODELS_VALIDATION_METRICS_H_

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/validation/decision_curve.h"
#include "models/validation/estimate.h"
#include "models/validation/flexible_calibration.h"
#include "models/validation/histogram.h"
#include "models/validation/hosmer_lemeshow.h"
#include "models/validation/recalibration.h"
#include "models/validation/score_moments.h"
#include "models/validation/threshold_table.h"

namespace osteon::models {

struct ValidationMetrics {
  std::uint64_t n = 0, events = 0;
  MaybeEstimate auc;                       // DeLong
  MaybeEstimate calibration_in_the_large;  // intercept with offset logit p
  MaybeEstimate calibration_slope;
  MaybeEstimate oe;  // observed over expected events, interval on the log scale
  std::optional<double> brier, scaled_brier;
  Maybe<double> ici, e50, e90;
  Maybe<CalibrationCurve> calibration_curve;  // knots at tenths
  Maybe<HosmerLemeshow> hosmer_lemeshow;      // from kPatientsForHosmerLemeshow patients
  std::optional<ThresholdTable> at_threshold;
  std::vector<DecisionPoint> decision_curve;  // at the thresholds asked for; none without patients
  ScoreMoments linear_predictor;
  Recalibration recalibration;
  // Only where they were asked for: of p in tenths, and of logit p.
  Maybe<Histogram> risk_histogram, score_histogram;
  std::string suppressed{};  // the disclosure rule for whose sake nothing is told, n and events neither
  friend bool operator==(const ValidationMetrics&, const ValidationMetrics&) = default;
};

//   risk                 (n)  predicted risks in [0, 1]
//   outcome              (n)  0 or 1
//   threshold            of the classification table
//   decision_thresholds  of the decision curve: ascending, each above 0 and below 1, at most
//                        kMostDecisionThresholds
//
// What cannot be estimated is unavailable with its reason; no patients at all is not an error.
// kInvalidArgument, without the value: sizes disagree, a risk outside [0, 1] or not a number, an outcome
// other than 0 and 1, a threshold outside [0, 1], decision thresholds that are not as above.
absl::StatusOr<ValidationMetrics> Evaluate(const Eigen::Ref<const Eigen::VectorXd>& risk,
                                           const Eigen::Ref<const Eigen::VectorXd>& outcome,
                                           std::optional<double> threshold,
                                           const std::vector<double>& decision_thresholds = {});

// The errors of Evaluate for risks and outcomes alone.
absl::Status CheckRisks(const Eigen::Ref<const Eigen::VectorXd>& risk,
                        const Eigen::Ref<const Eigen::VectorXd>& outcome);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_METRICS_H_
