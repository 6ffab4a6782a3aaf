// Views and preparations (models/preparation) as messages, and back.
#ifndef OSTEON_MODELS_WIRE_PREPARATION_WIRE_H_
#define OSTEON_MODELS_WIRE_PREPARATION_WIRE_H_

#include "absl/status/statusor.h"
#include "models/federation/requests.h"
#include "osteon/v1/preparation.pb.h"
#include "osteon/v1/requests.pb.h"

namespace osteon::models {

void ToMessage(const View& view, v1::View* message);
void ToMessage(const Preparation& preparation, v1::Preparation* message);
void Fill(const PrepareRequest& request, v1::SumRequest* message);

// kInvalidArgument: a name that is empty or too long, columns filled or made twice, a number that is not
// finite, folds out of range.
absl::StatusOr<View> ViewFromMessage(const v1::View& message);
absl::StatusOr<Preparation> PreparationFromMessage(const v1::Preparation& message);
absl::StatusOr<SumRequest> RequestFromMessage(const v1::PrepareRequest& message);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_PREPARATION_WIRE_H_
