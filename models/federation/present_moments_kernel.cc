#include <cmath>

#include "common/fixed_point/exact_sum.h"
#include "common/status/status_macros.h"
#include "models/federation/exact_column.h"
#include "models/federation/patient_sets.h"
#include "models/federation/screening_kernels.h"

namespace osteon::models {

absl::StatusOr<KernelOutput> ComputePresentMoments(const PresentMomentsRequest& request,
                                                   const AnalysisTable& table) {
  if (request.sites < 1) return absl::InvalidArgumentError("present_moments: a sum over no site");
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> columns, ColumnsOf(table, request.columns));
  KernelOutput output{RingVector(LayoutOf(request)), RowsOf(table, request.rows), {}, 0};
  RingVector& summand = output.summand;
  std::vector<double> counts(columns.size());
  PatientSets sets;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const auto column = table.values.col(static_cast<Eigen::Index>(columns[j]));
    std::vector<bool> present(output.rows.size());
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < output.rows.size(); ++i) {
      present[i] = !std::isnan(column[static_cast<Eigen::Index>(output.rows[i])]);
      if (present[i]) rows.push_back(output.rows[i]);
    }
    OSTEON_RETURN_IF_ERROR(
        CheckExactColumn("present_moments", request.columns[j], column, rows, 1, request.sites));
    for (const std::size_t row : rows) {
      const double x = column[static_cast<Eigen::Index>(row)];
      AddExactly(x, summand.MutableNumber(1, j));
      AddSquareExactly(x, summand.MutableNumber(2, j));
    }
    counts[j] = static_cast<double>(rows.size());
    sets[std::move(present)].push_back(request.columns[j]);
  }
  OSTEON_RETURN_IF_ERROR(summand.EncodeBlock(0, counts, request.sites, request.columns));
  AddStatistics("present_moments", sets, output);
  return output;
}

}  // namespace osteon::models
