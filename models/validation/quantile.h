// Sample quantiles.
#ifndef OSTEON_MODELS_VALIDATION_QUANTILE_H_
#define OSTEON_MODELS_VALIDATION_QUANTILE_H_

#include <vector>

namespace osteon::models {

// The quantile of type 7 of Hyndman & Fan, American Statistician 50 (1996) 361, as R's quantile(): `sorted`
// ascending and not empty, 0 <= probability <= 1.
double Quantile7(const std::vector<double>& sorted, double probability);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_QUANTILE_H_
