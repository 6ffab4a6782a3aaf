#include "models/harmonisation/apply_combat.h"

#include <cmath>
#include <map>

#include "common/status/status_macros.h"
#include "models/harmonisation/estimate_batch.h"

namespace osteon::models {

absl::StatusOr<AnalysisTable> ApplyCombat(const CombatModel& model, AnalysisTable table,
                                          const std::vector<std::size_t>& rows, CombatMode mode) {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> features, ColumnsOf(table, model.features));
  if (mode == CombatMode::kNone) return table;
  OSTEON_ASSIGN_OR_RETURN(const StandardisedTable standardised, Standardise(model, table));
  const std::map<int, std::vector<std::size_t>> learnt_from = BatchesOf(table, rows);
  for (const auto& [batch, of_batch] : BatchesOf(table, RowsOf(table, RowSet::kAll))) {
    const auto found = learnt_from.find(batch);
    OSTEON_ASSIGN_OR_RETURN(
        const BatchEstimate estimate,
        EstimateBatch(standardised.z,
                      found == learnt_from.end() ? std::vector<std::size_t>() : found->second));
    for (std::size_t j = 0; j < features.size(); ++j) {
      const auto from = static_cast<Eigen::Index>(j);
      const auto to = static_cast<Eigen::Index>(features[j]);
      const double scale = model.scale[j] / std::sqrt(estimate.delta_star[j]);
      for (const std::size_t at : of_batch) {
        const auto row = static_cast<Eigen::Index>(at);
        table.values(row, to) =
            (standardised.z(row, from) - estimate.gamma_star[j]) * scale + standardised.expected(row, from);
      }
    }
  }
  return table;
}

}  // namespace osteon::models
