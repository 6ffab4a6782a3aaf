// The two-by-two table at one threshold and its proportions.
#ifndef OSTEON_MODELS_VALIDATION_THRESHOLD_TABLE_H_
#define OSTEON_MODELS_VALIDATION_THRESHOLD_TABLE_H_

#include <Eigen/Core>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "models/validation/estimate.h"

namespace osteon::models {

struct ThresholdTable {
  double threshold = 0;  // positive at p >= threshold
  std::uint64_t tp = 0, fp = 0, tn = 0, fn = 0;
  MaybeEstimate sensitivity, specificity, ppv, npv, accuracy;  // Wilson
  std::string suppressed{};  // the disclosure rule for whose sake only the threshold is told; empty: none
  friend bool operator==(const ThresholdTable&, const ThresholdTable&) = default;
};

// risk (n), outcome (n) 0 or 1.
ThresholdTable AtThreshold(const Eigen::Ref<const Eigen::VectorXd>& risk,
                           const Eigen::Ref<const Eigen::VectorXd>& outcome, double threshold);

// The same of counts.
ThresholdTable TableOf(double threshold, std::uint64_t tp, std::uint64_t fp, std::uint64_t tn,
                       std::uint64_t fn);

// successes / trials with Wilson's score interval (Wilson, JASA 22 (1927) 209-212), no continuity correction;
// se is sqrt(p (1 - p) / trials). Without trials unavailable for the reason `without_trials`.
MaybeEstimate WilsonProportion(std::uint64_t successes, std::uint64_t trials,
                               absl::string_view without_trials);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_THRESHOLD_TABLE_H_
