// A rule that a release would break.
#ifndef OSTEON_MODELS_DISCLOSURE_BREACH_H_
#define OSTEON_MODELS_DISCLOSURE_BREACH_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "models/validation/suppressed.h"

namespace osteon::models {

// Says rule, column and class of count, never a number: it crosses the wire.
struct Breach {
  std::string rule;  // "min_cell"
  std::string what;  // "patients of one fold by outcome"
};

// "disclosure rule min_cell: WHAT; ADVICE". kFailedPrecondition.
absl::Status ToStatus(const Breach& breach);

// The rule that such a message names, wherever it stands in it; nothing where it names none.
std::optional<std::string> RuleNamedIn(absl::string_view message);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_DISCLOSURE_BREACH_H_
