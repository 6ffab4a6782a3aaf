// Performance over the patients of several sites together, from sums and histograms.
#ifndef OSTEON_MODELS_VALIDATION_STACKED_H_
#define OSTEON_MODELS_VALIDATION_STACKED_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/validation/decision_curve.h"
#include "models/validation/estimate.h"
#include "models/validation/threshold_table.h"

namespace osteon::models {

// An AUC of binned risks: pairs within one bin count half, not at all, or whole.
struct BinnedAuc {
  double estimate = 0, lower_bound = 0, upper_bound = 0;
  friend bool operator==(const BinnedAuc&, const BinnedAuc&) = default;
};

//   events, non_events  (bins) patients in each bin, bins ascending
//
// Unavailable without an event or a non-event.
Maybe<BinnedAuc> AucOfBins(const std::vector<std::uint64_t>& events,
                           const std::vector<std::uint64_t>& non_events);

struct RocPoint {
  double threshold = 0;  // positive at p >= threshold
  std::uint64_t tp = 0, fp = 0;
  friend bool operator==(const RocPoint&, const RocPoint&) = default;
};

// METRICS of all external patients together. What it rests on was masked: no single site's numbers are in it.
struct StackedPerformance {
  std::string unavailable;  // why there is none; then nothing else is set
  std::uint64_t n = 0, events = 0;
  Maybe<BinnedAuc> auc;
  MaybeEstimate calibration_in_the_large, calibration_slope, calibration_intercept, oe;
  Maybe<double> brier, scaled_brier;
  std::optional<ThresholdTable> at_threshold;
  std::vector<DecisionPoint> decision_curve;
  std::vector<RocPoint> roc;  // at hundredths
  friend bool operator==(const StackedPerformance&, const StackedPerformance&) = default;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_STACKED_H_
