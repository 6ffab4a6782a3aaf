// Comparisons of two models (models/validation/comparison.h) as messages, and back.
#ifndef OSTEON_MODELS_WIRE_COMPARISON_WIRE_H_
#define OSTEON_MODELS_WIRE_COMPARISON_WIRE_H_

#include "absl/status/statusor.h"
#include "models/federation/records.h"
#include "models/federation/requests.h"
#include "osteon/v1/records.pb.h"
#include "osteon/v1/requests.pb.h"

namespace osteon::models {

void Fill(const ComparisonRequest& request, v1::GatherRequest* message);
void Fill(const ModelComparison& record, v1::SiteRecord* message);

// kInvalidArgument: as ModelFromMessage (validation_wire.h); a threshold outside [0, 1]; decision thresholds
// that are not AreDecisionThresholds; no set of rows.
absl::StatusOr<GatherRequest> RequestFromMessage(const v1::ComparisonRequest& message);

// kInvalidArgument: a result that is neither given nor unavailable; a number that is not finite; too many
// thresholds.
absl::StatusOr<SiteRecord> RecordFromMessage(const v1::ModelComparison& message);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_COMPARISON_WIRE_H_
