// Numbers in kExactFormat as integers of any size: arithmetic on exact sums that rounds once, at its end.
#ifndef OSTEON_COMMON_FIXED_POINT_EXACT_INTEGER_H_
#define OSTEON_COMMON_FIXED_POINT_EXACT_INTEGER_H_

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>

namespace osteon {

using ExactInteger = boost::multiprecision::cpp_int;

// 2^192: the integer that stands for 1.
ExactInteger ExactOne();

// The number (5 words, kExactFormat) times ExactOne().
ExactInteger ReadExact(const std::uint64_t* number);

// The reverse. |value| < 2^319.
void WriteExact(const ExactInteger& value, std::uint64_t* number);

// numerator / denominator * 2^exponent, rounded once to nearest even, so the same bits on every machine.
// denominator > 0; a result beyond the largest double is infinite, one below the smallest normal loses bits.
double RoundedRatio(const ExactInteger& numerator, const ExactInteger& denominator, int exponent = 0);

}  // namespace osteon

#endif  // OSTEON_COMMON_FIXED_POINT_EXACT_INTEGER_H_
