#include "models/sample_size/validation.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"

namespace osteon::models {
namespace {

constexpr double kMostLinearPredictor = 30;

// Per patient, for intercept and slope of a logistic recalibration at 0 and 1.
struct Information {
  double intercept = 0, both = 0, slope = 0;
};

// The trapezoidal rule, which converges exponentially for a normal density times a logistic one.
Information InformationOf(double mean, double sd) {
  const double step = std::min(sd / 8, 0.25);
  const auto steps = static_cast<int>(std::ceil(10 * sd / step));
  Information information;
  double total = 0;
  for (int i = -steps; i <= steps; ++i) {
    const double z = i * step / sd;
    const double weight = std::exp(-z * z / 2);
    const double lp = mean + i * step;
    const double decay = std::exp(-std::fabs(lp));
    const double variance = decay / ((1 + decay) * (1 + decay));  // p (1 - p)
    total += weight;
    information.intercept += weight * variance;
    information.both += weight * variance * lp;
    information.slope += weight * variance * lp * lp;
  }
  return {information.intercept / total, information.both / total, information.slope / total};
}

absl::Status Check(const ValidationPlan& plan) {
  if (plan.events > plan.patients) {
    return absl::InvalidArgumentError(
        absl::StrCat("sample size: ", plan.events, " events of ", plan.patients, " patients"));
  }
  if (!(plan.auc > 0 && plan.auc < 1)) {
    return absl::InvalidArgumentError(
        absl::StrCat("sample size: an AUC of ", plan.auc, " is not between 0 and 1"));
  }
  if (!(std::fabs(plan.lp_mean) <= kMostLinearPredictor) ||
      !(plan.lp_sd > 0 && plan.lp_sd <= kMostLinearPredictor)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "sample size: a linear predictor of mean ", plan.lp_mean, " and standard deviation ", plan.lp_sd,
        "; both are at most ", kMostLinearPredictor, " and the deviation is above 0"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ExpectedPrecision> PrecisionOfValidation(const ValidationPlan& plan) {
  if (absl::Status status = Check(plan); !status.ok()) return status;
  ExpectedPrecision precision{std::nullopt, std::nullopt, std::nullopt, plan.events < kEventsForValidation};
  if (plan.events == 0 || plan.events == plan.patients) return precision;
  const auto n = static_cast<double>(plan.patients);
  const double phi = static_cast<double>(plan.events) / n;
  precision.se_log_oe = std::sqrt((1 - phi) / (n * phi));
  const Information per_patient = InformationOf(plan.lp_mean, plan.lp_sd);
  precision.se_calibration_slope =
      std::sqrt(per_patient.intercept /
                (n * (per_patient.intercept * per_patient.slope - per_patient.both * per_patient.both)));
  const double c = plan.auc;
  precision.se_auc = std::sqrt(c * (1 - c) * (1 + (n / 2 - 1) * ((1 - c) / (2 - c) + c / (1 + c))) /
                               (n * n * phi * (1 - phi)));
  return precision;
}

}  // namespace osteon::models
