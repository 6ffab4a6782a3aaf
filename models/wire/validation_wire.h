// What is asked about predicted risks (models/federation/validation_requests.h) and the records that answer
// it as messages, and back.
#ifndef OSTEON_MODELS_WIRE_VALIDATION_WIRE_H_
#define OSTEON_MODELS_WIRE_VALIDATION_WIRE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_field.h"
#include "models/federation/records.h"
#include "models/federation/requests.h"
#include "osteon/v1/records.pb.h"
#include "osteon/v1/requests.pb.h"

namespace osteon::models {

void ToMessage(const ScoredModel& model, v1::FrozenModel* message);

// kInvalidArgument: no name, no terms or too many, a term without name or named twice, a coefficient that is
// not finite, neither terms nor a score column.
absl::StatusOr<ScoredModel> ModelFromMessage(const v1::FrozenModel& message);

// kInvalidArgument: not AreDecisionThresholds.
absl::StatusOr<std::vector<double>> DecisionThresholdsFromMessage(
    const google::protobuf::RepeatedField<double>& message);

void Fill(const ScoreCountsRequest& request, v1::SumRequest* message);

// kInvalidArgument: as ModelFromMessage; no model, more than kMostScoredModels or one named twice; cuts that
// are not AreCuts; a count out of range; no set of rows.
absl::StatusOr<SumRequest> RequestFromMessage(const v1::ScoreCountsRequest& message);

void Fill(const PerformanceRequest& request, v1::SumRequest* message);
absl::StatusOr<SumRequest> RequestFromMessage(const v1::PerformanceRequest& message);
void Fill(const ValidationRequest& request, v1::GatherRequest* message);
void ToMessage(const ValidationRequest& request, v1::ValidationRequest* message);

// kInvalidArgument: as ModelFromMessage; a threshold outside [0, 1]; decision thresholds that are not
// AreDecisionThresholds; edges of a histogram that are not AreScoreEdges; no set of rows.
absl::StatusOr<GatherRequest> RequestFromMessage(const v1::ValidationRequest& message);
absl::StatusOr<ValidationRequest> ValidationFromMessage(const v1::ValidationRequest& message);

void Fill(const ValidationMetrics& record, v1::SiteRecord* message);
void ToMessage(const ValidationMetrics& record, v1::ValidationMetrics* message);

// kInvalidArgument: an estimate that is neither given nor unavailable; a number that is not finite; a
// threshold outside [0, 1]; as ReadDistributions (distribution_wire.h).
absl::StatusOr<SiteRecord> RecordFromMessage(const v1::ValidationMetrics& message);
absl::StatusOr<ValidationMetrics> MetricsFromMessage(const v1::ValidationMetrics& message);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_VALIDATION_WIRE_H_
