// Case mix and subgroups (models/federation/case_mix_request.h, records.h) as messages, and back.
#ifndef OSTEON_MODELS_WIRE_CASE_MIX_WIRE_H_
#define OSTEON_MODELS_WIRE_CASE_MIX_WIRE_H_

#include "absl/status/statusor.h"
#include "models/federation/records.h"
#include "models/federation/requests.h"
#include "osteon/v1/records.pb.h"
#include "osteon/v1/requests.pb.h"

namespace osteon::models {

void Fill(const CaseMixRequest& request, v1::GatherRequest* message);
void Fill(const SubgroupRequest& request, v1::GatherRequest* message);
void Fill(const CaseMix& record, v1::SiteRecord* message);
void Fill(const Subgroups& record, v1::SiteRecord* message);

// kInvalidArgument: a column without a name or named twice, a categorical variable without columns, no set of
// rows; of subgroups also as ValidationFromMessage, and not one column for each level but the first.
absl::StatusOr<GatherRequest> RequestFromMessage(const v1::CaseMixRequest& message);
absl::StatusOr<GatherRequest> RequestFromMessage(const v1::SubgroupRequest& message);

// kInvalidArgument: more variables or levels than columns may be asked for, a variable without a name, a
// number that is not finite, a rule that is none; of subgroups also as MetricsFromMessage.
absl::StatusOr<SiteRecord> RecordFromMessage(const v1::CaseMix& message);
absl::StatusOr<SiteRecord> RecordFromMessage(const v1::Subgroups& message);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_CASE_MIX_WIRE_H_
