#include "models/sample_size/development.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"

namespace osteon::models {
namespace {

constexpr double kNormal = 1.96;  // as the criteria are printed
constexpr double kMargin = 0.05;
constexpr double kPredictionError = 0.05;
constexpr double kMostParametersOfPredictionError = 30;
constexpr double kShrinkage = 0.9;
constexpr double kOptimism = 0.05;
constexpr double kAssumedNagelkerke = 0.15;

std::uint64_t RoundedUp(double patients) {
  return static_cast<std::uint64_t>(std::ceil(patients));
}

// For which predictor effects are expected to shrink by `shrinkage`.
double PatientsForShrinkage(double parameters, double shrinkage, double r2) {
  return parameters / ((shrinkage - 1) * std::log1p(-r2 / shrinkage));
}

// The factor that PatientsForShrinkage gives `patients` for; it increases with the factor.
double ExpectedShrinkage(double parameters, double patients, double r2) {
  double low = r2;  // needs 0 patients
  double high = 1;  // needs infinitely many
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (PatientsForShrinkage(parameters, middle, r2) < patients ? low : high) = middle;
  }
  return low;
}

}  // namespace

absl::StatusOr<DevelopmentSampleSize> SampleSizeForDevelopment(const DevelopmentPlan& plan) {
  if (plan.candidate_parameters == 0) {
    return absl::InvalidArgumentError("sample size: no candidate parameter");
  }
  if (plan.events > plan.patients) {
    return absl::InvalidArgumentError(
        absl::StrCat("sample size: ", plan.events, " events of ", plan.patients, " patients"));
  }
  if (plan.events == 0 || plan.events == plan.patients) {
    return absl::FailedPreconditionError(
        "sample size: the criteria need patients with and without the event");
  }
  const auto n = static_cast<double>(plan.patients);
  const auto p = static_cast<double>(plan.candidate_parameters);
  const double phi = static_cast<double>(plan.events) / n;
  DevelopmentSampleSize size{};
  size.prevalence = phi;
  size.largest_cox_snell_r2 = -std::expm1(2 * (phi * std::log(phi) + (1 - phi) * std::log1p(-phi)));
  size.r2_assumed = !plan.cox_snell_r2.has_value();
  size.cox_snell_r2 = plan.cox_snell_r2.value_or(kAssumedNagelkerke * size.largest_cox_snell_r2);
  const double r2 = size.cox_snell_r2;
  if (!(r2 > 0 && r2 < size.largest_cox_snell_r2)) {
    return absl::InvalidArgumentError(absl::StrCat("sample size: a Cox-Snell R2 of ", r2, "; where ",
                                                   100 * phi, " % have the event it is above 0 and below ",
                                                   size.largest_cox_snell_r2));
  }
  size.overall_risk = RoundedUp(std::pow(kNormal / kMargin, 2) * phi * (1 - phi));
  if (p <= kMostParametersOfPredictionError) {
    size.prediction_error = RoundedUp(std::exp((-0.508 + 0.259 * std::log(std::min(phi, 1 - phi)) +
                                                0.504 * std::log(p) - std::log(kPredictionError)) /
                                               0.544));
  }
  size.shrinkage = RoundedUp(PatientsForShrinkage(p, kShrinkage, r2));
  size.optimism = RoundedUp(PatientsForShrinkage(p, r2 / (r2 + kOptimism * size.largest_cox_snell_r2), r2));
  size.required =
      std::max({size.overall_risk, size.prediction_error.value_or(0), size.shrinkage, size.optimism});
  size.required_events_per_parameter = static_cast<double>(size.required) * phi / p;
  size.enough = plan.patients >= size.required;
  size.events_per_parameter = static_cast<double>(plan.events) / p;
  size.margin_of_error = kNormal * std::sqrt(phi * (1 - phi) / n);
  size.expected_shrinkage = ExpectedShrinkage(p, n, r2);
  return size;
}

}  // namespace osteon::models
