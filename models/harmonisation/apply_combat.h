// Harmonises a site's table.
#ifndef OSTEON_MODELS_HARMONISATION_APPLY_COMBAT_H_
#define OSTEON_MODELS_HARMONISATION_APPLY_COMBAT_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/analysis_table.h"
#include "models/harmonisation/combat_model.h"

namespace osteon::models {

enum class CombatMode {
  kSite,  // every batch less its own effect: development sites, and an external site on its own patients
  kNone,  // as deployed at a site without estimates: gamma* = 0 and delta* = 1, so features stay as they are
};

// `table` with each of the model's features x replaced, in kSite mode in every row of every batch, by
//   (z - gamma*) / sqrt(delta*) scale + expected,   z = (x - expected) / scale,
//   expected = grand_mean + covariates' effects,
// gamma* and delta* estimated for each batch from those of `rows` that are in it (EstimateBatch): training
// rows at a development site, so that hold-out patients are harmonised without being learnt from. All other
// columns, second readers' among them, stay as they are.
//
// kNotFound: a feature or covariate that the table lacks. In kSite mode also kOutOfRange: a value that is
// missing or not finite, naming the column; kFailedPrecondition: fewer than kLeastBatchPatients of `rows` in
// a batch that the table has a row of; no feature varies in one.
absl::StatusOr<AnalysisTable> ApplyCombat(const CombatModel& model, AnalysisTable table,
                                          const std::vector<std::size_t>& rows, CombatMode mode);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_HARMONISATION_APPLY_COMBAT_H_
