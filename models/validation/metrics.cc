#include "models/validation/metrics.h"

#include <utility>

#include "common/status/status_macros.h"
#include "models/validation/auc.h"
#include "models/validation/brier.h"
#include "models/validation/calibration.h"

namespace osteon::models {

absl::Status CheckRisks(const Eigen::Ref<const Eigen::VectorXd>& risk,
                        const Eigen::Ref<const Eigen::VectorXd>& outcome) {
  if (risk.size() != outcome.size()) {
    return absl::InvalidArgumentError("not one predicted risk for each outcome");
  }
  for (Eigen::Index i = 0; i < risk.size(); ++i) {
    if (!(risk[i] >= 0 && risk[i] <= 1)) {
      return absl::InvalidArgumentError("a predicted risk is not between 0 and 1");
    }
    if (outcome[i] != 0 && outcome[i] != 1) {
      return absl::InvalidArgumentError("an outcome is neither 0 nor 1");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<ValidationMetrics> Evaluate(const Eigen::Ref<const Eigen::VectorXd>& risk,
                                           const Eigen::Ref<const Eigen::VectorXd>& outcome,
                                           std::optional<double> threshold,
                                           const std::vector<double>& decision_thresholds) {
  OSTEON_RETURN_IF_ERROR(CheckRisks(risk, outcome));
  if (threshold && !(*threshold >= 0 && *threshold <= 1)) {
    return absl::InvalidArgumentError("the threshold is not between 0 and 1");
  }
  OSTEON_RETURN_IF_ERROR(CheckDecisionThresholds(decision_thresholds));
  ValidationMetrics metrics;
  metrics.events = static_cast<std::uint64_t>((outcome.array() == 1).count());
  metrics.n = static_cast<std::uint64_t>(risk.size());
  metrics.auc = Auc(risk, outcome);
  Calibration calibration = Calibrate(risk, outcome);
  metrics.recalibration = Recalibrate(risk, outcome, calibration);
  metrics.linear_predictor = MomentsOfScores(risk, outcome);
  metrics.calibration_in_the_large = std::move(calibration.in_the_large);
  metrics.calibration_slope = std::move(calibration.slope);
  metrics.oe = std::move(calibration.oe);
  const BrierScores scores = Brier(risk, outcome);
  metrics.brier = scores.brier;
  metrics.scaled_brier = scores.scaled_brier;
  FlexibleCalibration flexible = CalibrateFlexibly(risk, outcome, metrics.n >= kPatientsForFiveKnots ? 5 : 3);
  metrics.ici = std::move(flexible.ici);
  metrics.e50 = std::move(flexible.e50);
  metrics.e90 = std::move(flexible.e90);
  metrics.calibration_curve = std::move(flexible.curve);
  metrics.hosmer_lemeshow = metrics.n >= kPatientsForHosmerLemeshow
                                ? ComputeHosmerLemeshow(risk, outcome)
                                : Maybe<HosmerLemeshow>{std::nullopt, "fewer than 100 patients"};
  if (threshold) metrics.at_threshold = AtThreshold(risk, outcome, *threshold);
  metrics.decision_curve = DecisionCurve(risk, outcome, decision_thresholds);
  return metrics;
}

}  // namespace osteon::models
