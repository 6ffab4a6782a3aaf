#include <cmath>
#include <numeric>
#include <utility>

#include "common/status/status_macros.h"
#include "models/federation/screening_kernels.h"

namespace osteon::models {

absl::StatusOr<KernelOutput> ComputeMissing(const MissingRequest& request, const AnalysisTable& table) {
  if (request.sites < 1) return absl::InvalidArgumentError("missing: a sum over no site");
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> columns, ColumnsOf(table, request.columns));
  KernelOutput output{RingVector(LayoutOf(request)), RowsOf(table, request.rows), {}, 0};
  const auto has_event = [&](std::size_t row) { return table.outcome[static_cast<Eigen::Index>(row)] == 1; };
  std::vector<double> missing[2] = {std::vector<double>(columns.size()), std::vector<double>(columns.size())};
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const auto column = table.values.col(static_cast<Eigen::Index>(columns[j]));
    for (const std::size_t row : output.rows) {
      if (std::isnan(column[static_cast<Eigen::Index>(row)])) ++missing[has_event(row) ? 1 : 0][j];
    }
  }
  std::vector<double> no_event;
  std::vector<double> event;
  for (const std::size_t row : output.rows) {
    event.push_back(has_event(row) ? 1 : 0);
    no_event.push_back(has_event(row) ? 0 : 1);
  }
  const double total_events = std::accumulate(event.begin(), event.end(), 0.0);
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(
      0, {static_cast<double>(output.rows.size()), total_events}, request.sites, {"patients", "events"}));
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(1, missing[0], request.sites, request.columns));
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(2, missing[1], request.sites, request.columns));
  output.statistics.push_back({"missing no event", std::move(no_event)});
  output.statistics.push_back({"missing event", std::move(event)});
  return output;
}

}  // namespace osteon::models
