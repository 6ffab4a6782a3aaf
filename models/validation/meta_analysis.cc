#include "models/validation/meta_analysis.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/validation/distributions.h"
#include "models/validation/estimate.h"

namespace osteon::models {
namespace {

using Values = std::vector<double>;

// What everything follows from, at one tau2.
struct Weighted {
  double sum = 0, squares = 0, cubes = 0;  // of the weights 1 / (v + tau2)
  double mean = 0;
  double deviance = 0;          // sum w (y - mean)^2
  double squared_deviance = 0;  // sum w^2 (y - mean)^2
  double log_variances = 0;     // sum log(v + tau2)
};

Weighted At(const Values& y, const Values& v, double tau2) {
  Weighted at;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double w = 1 / (v[i] + tau2);
    at.sum += w;
    at.squares += w * w;
    at.cubes += w * w * w;
    at.mean += w * y[i];
    at.log_variances -= std::log(w);
  }
  at.mean /= at.sum;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double w = 1 / (v[i] + tau2);
    const double deviation = w * (y[i] - at.mean);
    at.deviance += deviation * (y[i] - at.mean);
    at.squared_deviance += deviation * deviation;
  }
  return at;
}

double DerSimonianLaird(const Values& y, const Values& v) {
  const Weighted fixed = At(y, v, 0);
  const double df = static_cast<double>(y.size()) - 1;
  return std::max(0.0, (fixed.deviance - df) / (fixed.sum - fixed.squares / fixed.sum));
}

double RestrictedLogLikelihood(const Weighted& at) {
  return -0.5 * (at.log_variances + std::log(at.sum) + at.deviance);
}

// Hedges' estimate: the variance of the estimates less the mean of their variances.
double Hedges(const Values& y, const Values& v) {
  const auto k = static_cast<double>(y.size());
  double mean = 0;
  double variance = 0;
  for (const double value : y) mean += value / k;
  for (std::size_t i = 0; i < y.size(); ++i) variance += (y[i] - mean) * (y[i] - mean) / (k - 1) - v[i] / k;
  return std::max(0.0, variance);
}

// Fisher scoring with step halving. The score is (y'PPy - tr P) / 2, the information tr(PP) / 2.
absl::StatusOr<double> Reml(const Values& y, const Values& v) {
  constexpr int kMostSteps = 10000;
  double tau2 = Hedges(y, v);
  Weighted here = At(y, v, tau2);
  for (int step = 0; step < kMostSteps; ++step) {
    const double trace = here.sum - here.squares / here.sum;
    const double trace2 =
        here.squares - 2 * here.cubes / here.sum + here.squares * here.squares / (here.sum * here.sum);
    const double change = (here.squared_deviance - trace) / trace2;
    double next = std::max(0.0, tau2 + change);
    Weighted there = At(y, v, next);
    const double reached = RestrictedLogLikelihood(here);
    const double slack = 1e-13 * (1 + std::fabs(reached));
    for (int halving = 0; halving < 60 && !(RestrictedLogLikelihood(there) >= reached - slack); ++halving) {
      next = tau2 + (next - tau2) / 2;
      there = At(y, v, next);
    }
    const double moved = std::fabs(next - tau2);
    tau2 = next;
    here = there;
    if (moved <= 1e-13 * tau2 + 1e-14 * trace / trace2) return tau2;  // trace / trace2 is about v + tau2
  }
  return absl::InternalError("meta-analysis: REML did not converge");
}

Interval Around(double estimate, double half) {
  return {estimate - half, estimate + half};
}

PredictionIntervals Predict(const MetaAnalysis& result, double se) {
  const double deviation = std::sqrt(result.tau2 + se * se);
  PredictionIntervals intervals;
  intervals.normal = Around(result.estimate, kNormal975 * deviation);
  intervals.t_k_minus_1 = Around(result.estimate, StudentT975(result.k - 1) * deviation);
  if (result.k > 2) {
    intervals.t_k_minus_2 = Around(result.estimate, StudentT975(result.k - 2) * deviation);
  }
  return intervals;
}

absl::Status Check(const Values& y, const Values& v) {
  if (y.size() != v.size()) return absl::InvalidArgumentError("meta-analysis: not one variance per estimate");
  if (y.size() < 2) {
    return absl::InvalidArgumentError(absl::StrCat("meta-analysis: ", y.size(), " estimates, needs two"));
  }
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!std::isfinite(y[i]) || !std::isfinite(v[i]) || !(v[i] > 0)) {
      return absl::InvalidArgumentError(
          absl::StrCat("meta-analysis: estimate ", i + 1, " or its variance is not a usable number"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<double> VarianceBetween(const Values& y, const Values& v, BetweenSites between) {
  if (between == BetweenSites::kDerSimonianLaird) return DerSimonianLaird(y, v);
  if (between == BetweenSites::kReml) return Reml(y, v);
  return 0.0;
}

}  // namespace

absl::StatusOr<MetaAnalysis> Pool(const Values& estimates, const Values& variances, BetweenSites between) {
  OSTEON_RETURN_IF_ERROR(Check(estimates, variances));
  MetaAnalysis result;
  result.k = static_cast<int>(estimates.size());
  const double df = result.k - 1;
  OSTEON_ASSIGN_OR_RETURN(result.tau2, VarianceBetween(estimates, variances, between));

  const Weighted at = At(estimates, variances, result.tau2);
  result.estimate = at.mean;
  for (const double v : variances) result.weights.push_back(1 / (v + result.tau2) / at.sum);
  result.se = 1 / std::sqrt(at.sum);
  result.wald = Around(at.mean, kNormal975 * result.se);
  result.hk_q = at.deviance / df;
  result.hk_se = std::sqrt(result.hk_q) * result.se;
  result.hk_se_ad_hoc = std::sqrt(std::max(1.0, result.hk_q)) * result.se;
  const double t = StudentT975(df);
  result.hartung_knapp = Around(at.mean, t * result.hk_se);
  result.hartung_knapp_ad_hoc = Around(at.mean, t * result.hk_se_ad_hoc);

  const Weighted fixed = At(estimates, variances, 0);
  result.q = fixed.deviance;
  result.q_p = ChiSquaredUpper(result.q, df);
  const double typical = df * fixed.sum / (fixed.sum * fixed.sum - fixed.squares);
  result.i2 = 100 * result.tau2 / (result.tau2 + typical);
  result.i2_q = result.q > 0 ? std::max(0.0, 100 * (result.q - df) / result.q) : 0;

  result.prediction = Predict(result, result.se);
  result.prediction_hk = Predict(result, result.hk_se);
  return result;
}

}  // namespace osteon::models
