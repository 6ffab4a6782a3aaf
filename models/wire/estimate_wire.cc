#include "models/wire/estimate_wire.h"

#include <cmath>

#include "common/status/status_macros.h"
#include "models/wire/message_checks.h"

namespace osteon::models {

void Fill(const Estimate& estimate, v1::Estimate* message) {
  message->set_estimate(estimate.estimate);
  message->set_se(estimate.se);
  message->set_lower(estimate.lower);
  message->set_upper(estimate.upper);
  message->set_method(estimate.method);
}

void Fill(const MaybeEstimate& estimate, v1::MaybeEstimate* message) {
  if (estimate.value) {
    Fill(*estimate.value, message->mutable_value());
  } else {
    message->set_unavailable(estimate.unavailable);
  }
}

absl::StatusOr<Estimate> EstimateFromMessage(const v1::Estimate& message) {
  for (const double number : {message.estimate(), message.se(), message.lower(), message.upper()}) {
    if (!std::isfinite(number)) return Invalid("an estimate that is not finite");
  }
  return Estimate{message.estimate(), message.se(), message.lower(), message.upper(), message.method()};
}

absl::StatusOr<MaybeEstimate> EstimateFromMessage(const v1::MaybeEstimate& message) {
  MaybeEstimate estimate;
  if (message.has_value()) {
    OSTEON_ASSIGN_OR_RETURN(estimate.value, EstimateFromMessage(message.value()));
    return estimate;
  }
  if (message.unavailable().empty()) return Invalid("an estimate that is neither given nor unavailable");
  estimate.unavailable = message.unavailable();
  return estimate;
}

}  // namespace osteon::models
