#include "models/screening/step_log.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace osteon::models {

std::string Against(double value, const std::string& relation, double limit) {
  std::string shown = absl::StrFormat("%.6g", value);
  const std::string shown_limit = absl::StrFormat("%.6g", limit);
  if (shown == shown_limit && value != limit) shown = absl::StrFormat("%.17g", value);
  return absl::StrCat(shown, " ", relation, " ", shown_limit);
}

}  // namespace osteon::models
