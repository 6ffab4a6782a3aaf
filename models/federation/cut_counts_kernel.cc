#include <algorithm>
#include <cmath>
#include <functional>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/screening_kernels.h"

namespace osteon::models {
namespace {

absl::Status Check(const CutCountsRequest& request) {
  if (request.sites < 1) return absl::InvalidArgumentError("cut_counts: a sum over no site");
  for (const auto& [column, cuts] : request.columns) {
    const bool ascending = std::adjacent_find(cuts.begin(), cuts.end(), std::greater_equal<>()) == cuts.end();
    const bool finite = std::all_of(cuts.begin(), cuts.end(), [](double cut) { return std::isfinite(cut); });
    if (cuts.empty() || cuts.size() > kMostCuts || !ascending || !finite) {
      return absl::InvalidArgumentError(absl::StrCat("cut_counts: the cuts of ", column, " are not 1 to ",
                                                     kMostCuts, " ascending numbers"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<KernelOutput> ComputeCutCounts(const CutCountsRequest& request, const AnalysisTable& table) {
  OSTEON_RETURN_IF_ERROR(Check(request));
  std::vector<std::string> names;
  names.reserve(request.columns.size());
  for (const ColumnCuts& column : request.columns) names.push_back(column.column);
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> columns, ColumnsOf(table, names));
  KernelOutput output{RingVector(LayoutOf(request)), RowsOf(table, request.rows), {}, 0};

  std::vector<double> counts(columns.size(), 0.0);
  std::vector<double> not_above;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const auto column = table.values.col(static_cast<Eigen::Index>(columns[j]));
    const std::vector<double>& cuts = request.columns[j].cuts;
    std::vector<double> in_bin(cuts.size() + 1, 0.0);  // above the cut before, not above this one
    for (const std::size_t row : output.rows) {
      const double x = column[static_cast<Eigen::Index>(row)];
      if (std::isnan(x)) continue;
      ++counts[j];
      ++in_bin[static_cast<std::size_t>(std::lower_bound(cuts.begin(), cuts.end(), x) - cuts.begin())];
    }
    double total = 0;
    for (std::size_t cut = 0; cut < cuts.size(); ++cut) not_above.push_back(total += in_bin[cut]);
  }
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(0, counts, request.sites, names));
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(1, not_above, request.sites, {}));
  output.statistics.push_back({"cut_counts", std::vector<double>(output.rows.size(), 1.0)});
  return output;
}

}  // namespace osteon::models
