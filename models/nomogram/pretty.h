// Round numbers that cover a range: where the ticks of an axis stand.
#ifndef OSTEON_MODELS_NOMOGRAM_PRETTY_H_
#define OSTEON_MODELS_NOMOGRAM_PRETTY_H_

#include <vector>

namespace osteon::models {

// About intervals + 1 evenly spaced multiples of 1, 2, 5 or 10 times a power of ten, the first not above
// `low`, the last not below `high`, as R's pretty(c(low, high), intervals) with its defaults chooses them (R
// 4.2; Becker, Chambers & Wilks, The New S Language, 1988). At least two values, increasing. Each is the
// double nearest to its decimal number where the step is 1e-22 or more: 0.3, not 0.30000000000000004.
//
// Both are finite, low <= high, and intervals is at least 1.
std::vector<double> Pretty(double low, double high, int intervals);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_NOMOGRAM_PRETTY_H_
