#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/kernels.h"
#include "models/federation/standardised_rows.h"

namespace osteon::models {

absl::StatusOr<KernelOutput> ComputeFoldMoments(const FoldMomentsRequest& request,
                                                const AnalysisTable& table) {
  OSTEON_ASSIGN_OR_RETURN(StandardisedRows data, StandardiseRows(request.columns, request.rows, request.folds,
                                                                 request.sites, table));
  const auto folds = static_cast<std::size_t>(request.folds);
  const std::size_t p = request.columns.size();
  const std::size_t n = data.rows.size();
  std::vector<double> counts(2 * folds, 0.0);
  std::vector<double> sum(folds * p, 0.0);
  std::vector<double> square(folds * p, 0.0);
  std::vector<double> outcome(folds * p, 0.0);
  KernelOutput output{RingVector(LayoutOf(request)), data.rows, {}, 0};
  output.statistics.assign(folds, {"moments", std::vector<double>(n, 0.0)});
  for (std::size_t i = 0; i < n; ++i) {
    const auto fold = static_cast<std::size_t>(data.fold[i]);
    counts[2 * fold] += 1;
    counts[2 * fold + 1] += data.event[i] ? 1 : 0;
    output.statistics[fold].weights[i] = 1;
  }
  for (std::size_t j = 0; j < p; ++j) {
    const double* z = data.z.col(static_cast<Eigen::Index>(j)).data();
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t at = static_cast<std::size_t>(data.fold[i]) * p + j;
      sum[at] += z[i];
      square[at] += z[i] * z[i];
      if (data.event[i]) outcome[at] += z[i];
    }
  }
  std::vector<std::string> labels;
  labels.reserve(folds * p);
  for (std::size_t fold = 0; fold < folds; ++fold) {
    for (const StandardisedColumn& column : request.columns) labels.push_back(column.name);
  }
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(0, counts, request.sites, {"patients", "events"}));
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(1, sum, request.sites, labels));
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(2, square, request.sites, labels));
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(3, outcome, request.sites, labels));
  return output;
}

}  // namespace osteon::models
