#include <cmath>
#include <utility>

#include "common/status/status_macros.h"
#include "models/federation/level_of_rows.h"
#include "models/federation/validation_kernels.h"

namespace osteon::models {
namespace {

absl::StatusOr<Maybe<Shares>> SharesOf(const CategoricalVariable& variable, const AnalysisTable& table,
                                       const std::vector<std::size_t>& rows, const SummaryFloors& floors) {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<int> levels, LevelOfRows(variable.columns, table, rows));
  std::vector<std::uint64_t> counts(1 + variable.columns.size(), 0);
  for (const int level : levels) {
    if (level >= 0) ++counts[static_cast<std::size_t>(level)];
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
