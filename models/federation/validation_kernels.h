// The kernels of validation_requests.h, under the rules of kernels.h: pure, rows first to last, a message
// names the column and no value.
#ifndef OSTEON_MODELS_FEDERATION_VALIDATION_KERNELS_H_
#define OSTEON_MODELS_FEDERATION_VALIDATION_KERNELS_H_

#include "absl/status/statusor.h"
#include "models/federation/kernels.h"

namespace osteon::models {

// Statistics: "score_counts no event", "score_counts event" (0 or 1). largest_linear_predictor is that of all
// models. kInvalidArgument: no model or too many, cuts that are not AreCuts; as RisksOf (risks.h), naming the
// model.
absl::StatusOr<KernelOutput> ComputeScoreCounts(const ScoreCountsRequest& request,
                                                const AnalysisTable& table);

// Statistic: "performance" (1 each). kOutOfRange: a value that is missing or not finite, naming the column.
absl::StatusOr<KernelOutput> ComputePerformance(const PerformanceRequest& request,
                                                const AnalysisTable& table);

// The record for a comparison. kNotFound, kInvalidArgument: as RisksOf and Compare, naming the model.
absl::StatusOr<ModelComparison> ComputeComparison(const ComparisonRequest& request,
                                                  const AnalysisTable& table);
// Each model on its own view of the same patients.
absl::StatusOr<ModelComparison> ComputeComparison(const ComparisonRequest& request,
                                                  const AnalysisTable& table_a, const AnalysisTable& table_b);

// The record for a comparison of units: SummariseNumeric and SummariseLevels (variable_summary.h) of each
// variable over all analysed patients, as measured; missing cells are left out. A categorical variable's
// first share is that of the patients with none of its columns. `floors`: the study's and the hospital's.
// kNotFound: a column that the table lacks.
absl::StatusOr<VariableSummary> ComputeVariableSummary(const VariableSummaryRequest& request,
                                                       const AnalysisTable& table,
                                                       const SummaryFloors& floors);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_VALIDATION_KERNELS_H_
