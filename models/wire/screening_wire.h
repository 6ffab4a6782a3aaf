// The requests of feature screening and imputation (models/federation/screening_requests.h) as messages, and
// back.
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
void Fill(const PresentMomentsRequest& request, v1::SumRequest* message);
void Fill(const CutCountsRequest& request, v1::SumRequest* message);

// kInvalidArgument: a column without name, named twice or one too many; a mean or scale that is not usable; a
// count out of range; more than kMaxCorrelations products; no set of rows;
// cuts that are not 1 to kMostCuts ascending numbers.
absl::StatusOr<SumRequest> RequestFromMessage(const v1::ClassMomentsRequest& message);
absl::StatusOr<SumRequest> RequestFromMessage(const v1::CorrelationRequest& message);
absl::StatusOr<SumRequest> RequestFromMessage(const v1::ReaderAgreementRequest& message);
absl::StatusOr<SumRequest> RequestFromMessage(const v1::MissingRequest& message);
absl::StatusOr<SumRequest> RequestFromMessage(const v1::PresentMomentsRequest& message);
absl::StatusOr<SumRequest> RequestFromMessage(const v1::CutCountsRequest& message);

// 32 MiB of products.
inline constexpr std::size_t kMaxCorrelations = std::size_t{1} << 22;

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_SCREENING_WIRE_H_
