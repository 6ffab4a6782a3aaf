// How linear predictors do over sites together: an alternative of SumRequest (requests.h).
#ifndef OSTEON_MODELS_FEDERATION_PERFORMANCE_REQUEST_H_
#define OSTEON_MODELS_FEDERATION_PERFORMANCE_REQUEST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fixed_point/ring.h"
#include "models/data/analysis_table.h"

namespace osteon::models {

// For each column, a linear predictor (log-odds), what its discrimination within sites and its squared error
// are made of.
//
//   "counts" (2)              patients, events
//   "pairs" (1)               sum over sites of events times non-events
//   "concordant" (p)          sum over sites of twice the pairs in which the event has the larger value, and
//                             once those with equal values
//   "squared error" (p) exact sum of (y - 1 / (1 + exp(-x)))^2
struct PerformanceRequest {
  std::vector<std::string> columns;
  RowSet rows = RowSet::kTrain;
  int sites = 1;
  friend bool operator==(const PerformanceRequest&, const PerformanceRequest&) = default;
};

RingLayout Layout(const PerformanceRequest& request);

// "performance"
std::string Kind(const PerformanceRequest& request);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_PERFORMANCE_REQUEST_H_
