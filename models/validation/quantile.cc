#include "models/validation/quantile.h"

#include <cmath>
#include <cstddef>

namespace osteon::models {

double Quantile7(const std::vector<double>& sorted, double probability) {
  const double rank = static_cast<double>(sorted.size() - 1) * probability;
  const double fuzz = 1e-15 * (1 + rank);  // a rank as near as rounding to a whole number is that number
  const double below = std::floor(rank + fuzz);
  const auto low = static_cast<std::size_t>(below);
  const double share = rank - below;
  // Between equal values too, where interpolating would round.
  if (std::fabs(share) < fuzz || low + 1 >= sorted.size() || sorted[low] == sorted[low + 1])
    return sorted[low];
  return (1 - share) * sorted[low] + share * sorted[low + 1];
}

}  // namespace osteon::models
