#include "models/study/available.h"

namespace osteon::models {

absl::Status CheckAvailable(const Study& study) {
  if (study.privacy.secure_aggregation != "required") return absl::OkStatus();
  return absl::FailedPreconditionError(
      "privacy: secure_aggregation: required is not available in this version, which has no masks; say "
      "preferred "
      "where every site agrees to show the coordinator its own sums, or simulate with a policy that says "
      "rules: "
      "off_for_testing");
}

}  // namespace osteon::models
