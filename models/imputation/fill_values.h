// What stands in for a missing value: learned over the development sites, then frozen.
#ifndef OSTEON_MODELS_IMPUTATION_FILL_VALUES_H_
#define OSTEON_MODELS_IMPUTATION_FILL_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/imputation/quantiles.h"

namespace osteon::models {

enum class FillMethod { kMean, kMedian };

struct FillValue {
  std::string column;
  double value;
  std::optional<Quantile> median;  // of kMedian: the interval that holds the pooled one
  std::uint64_t patients, events;
  std::uint64_t missing, missing_events;  // of them, those without a value
  std::string warning;                    // where more than 40 % are missing; else empty
};

// For each column (unique) the mean or median of its values over the training rows of `sites` (sorted and
// made unique here), whether any is missing there or not: a later site may lack it. The mean is rounded once
// from exact sums, in two rounds; medians as FindQuantiles, in at most five. `name` is unique within the
// study.
//
// kInvalidArgument: no site, a column twice, min_cell of 0.
// kFailedPrecondition: columns that nobody has, all named; a mean of fewer than min_cell values; a median of
// fewer than 2 min_cell.
absl::StatusOr<std::vector<FillValue>> LearnFillValues(Federation& federation, const std::string& name,
                                                       FillMethod method,
                                                       const std::vector<std::string>& columns,
                                                       const std::vector<std::string>& sites,
                                                       std::uint64_t min_cell);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_IMPUTATION_FILL_VALUES_H_
