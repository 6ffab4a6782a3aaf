// Which columns of a site's table a request is about.
#ifndef OSTEON_MODELS_PIPELINE_REQUEST_COLUMNS_H_
#define OSTEON_MODELS_PIPELINE_REQUEST_COLUMNS_H_

#include <string>
#include <vector>

#include "models/federation/requests.h"

namespace osteon::models {

// Of a plain sum, with repetitions; offsets and covariates among them. Of prepare what is filled, harmonised,
// combined and made. A bundle has none of its own.
std::vector<std::string> ColumnsOf(const SumRequest& request);

// The terms but the intercept, or the score column.
std::vector<std::string> ColumnsOf(const ScoredModel& model);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_REQUEST_COLUMNS_H_
