// What one site tells of a variable so that its unit can be compared: coarse quartiles, or coarse shares.
#ifndef OSTEON_MODELS_VALIDATION_VARIABLE_SUMMARY_H_
#define OSTEON_MODELS_VALIDATION_VARIABLE_SUMMARY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/validation/estimate.h"

namespace osteon::models {

struct Quartiles {
  std::uint64_t measured = 0;  // patients, rounded down to a multiple of 5
  double lower = 0, median = 0, upper = 0;
  double iqr = 0;  // above 0; rounded by itself, so that it is not as coarse as a difference of the above
  friend bool operator==(const Quartiles&, const Quartiles&) = default;
};

struct Shares {
  std::uint64_t measured = 0;   // as above
  std::vector<double> percent;  // of each level, rounded to a multiple of 5
  friend bool operator==(const Shares&, const Shares&) = default;
};

// `unavailable` is the rule that suppressed a value: "min_patients", "min_cell", or "constant".
struct NumericSummary {
  std::string variable;
  Maybe<Quartiles> quartiles;
  friend bool operator==(const NumericSummary&, const NumericSummary&) = default;
};
struct CategoricalSummary {
  std::string variable;
  Maybe<Shares> shares;
  friend bool operator==(const CategoricalSummary&, const CategoricalSummary&) = default;
};

struct VariableSummary {
  std::vector<NumericSummary> numeric;
  std::vector<CategoricalSummary> categorical;
  friend bool operator==(const VariableSummary&, const VariableSummary&) = default;
};

// Whose stricter limits are used with those below.
struct SummaryFloors {
  std::uint64_t min_patients = 0;
  std::uint64_t min_cell = 0;
};

// Of every site and study, whatever its limits: a median of fewer patients is close to one of them.
inline constexpr std::uint64_t kLeastSummarised = 20;
inline constexpr std::uint64_t kLeastInCell = 5;

// Of the measured values, none of which is missing. Quartiles are of type 7 (quantile.h), all three rounded
// to the same grid: multiples of 10^(floor(log10(IQR)) - 1), or the first coarser one of 1, 2, 5 x 10^k, up
// to the first that is not below the IQR, on which at least min_cell patients round to each of the three. So
// no quartile is closer to one patient than to min_cell of them. The IQR, which is a distance and nobody's
// value, is rounded to the first of these grids: two digits.
//
// Suppressed: "min_patients" with fewer values than min_patients; "constant" where the middle half is (an
// IQR of 0, or below 1e-9 of the median, which is rounding); "min_cell" without such a grid.
Maybe<Quartiles> SummariseNumeric(std::vector<double> values, const SummaryFloors& floors);

// `counts`: patients with each level. Suppressed: "min_patients" as above; "min_cell" where a level has
// between 1 and min_cell - 1 patients.
Maybe<Shares> SummariseLevels(const std::vector<std::uint64_t>& counts, const SummaryFloors& floors);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_VARIABLE_SUMMARY_H_
