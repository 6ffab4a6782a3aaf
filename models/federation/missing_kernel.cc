#include <cmath>

#include "common/status/status_macros.h"
#include "models/federation/screening_kernels.h"

namespace osteon::models {

absl::StatusOr<KernelOutput> ComputeMissing(const MissingRequest& request, const AnalysisTable& table) {
  if (request.sites < 1) return absl::InvalidArgumentError("missing: a sum over no site");
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> columns, ColumnsOf(table, request.columns));
  KernelOutput output{RingVector(LayoutOf(request)), RowsOf(table, request.rows), {}, 0};
  std::vector<double> missing(columns.size(), 0.0);
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const auto column = table.values.col(static_cast<Eigen::Index>(columns[j]));
    for (const std::size_t row : output.rows) {
      if (std::isnan(column[static_cast<Eigen::Index>(row)])) ++missing[j];
    }
  }
  const auto patients = static_cast<double>(output.rows.size());
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(0, {patients}, request.sites, {"patients"}));
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(1, missing, request.sites, request.columns));
  output.statistics.push_back({"missing", std::vector<double>(output.rows.size(), 1.0)});
  return output;
}

}  // namespace osteon::models
