// Many tests in one report.
#ifndef OSTEON_MODELS_VALIDATION_MULTIPLICITY_H_
#define OSTEON_MODELS_VALIDATION_MULTIPLICITY_H_

#include <vector>

namespace osteon::models {

//   p  (m)  in [0, 1], in any order
//
// Holm's step-down adjustment in the same order: the r-th smallest (from 0) becomes the largest of (m - j)
// p_(j), j <= r, at most 1. It keeps the probability of any false finding among the m below the level,
// however the tests hang together. Source: Holm, Scandinavian Journal of Statistics 6 (1979) 65-70; R's
// p.adjust.
std::vector<double> HolmAdjusted(const std::vector<double>& p);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_MULTIPLICITY_H_
