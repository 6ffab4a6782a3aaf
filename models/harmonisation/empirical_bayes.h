// ComBat's parametric empirical Bayes within one batch: each feature's location and scale are drawn towards
// what the batch's features have in common.
//
// Source: Johnson, Li & Rabinovic, Biostatistics 8 (2007) 118, section 3.2. Standardised values of feature j
// in a batch are normal with mean gamma_j and variance delta_j; gamma_j ~ N(gamma_bar, t2), delta_j ~ inverse
// gamma(a, b), with priors by moments over the features. The posterior means satisfy
//   gamma* = (n t2 gamma_hat + delta* gamma_bar) / (n t2 + delta*)
//   delta* = (b + sum_i (z_i - gamma*)^2 / 2) / (n / 2 + a - 1)
// and sum_i (z_i - gamma*)^2 = (n - 1) delta_hat + n (gamma_hat - gamma*)^2.
#ifndef OSTEON_MODELS_HARMONISATION_EMPIRICAL_BAYES_H_
#define OSTEON_MODELS_HARMONISATION_EMPIRICAL_BAYES_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"

namespace osteon::models {

struct BatchEstimate {
  std::size_t patients = 0;       // n
  std::vector<double> gamma_hat;  // (p) mean of the standardised values
  std::vector<double> delta_hat;  // (p) their variance with 1/(n - 1)
  double gamma_bar = 0;           // mean over features of gamma_hat
  double t2 = 0;                  // variance over features of gamma_hat, with 1/(p - 1)
  // With m and s2 the mean and variance (1/(p - 1)) over features of delta_hat: (2 s2 + m^2) / s2 and
  // (m s2 + m^3) / s2. Infinite when s2 is 0; every delta_star is then m.
  double a_prior = 0;
  double b_prior = 0;
  std::vector<double> gamma_star;  // (p)
  std::vector<double> delta_star;  // (p) > 0
};

// The fixed point that the two equations above reach in turn from gamma_hat and delta_hat. The references
// stop once no number changes by more than 1e-4 of itself; here the iteration ends when delta* no longer
// changes, so that it does not depend on which other features are there to be waited for. One step maps
// delta* to a rising function of it, so it goes one way only and cannot cycle.
//
//   gamma_hat, delta_hat  (p), p >= 2, of n >= 2 patients
//
// kFailedPrecondition: no feature varies within the batch.
absl::StatusOr<BatchEstimate> Shrink(std::size_t patients, std::vector<double> gamma_hat,
                                     std::vector<double> delta_hat);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_HARMONISATION_EMPIRICAL_BAYES_H_
