// Medians and other quantiles over the sites of a federation, from counts at cuts: no minimum, no maximum,
// and no value that is a patient's.
#ifndef OSTEON_MODELS_IMPUTATION_QUANTILES_H_
#define OSTEON_MODELS_IMPUTATION_QUANTILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"

namespace osteon::models {

struct QuantileTarget {
  std::string column;
  double probability;  // above 0 and below 1
};

struct Quantile {
  double value;  // by linear interpolation between lower and upper
  // The pooled sample quantile lies between them: type 7 of Hyndman & Fan, American Statistician 50 (1996)
  // 361, as R's quantile().
  double lower, upper;
  std::uint64_t between;   // patients with a value above lower and not above upper
  std::uint64_t patients;  // with a value
};

// For each target the quantile of the column's values that are not missing, over the training rows of `sites`
// (sorted and made unique here). `name` is unique among the quantile searches of a study.
//
// One PresentMomentsRequest: mean and standard deviation bound where a quantile can be (Cantelli's
// inequality). Then at most three CutCountsRequests, all targets in each, of up to 256 cuts a target, fewer
// where that would leave less than `min_cell` patients between two on average. The interval is the narrowest
// of the cuts with at least 2 min_cell patients; the search ends when it has at most twice that or is
// narrower than 1e-3 of the column's interquartile range. So an interval is not narrower than the values of 2
// min_cell patients, unless values are equal. A constant column's quantiles are its mean, exactly.
//
// kInvalidArgument: no site, a probability out of range, min_cell of 0, more than 100
// targets of one column.
// kFailedPrecondition: a column with a value in fewer than 2 min_cell patients, named.
absl::StatusOr<std::vector<Quantile>> FindQuantiles(Federation& federation, const std::string& name,
                                                    const std::vector<QuantileTarget>& targets,
                                                    const std::vector<std::string>& sites,
                                                    std::uint64_t min_cell);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_IMPUTATION_QUANTILES_H_
