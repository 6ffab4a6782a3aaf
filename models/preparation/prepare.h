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

// What of a view is about values: rows repeated as its replicate says, then missing cells filled, then
// features harmonised. `table` is the site's own; of `preparation` only fills and combat are read.
//
// kFailedPrecondition: `draws` is null and the view needs them; a site with too few patients to harmonise.
// kNotFound: a column that is to be filled or harmonised and is not in the table.
absl::StatusOr<AnalysisTable> PrepareValues(const AnalysisTable& table, const Preparation& preparation,
                                            const View& view, const std::string& site,
                                            const PatientDraws* draws);

// What of a view is about columns: adds derived columns and site columns to prepared `values` and deals the
// view's folds: by patient of `table`, so that a repeated patient never stands in a fold and outside it.
//
// kNotFound: a column that is to be combined, or is the fold column, and is not in the table.
// kInvalidArgument: a column of that name is there already; a fold column with more levels; a coefficient
// that is not finite. kFailedPrecondition: as above.
absl::StatusOr<AnalysisTable> PrepareColumns(AnalysisTable values, const AnalysisTable& table,
                                             const Preparation& preparation, const FoldRule& folds,
                                             const std::string& site, const PatientDraws* draws);

// Both. `preparation` is that of view.preparation, an empty one where the view names none.
absl::StatusOr<AnalysisTable> Prepare(const AnalysisTable& table, const Preparation& preparation,
                                      const View& view, const std::string& site, const PatientDraws* draws);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PREPARATION_PREPARE_H_
