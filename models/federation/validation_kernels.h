// The kernels of validation_requests.h, under the rules of kernels.h: pure, rows first to last, a message
// names the column and no value.
#ifndef OSTEON_MODELS_FEDERATION_VALIDATION_KERNELS_H_
#define OSTEON_MODELS_FEDERATION_VALIDATION_KERNELS_H_

#include <cstddef>
#include <string>
#include <vector>

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

// The record for a case mix: SummariseVariable (case_mix.h) of each variable over the request's rows, as
// measured. `floors`: the study's and the hospital's. kNotFound: a column that the table lacks.
absl::StatusOr<CaseMix> ComputeCaseMix(const CaseMixRequest& request, const AnalysisTable& table,
                                       const SummaryFloors& floors);

struct RowsOfLevel {
  std::string level;
  std::vector<std::size_t> rows;
};

// The rows of `set` with each level of the variable, in its order; those without a value as kMissingLevel at
// the end, if there are any. `table`: the site's own, as measured. kNotFound: a column that it lacks.
// kInvalidArgument: not one column for each level but the first.
absl::StatusOr<std::vector<RowsOfLevel>> RowsByLevel(const SubgroupVariable& variable, RowSet set,
                                                     const AnalysisTable& table);

// The record for subgroups: ComputeValidation of each level's rows of `seen`, the table as the request's view
// has it.
absl::StatusOr<Subgroups> ComputeSubgroups(const SubgroupRequest& request, const AnalysisTable& seen,
                                           const std::vector<RowsOfLevel>& by_level);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_VALIDATION_KERNELS_H_
