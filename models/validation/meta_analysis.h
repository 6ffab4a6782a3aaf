// Random effects meta-analysis of the estimates of several sites.
#ifndef OSTEON_MODELS_VALIDATION_META_ANALYSIS_H_
#define OSTEON_MODELS_VALIDATION_META_ANALYSIS_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"

namespace osteon::models {

// How the variance between sites is estimated; kNone is the fixed effect analysis, with none.
enum class BetweenSites { kNone, kDerSimonianLaird, kReml };

struct Interval {
  double lower = 0, upper = 0;
  friend bool operator==(const Interval&, const Interval&) = default;
};

// Where the true value at a new site is to be expected, 95 %: estimate +- quantile sqrt(tau2 + se^2).
struct PredictionIntervals {
  Interval normal;                      // z
  std::optional<Interval> t_k_minus_2;  // Student's t, k - 2: Higgins, Thompson & Spiegelhalter; from k = 3
  Interval t_k_minus_1;                 // k - 1, as metafor's with test = "knha"
  friend bool operator==(const PredictionIntervals&, const PredictionIntervals&) = default;
};

// All on the scale of the estimates given. w_i = 1 / (v_i + tau2).
struct MetaAnalysis {
  int k = 0;                    // sites
  double estimate = 0;          // sum w y / sum w
  double tau2 = 0;              // variance between sites
  std::vector<double> weights;  // (k) w_i as shares of their sum

  double se = 0;  // 1 / sqrt(sum w)
  Interval wald;

  // Hartung & Knapp: se^2 = q / sum w, q = sum w (y - estimate)^2 / (k - 1), Student's t with k - 1 degrees
  // of freedom. The ad hoc variant takes max(1, q) for q, so that it is never narrower than the Wald standard
  // error allows.
  double hk_q = 0, hk_se = 0, hk_se_ad_hoc = 0;
  Interval hartung_knapp, hartung_knapp_ad_hoc;

  // Cochran's Q with the weights 1 / v_i and its upper tail on k - 1 degrees of freedom.
  double q = 0, q_p = 1;
  // Per cent. i2 = tau2 / (tau2 + s2), s2 the typical variance (k - 1) sum u / ((sum u)^2 - sum u^2), u = 1 /
  // v; i2_q = max(0, (Q - (k - 1)) / Q). They agree for DerSimonian-Laird.
  double i2 = 0, i2_q = 0;

  PredictionIntervals prediction;     // with se
  PredictionIntervals prediction_hk;  // with hk_se
  friend bool operator==(const MetaAnalysis&, const MetaAnalysis&) = default;
};

//   estimates (k), variances (k)  of the sites, k >= 2
//
// REML by Fisher scoring from Hedges' estimate, on to where the restricted likelihood no longer rises.
//
// Sources: DerSimonian & Laird, Controlled Clinical Trials 7 (1986) 177-188; Viechtbauer, Journal of
// Educational and Behavioral Statistics 30 (2005) 261-293 (REML); Hartung & Knapp, Statistics in Medicine 20
// (2001) 3875-3889, with the ad hoc factor of Knapp & Hartung, Statistics in Medicine 22 (2003) 2693-2710;
// Higgins, Thompson & Spiegelhalter, JRSS A 172 (2009) 137-159; Higgins & Thompson, Statistics in Medicine 21
// (2002) 1539-1558 (I2).
//
// kInvalidArgument: fewer than two sites, sizes that disagree, an estimate that is not finite, a variance
// that is not finite and positive. kInternal: REML did not converge.
absl::StatusOr<MetaAnalysis> Pool(const std::vector<double>& estimates, const std::vector<double>& variances,
                                  BetweenSites between);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_META_ANALYSIS_H_
