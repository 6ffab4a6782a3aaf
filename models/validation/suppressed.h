// What stands in the place of a number that is not released.
#ifndef OSTEON_MODELS_VALIDATION_SUPPRESSED_H_
#define OSTEON_MODELS_VALIDATION_SUPPRESSED_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace osteon::models {

// For a disclosure rule's sake: "suppressed: min_cell", and back.
std::string Suppressed(absl::string_view rule);
std::optional<std::string> SuppressedBy(absl::string_view text);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_SUPPRESSED_H_
