#include "common/fixed_point/exact_sum.h"
#include "common/status/status_macros.h"
#include "models/federation/exact_column.h"
#include "models/federation/kernels.h"

namespace osteon::models {

absl::StatusOr<KernelOutput> ComputeMoments(const MomentsRequest& request, const AnalysisTable& table) {
  if (request.sites < 1) return absl::InvalidArgumentError("moments: a sum over no site");
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> columns, ColumnsOf(table, request.columns));
  KernelOutput output{RingVector(LayoutOf(request)), RowsOf(table, request.rows), {}, 0};
  RingVector& summand = output.summand;

  double events = 0;
  for (const std::size_t row : output.rows) events += table.outcome[static_cast<Eigen::Index>(row)];
  OSTEON_RETURN_IF_ERROR(summand.EncodeBlock(0, {static_cast<double>(output.rows.size()), events},
                                             request.sites, {"patients", "events"}));

  for (std::size_t j = 0; j < columns.size(); ++j) {
    const auto column = table.values.col(static_cast<Eigen::Index>(columns[j]));
    OSTEON_RETURN_IF_ERROR(
        CheckExactColumn("moments", request.columns[j], column, output.rows, 1, request.sites));
    std::uint64_t* sum = summand.MutableNumber(1, j);
    std::uint64_t* square = summand.MutableNumber(2, j);
    for (const std::size_t row : output.rows) {
      const double x = column[static_cast<Eigen::Index>(row)];
      AddExactly(x, sum);
      AddSquareExactly(x, square);
    }
  }
  output.statistics.push_back({"moments", std::vector<double>(output.rows.size(), 1.0)});
  return output;
}

}  // namespace osteon::models
