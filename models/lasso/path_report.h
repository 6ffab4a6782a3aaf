// What a settled PathState says, as a LassoPath.
#ifndef OSTEON_MODELS_LASSO_PATH_REPORT_H_
#define OSTEON_MODELS_LASSO_PATH_REPORT_H_

#include <vector>

#include "models/federation/standardised_column.h"
#include "models/lasso/fit_lasso_path.h"
#include "models/lasso/path_state.h"

namespace osteon::models {

// path.fits and path.stopped. `columns` are those of the state, `original` their numbers in path.columns.
void ReportFits(const PathState& state, const std::vector<StandardisedColumn>& columns,
                const std::vector<int>& original, LassoPath& path);

// path.cross_validation but for the area under the curve, after ReportFits.
void ReportCrossValidation(const PathState& state, const std::vector<StandardisedColumn>& columns,
                           const std::vector<int>& original, LassoPath& path);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_PATH_REPORT_H_
