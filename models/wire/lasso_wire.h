// The requests of penalised paths (models/federation/batch_requests.h) as messages, and back.
#ifndef OSTEON_MODELS_WIRE_LASSO_WIRE_H_
#define OSTEON_MODELS_WIRE_LASSO_WIRE_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "models/federation/requests.h"
#include "osteon/v1/requests.pb.h"

namespace osteon::models {

void Fill(const FoldMomentsRequest& request, v1::SumRequest* message);
void Fill(const LogisticBatchRequest& request, v1::SumRequest* message);
void Fill(const HeldOutScoresRequest& request, v1::SumRequest* message);

// kInvalidArgument: a column without name or named twice; a mean, scale or coefficient that is not usable; a
// number of a column, point or data set that the request does not have; a list that repeats itself; a count
// out of range; an answer of more than kMaxBatchScalars numbers, or kMostHeldOutScores of held-out scores.
absl::StatusOr<SumRequest> RequestFromMessage(const v1::FoldMomentsRequest& message);
absl::StatusOr<SumRequest> RequestFromMessage(const v1::LogisticBatchRequest& message);
absl::StatusOr<SumRequest> RequestFromMessage(const v1::HeldOutScoresRequest& message);

inline constexpr int kMaxFolds = 1000;
inline constexpr int kMaxBatchPoints = 100000;                         // and evaluations, and curvatures
inline constexpr std::size_t kMaxBatchScalars = std::size_t{1} << 24;  // 128 MiB
inline constexpr std::size_t kMaxBatchCoefficients = std::size_t{1} << 24;

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_LASSO_WIRE_H_
