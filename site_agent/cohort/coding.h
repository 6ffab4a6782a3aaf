// From a cell's text to a number: the rules for single cells.
#ifndef OSTEON_SITE_AGENT_COHORT_CODING_H_
#define OSTEON_SITE_AGENT_COHORT_CODING_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

// Empty, NA or NaN, in any case; surrounding blanks do not count.
bool IsMissing(absl::string_view cell);

struct NumericRule {
  std::optional<double> min, max;  // both allowed themselves
  std::string unit;                // for the message
};

// nullopt: missing. kInvalidArgument: not a finite number, or outside the rule's range; the message says what
// was found and needed, not where.
absl::StatusOr<std::optional<double>> CodeNumber(absl::string_view cell, const NumericRule& rule);

// The index of the level, compared as text; a level that is written NA in the dictionary is a level.
// nullopt: missing. kInvalidArgument: no level of the dictionary.
absl::StatusOr<std::optional<std::size_t>> CodeLevel(absl::string_view cell,
                                                     const std::vector<std::string>& levels);

// The same value: equal as text, or as numbers when both are ("1" and "1.0").
bool SameValue(absl::string_view a, absl::string_view b);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_COHORT_CODING_H_
