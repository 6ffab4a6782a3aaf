// Summaries of variables (models/validation/variable_summary.h) and the request for them as messages, and
// back.
#ifndef OSTEON_MODELS_WIRE_VARIABLE_SUMMARY_WIRE_H_
#define OSTEON_MODELS_WIRE_VARIABLE_SUMMARY_WIRE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "models/federation/records.h"
#include "models/federation/requests.h"
#include "osteon/v1/records.pb.h"
#include "osteon/v1/requests.pb.h"

namespace osteon::models {

void Fill(const VariableSummaryRequest& request, v1::GatherRequest* message);
void Fill(const VariableSummary& record, v1::SiteRecord* message);

// kInvalidArgument: a name that is empty, too long or there twice; too many of them; a categorical variable
// without columns.
absl::StatusOr<std::vector<CategoricalVariable>> CategoricalFromMessage(
    const google::protobuf::RepeatedPtrField<v1::CategoricalVariable>& message);

// kInvalidArgument: names and variables as above.
absl::StatusOr<GatherRequest> RequestFromMessage(const v1::VariableSummaryRequest& message);

// kInvalidArgument: names as above; a result that is neither given nor suppressed; quartiles that are not
// finite and ascending; a share outside 0 to 100.
absl::StatusOr<SiteRecord> RecordFromMessage(const v1::VariableSummary& message);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_VARIABLE_SUMMARY_WIRE_H_
