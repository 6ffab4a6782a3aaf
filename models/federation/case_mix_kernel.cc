#include <utility>

#include "common/status/status_macros.h"
#include "models/federation/level_of_rows.h"
#include "models/federation/risks.h"
#include "models/federation/validation_kernels.h"

namespace osteon::models {

absl::StatusOr<CaseMix> ComputeCaseMix(const CaseMixRequest& request, const AnalysisTable& table,
                                       const SummaryFloors& floors) {
  const std::vector<std::size_t> rows = RowsOf(table, request.rows);
  const Eigen::VectorXd outcome = OutcomesOf(table, rows);
  CaseMix case_mix;
  case_mix.n = rows.size();
  case_mix.events = static_cast<std::uint64_t>((outcome.array() == 1).count());
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> columns, ColumnsOf(table, request.numeric));
  for (std::size_t j = 0; j < columns.size(); ++j) {
    Eigen::VectorXd values(static_cast<Eigen::Index>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      values[static_cast<Eigen::Index>(i)] =
          table.values(static_cast<Eigen::Index>(rows[i]), static_cast<Eigen::Index>(columns[j]));
    }
    case_mix.numeric.push_back(SummariseVariable(request.numeric[j], values, outcome, floors));
  }
  for (const CategoricalVariable& variable : request.categorical) {
    OSTEON_ASSIGN_OR_RETURN(const std::vector<int> level, LevelOfRows(variable.columns, table, rows));
    case_mix.categorical.push_back(
        SummariseVariable(variable.name, level, outcome, variable.columns.size() + 1, floors));
  }
  if (std::string rule = RuleAgainstRecord(case_mix.n, case_mix.events, floors); !rule.empty()) {
    case_mix = {};
    case_mix.suppressed = std::move(rule);
  }
  return case_mix;
}

}  // namespace osteon::models
