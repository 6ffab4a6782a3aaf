// The requests of feature screening (models/federation/screening_requests.h) as messages, and back.
#ifndef OSTEON_MODELS_WIRE_SCREENING_WIRE_H_
#define OSTEON_MODELS_WIRE_SCREENING_WIRE_H_

#include "absl/status/statusor.h"
#include "models/federation/requests.h"
#include "osteon/v1/requests.pb.h"

namespace osteon::models {

void Fill(const ClassMomentsRequest& request, v1::SumRequest* message);
void Fill(const CorrelationRequest& request, v1::SumRequest* message);
void Fill(const ReaderAgreementRequest& request, v1::SumRequest* message);
void Fill(const MissingRequest& request, v1::SumRequest* message);

// kInvalidArgument: a column without name, named twice or one too many; a mean or scale that is not usable; a
// count out of range; more than kMaxCorrelations products; no set of rows.
absl::StatusOr<SumRequest> RequestFromMessage(const v1::ClassMomentsRequest& message);
absl::StatusOr<SumRequest> RequestFromMessage(const v1::CorrelationRequest& message);
absl::StatusOr<SumRequest> RequestFromMessage(const v1::ReaderAgreementRequest& message);
absl::StatusOr<SumRequest> RequestFromMessage(const v1::MissingRequest& message);

// 32 MiB of products.
inline constexpr std::size_t kMaxCorrelations = std::size_t{1} << 22;

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_SCREENING_WIRE_H_
