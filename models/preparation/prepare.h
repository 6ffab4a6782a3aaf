// A site's table as a request sees it.
#ifndef OSTEON_MODELS_PREPARATION_PREPARE_H_
#define OSTEON_MODELS_PREPARATION_PREPARE_H_

#include <string>

#include "absl/status/statusor.h"
#include "models/data/analysis_table.h"
#include "models/data/patient_draws.h"
#include "models/preparation/preparation.h"
#include "models/preparation/view.h"

namespace osteon::models {

// `table` is the site's own. Rows are repeated as the view's replicate says; then missing cells are filled,
// features harmonised, derived columns and site columns added, and folds dealt: by patient, so that a repeated patient never
// stands in a fold and outside it. `preparation` is that of view.preparation, an empty one where the view
// names none.
//
// kFailedPrecondition: `draws` is null and the view needs them. kNotFound: a column that is to be filled,
// combined or is the fold column, and is not in the table. kInvalidArgument: a column of that name is there
// already; a fold column with another number of levels; a coefficient that is not finite.
absl::StatusOr<AnalysisTable> Prepare(const AnalysisTable& table, const Preparation& preparation,
                                      const View& view, const std::string& site, const PatientDraws* draws);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PREPARATION_PREPARE_H_
