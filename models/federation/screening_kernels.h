// The kernels of screening_requests.h, under the rules of kernels.h: pure, rows first to last, a message
// names the column and no value.
#ifndef OSTEON_MODELS_FEDERATION_SCREENING_KERNELS_H_
#define OSTEON_MODELS_FEDERATION_SCREENING_KERNELS_H_

#include "absl/status/statusor.h"
#include "models/federation/kernels.h"

namespace osteon::models {

// Exact but for the centred sums, which are cut at 2^-192. Statistics: "class_moments" (1 each),
// "class_moments no event", "class_moments event" (0 or 1), "class_moments centred product" (|y - ybar|).
absl::StatusOr<KernelOutput> ComputeClassMoments(const ClassMomentsRequest& request,
                                                 const AnalysisTable& table);

// In double precision. Statistic: "correlation" (1 each). kOutOfRange also when the standardised column's sum
// of squares is beyond the number of patients, so that no product could wrap.
absl::StatusOr<KernelOutput> ComputeCorrelation(const CorrelationRequest& request,
                                                const AnalysisTable& table);

// Takes missing cells in both readers' columns. Exact but for the centred sum, which is cut at 2^-192.
// Statistics: one "reader_agreement, COLUMN and N more" for each distinct set of patients (0 or 1), since a
// sum over one doubly read patient is that patient.
absl::StatusOr<KernelOutput> ComputeReaderAgreement(const ReaderAgreementRequest& request,
                                                    const AnalysisTable& table);

// Takes missing cells. Statistics: "missing no event", "missing event" (0 or 1).
absl::StatusOr<KernelOutput> ComputeMissing(const MissingRequest& request, const AnalysisTable& table);

// Takes missing cells. Statistics: one "present_moments, COLUMN and N more" for each distinct set of patients
// (0 or 1).
absl::StatusOr<KernelOutput> ComputePresentMoments(const PresentMomentsRequest& request,
                                                   const AnalysisTable& table);

// Takes missing cells. Statistic: "cut_counts" (1 each). kInvalidArgument: cuts that do not ascend, none or
// more than kMostCuts of a column.
absl::StatusOr<KernelOutput> ComputeCutCounts(const CutCountsRequest& request, const AnalysisTable& table);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_SCREENING_KERNELS_H_
