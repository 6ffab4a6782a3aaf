// Estimates as messages, and back.
#ifndef OSTEON_MODELS_WIRE_ESTIMATE_WIRE_H_
#define OSTEON_MODELS_WIRE_ESTIMATE_WIRE_H_

#include "absl/status/statusor.h"
#include "models/validation/estimate.h"
#include "osteon/v1/records.pb.h"

namespace osteon::models {

void Fill(const Estimate& estimate, v1::Estimate* message);
void Fill(const MaybeEstimate& estimate, v1::MaybeEstimate* message);

// kInvalidArgument: a number that is not finite; neither given nor unavailable.
absl::StatusOr<Estimate> EstimateFromMessage(const v1::Estimate& message);
absl::StatusOr<MaybeEstimate> EstimateFromMessage(const v1::MaybeEstimate& message);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_ESTIMATE_WIRE_H_
