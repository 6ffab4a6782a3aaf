// Sums in the order in which NumPy adds, where the last digits show.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_PAIRWISE_SUM_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_PAIRWISE_SUM_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace osteon {

// Each number first converted to T: eight sums side by side for up to 128 numbers, else the sum of the sums
// of the halves.
template <typename T, typename Number>
T PairwiseSum(const Number* values, std::size_t n) {
  if (n < 8) {
    T sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += static_cast<T>(values[i]);
    return sum;
  }
  if (n > 128) {
    const std::size_t half = n / 2 - n / 2 % 8;
    return PairwiseSum<T>(values, half) + PairwiseSum<T>(values + half, n - half);
  }
  std::array<T, 8> r;
  for (std::size_t k = 0; k < 8; ++k) r[k] = static_cast<T>(values[k]);
  std::size_t i = 8;
  for (; i + 8 <= n; i += 8) {
    for (std::size_t k = 0; k < 8; ++k) r[k] += static_cast<T>(values[i + k]);
  }
  T sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
  for (; i < n; ++i) sum += static_cast<T>(values[i]);
  return sum;
}

// numpy.sum of a contiguous array: the sum of the pairwise sums of stretches of 8192.
template <typename T, typename Number>
T NumpySum(const std::vector<Number>& values) {
  constexpr std::size_t kStretch = 8192;
  T sum = 0;
  for (std::size_t begin = 0; begin < values.size(); begin += kStretch) {
    sum += PairwiseSum<T>(values.data() + begin, std::min(kStretch, values.size() - begin));
  }
  return sum;
}

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_PAIRWISE_SUM_H_
