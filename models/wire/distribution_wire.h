// Moments, histograms and recalibration of predicted risks as messages, and back.
#ifndef OSTEON_MODELS_WIRE_DISTRIBUTION_WIRE_H_
#define OSTEON_MODELS_WIRE_DISTRIBUTION_WIRE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/validation/metrics.h"
#include "osteon/v1/records.pb.h"

namespace osteon::models {

void Fill(const Maybe<MeanAndSd>& moments, v1::MaybeMoments* message);

// kInvalidArgument: a mean that is not finite, an sd that is not 0 or more.
absl::StatusOr<Maybe<MeanAndSd>> MomentsFromMessage(const v1::MaybeMoments& message);

// The moments, the recalibration and the histograms of `record`.
void FillDistributions(const ValidationMetrics& record, v1::ValidationMetrics* message);

// kInvalidArgument: as above; a histogram of more than kMostBins bins, of edges that do not ascend, or of
// other counts than one each bin; a number that is not finite.
absl::Status ReadDistributions(const v1::ValidationMetrics& message, ValidationMetrics& record);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_WIRE_DISTRIBUTION_WIRE_H_
