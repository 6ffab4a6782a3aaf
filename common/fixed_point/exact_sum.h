// Exact sums of doubles and of their squares, in kExactFormat.
#ifndef OSTEON_COMMON_FIXED_POINT_EXACT_SUM_H_
#define OSTEON_COMMON_FIXED_POINT_EXACT_SUM_H_

#include <cstdint>

namespace osteon {

// number (5 words, kExactFormat) += x. Bits below 2^-192 are cut towards zero. The caller has checked that
// |x| < 2^55: see ExactSumHolds.
void AddExactly(double x, std::uint64_t* number);

// number (5 words, kExactFormat) += x * x, all 106 bits of the product.
void AddSquareExactly(double x, std::uint64_t* number);

// number (5 words, kExactFormat) += x * y, all 106 bits of the product.
void AddProductExactly(double x, double y, std::uint64_t* number);

// Whether sums of x and x^2 over `patients` patients at each of `sites` sites cannot wrap when every |x| <=
// largest.
bool ExactSumHolds(double largest, std::uint64_t patients, int sites);

// Mean and variance with 1/n, rounded once from the exact ratio: sum / n and (n * squares - sum^2) / n^2. n >
// 0.
struct MeanAndVariance {
  double mean;
  double variance;  // never negative
};
MeanAndVariance ExactMeanAndVariance(const std::uint64_t* sum, const std::uint64_t* squares, std::uint64_t n);

}  // namespace osteon

#endif  // OSTEON_COMMON_FIXED_POINT_EXACT_SUM_H_
