// Performance of predicted risks against a 0/1 outcome, at one site. The names are those of validation.json.
#ifndef OSTEON_MODELS_VALIDATION_METRICS_H_
#define OSTEON_MODELS_VALIDATION_METRICS_H_

#include <cstdint>
#include <optional>
#include <string>

namespace osteon::models {

// An estimate on its own scale with a 95 % interval.
struct Estimate {
  double estimate = 0;
  double se = 0;
  double lower = 0;
  double upper = 0;
  std::string method;  // "DeLong", "Wald", "Wilson", ...
  friend bool operator==(const Estimate&, const Estimate&) = default;
};

// Either an estimate or the reason why there is none ("no events", "all predicted risks are equal", ...).
struct MaybeEstimate {
  std::optional<Estimate> value;
  std::string unavailable;  // set when value is not
  friend bool operator==(const MaybeEstimate&, const MaybeEstimate&) = default;
};

struct ThresholdTable {
  double threshold = 0;  // positive at p >= threshold
  std::uint64_t tp = 0, fp = 0, tn = 0, fn = 0;
  MaybeEstimate sensitivity, specificity, ppv, npv, accuracy;  // Wilson
  friend bool operator==(const ThresholdTable&, const ThresholdTable&) = default;
};

struct ValidationMetrics {
  std::uint64_t n = 0, events = 0;
  MaybeEstimate auc;                       // DeLong
  MaybeEstimate calibration_in_the_large;  // intercept with offset logit p
  MaybeEstimate calibration_slope;
  MaybeEstimate oe;  // observed over expected events, interval on the log scale
  std::optional<double> brier, scaled_brier;
  std::optional<ThresholdTable> at_threshold;
  friend bool operator==(const ValidationMetrics&, const ValidationMetrics&) = default;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_METRICS_H_
