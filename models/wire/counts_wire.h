// Pooled counts and messages.
#ifndef OSTEON_MODELS_WIRE_COUNTS_WIRE_H_
#define OSTEON_MODELS_WIRE_COUNTS_WIRE_H_

#include "absl/status/statusor.h"
#include "models/federation/records.h"
#include "models/federation/requests.h"
#include "osteon/v1/records.pb.h"
#include "osteon/v1/requests.pb.h"

namespace osteon::models {

void Fill(const ConfirmCountsRequest& request, v1::SumRequest* message);
absl::StatusOr<SumRequest> RequestFromMessage(const v1::ConfirmCountsRequest& message);

void Fill(const SealedCounts& record, v1::SiteRecord* message);
absl::StatusOr<SiteRecord> RecordFromMessage(const v1::SealedCounts& message);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_COUNTS_WIRE_H_
