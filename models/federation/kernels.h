// What a site computes for each kind of request, on its own rows. Pure: no policy, no rounding but the
// ring's, no I/O.
#ifndef OSTEON_MODELS_FEDERATION_KERNELS_H_
#define OSTEON_MODELS_FEDERATION_KERNELS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fixed_point/ring.h"
#include "models/data/analysis_table.h"
#include "models/federation/records.h"
#include "models/federation/requests.h"

namespace osteon::models {

// A summand and what the site's policy judges it by: every summand is sum_i w_i f(x_i).
struct KernelOutput {
  RingVector summand;
  std::vector<double>
      weights;  // (n of the request's rows) w: 1 for moments, p (1 - p) and residuals otherwise
  std::string weighted_statistic;       // which statistic the weights belong to: "moments", "logistic"
  double largest_linear_predictor = 0;  // max |x_i' beta|
};

// kNotFound: a column that the table lacks. kInvalidArgument: a request that contradicts itself. kOutOfRange:
// a number that could wrap the ring or is not finite; the message names the column and no value.
absl::StatusOr<KernelOutput> ComputeSummand(const SumRequest& request, const AnalysisTable& table);

// The record for a validation request (admission is the cohort's own).
absl::StatusOr<ValidationMetrics> ComputeValidation(const ValidationRequest& request,
                                                    const AnalysisTable& table);

// Version of each kernel; a change inside a running fit is refused. "logistic" -> "1".
const std::map<std::string, std::string>& KernelVersions();

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_KERNELS_H_
