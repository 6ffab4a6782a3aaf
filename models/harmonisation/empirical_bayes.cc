#include "models/harmonisation/empirical_bayes.h"

#include <cmath>
#include <utility>

namespace osteon::models {
namespace {

constexpr double kUnchanged = 0x1p-50;  // of delta*
constexpr int kMostSteps = 100'000;     // far beyond: where two fixed points are about to meet

struct Moments {
  double mean;
  double variance;  // with 1/(p - 1)
};

Moments MomentsOf(const std::vector<double>& values) {
  const auto p = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  const double mean = sum / p;
  double spread = 0;
  for (const double value : values) spread += (value - mean) * (value - mean);
  return {mean, spread / (p - 1)};
}

}  // namespace

absl::StatusOr<BatchEstimate> Shrink(std::size_t patients, std::vector<double> gamma_hat,
                                     std::vector<double> delta_hat) {
  const Moments gamma = MomentsOf(gamma_hat);
  const Moments delta = MomentsOf(delta_hat);
  if (!(delta.mean > 0)) {
    return absl::FailedPreconditionError("harmonisation: no feature varies within a site or scanner");
  }
  BatchEstimate estimate;
  estimate.patients = patients;
  estimate.gamma_bar = gamma.mean;
  estimate.t2 = gamma.variance;
  // a = 2 + 1/r, b = m (1 + 1/r). Below both are multiplied by r, which may be 0.
  const double r = delta.variance / (delta.mean * delta.mean);
  estimate.a_prior = 2 + 1 / r;
  estimate.b_prior = delta.mean * (1 + 1 / r);

  const auto n = static_cast<double>(patients);
  const double weight = n * gamma.variance;
  const double denominator = r * (n / 2 + 1) + 1;
  for (std::size_t j = 0; j < gamma_hat.size(); ++j) {
    const double apart = gamma_hat[j] - gamma.mean;
    const double within = (n - 1) * delta_hat[j];
    double scale = delta_hat[j];
    for (int step = 0; step < kMostSteps; ++step) {
      // gamma_hat - gamma*; 0 / 0 where the feature does not vary and all features have the same mean.
      const double off = scale > 0 ? apart * (scale / (weight + scale)) : 0;
      const double before = scale;
      scale = (r * ((within + n * off * off) / 2 + delta.mean) + delta.mean) / denominator;
      if (std::fabs(scale - before) <= kUnchanged * scale) break;
    }
    estimate.gamma_star.push_back((weight * gamma_hat[j] + scale * gamma.mean) / (weight + scale));
    estimate.delta_star.push_back(scale);
  }
  estimate.gamma_hat = std::move(gamma_hat);
  estimate.delta_hat = std::move(delta_hat);
  return estimate;
}

}  // namespace osteon::models
