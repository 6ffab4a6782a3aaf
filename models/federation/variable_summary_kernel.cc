#include <algorithm>
#include <cmath>
#include <utility>

#include "common/status/status_macros.h"
#include "models/federation/validation_kernels.h"

namespace osteon::models {
namespace {

absl::StatusOr<Maybe<Shares>> SharesOf(const CategoricalVariable& variable, const AnalysisTable& table,
                                       const std::vector<std::size_t>& rows, const SummaryFloors& floors) {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> columns, ColumnsOf(table, variable.columns));
  std::vector<std::uint64_t> counts(1 + columns.size(), 0);
  for (const std::size_t row : rows) {
    const auto cell = [&](std::size_t column) {
      return table.values(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column));
    };
    if (std::any_of(columns.begin(), columns.end(),
                    [&](std::size_t column) { return std::isnan(cell(column)); })) {
      continue;
    }
    const auto level =
        std::find_if(columns.begin(), columns.end(), [&](std::size_t column) { return cell(column) != 0; });
    ++counts[level == columns.end() ? 0 : static_cast<std::size_t>(level - columns.begin()) + 1];
  }
  return SummariseLevels(counts, floors);
}

}  // namespace

absl::StatusOr<VariableSummary> ComputeVariableSummary(const VariableSummaryRequest& request,
                                                       const AnalysisTable& table,
                                                       const SummaryFloors& floors) {
  const std::vector<std::size_t> rows = RowsOf(table, RowSet::kAll);
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> columns, ColumnsOf(table, request.numeric));
  VariableSummary summary;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::vector<double> measured;
    for (const std::size_t row : rows) {
      const double value =
          table.values(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(columns[i]));
      if (!std::isnan(value)) measured.push_back(value);
    }
    summary.numeric.push_back({request.numeric[i], SummariseNumeric(std::move(measured), floors)});
  }
  for (const CategoricalVariable& variable : request.categorical) {
    OSTEON_ASSIGN_OR_RETURN(Maybe<Shares> shares, SharesOf(variable, table, rows, floors));
    summary.categorical.push_back({variable.name, std::move(shares)});
  }
  return summary;
}

}  // namespace osteon::models
