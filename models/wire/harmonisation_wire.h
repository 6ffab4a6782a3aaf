// The request of harmonisation (models/federation/harmonisation_requests.h) as a message, and back.
#ifndef OSTEON_MODELS_WIRE_HARMONISATION_WIRE_H_
#define OSTEON_MODELS_WIRE_HARMONISATION_WIRE_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "models/federation/requests.h"
#include "osteon/v1/requests.pb.h"

namespace osteon::models {

void Fill(const BatchMomentsRequest& request, v1::SumRequest* message);

// kInvalidArgument: a column without name, one that stands twice among features and covariates together, or
// one too many; more than kMaxBatchProducts products; a count of sites out of range; no set of rows.
absl::StatusOr<SumRequest> RequestFromMessage(const v1::BatchMomentsRequest& message);

// Of covariates with features and with each other: 20 MiB.
inline constexpr std::size_t kMaxBatchProducts = std::size_t{1} << 19;

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_HARMONISATION_WIRE_H_
