#include "common/fixed_point/exact_integer.h"

#include <cmath>

#include "common/fixed_point/ring.h"

namespace osteon {

ExactInteger ExactOne() {
  return ExactInteger(1) << kExactFormat.fraction_bits;
}

ExactInteger ReadExact(const std::uint64_t* number) {
  ExactInteger value = 0;
  for (int word = kExactFormat.words; word-- > 0;) value = (value << 64) | number[word];
  if ((number[kExactFormat.words - 1] >> 63) != 0) value -= ExactInteger(1) << (64 * kExactFormat.words);
  return value;
}

void WriteExact(const ExactInteger& value, std::uint64_t* number) {
  ExactInteger rest = value;
  if (rest < 0) rest += ExactInteger(1) << (64 * kExactFormat.words);
  for (int word = 0; word < kExactFormat.words; ++word) {
    number[word] = static_cast<std::uint64_t>(rest & ~std::uint64_t{0});
    rest >>= 64;
  }
}

double RoundedRatio(const ExactInteger& numerator, const ExactInteger& denominator, int exponent) {
  if (numerator == 0) return 0;
  const bool negative = numerator < 0;
  ExactInteger top = negative ? ExactInteger(-numerator) : numerator;
  ExactInteger bottom = denominator;
  // A quotient of 64 or 65 bits and what remains.
  const int shift = 64 - static_cast<int>(msb(top)) + static_cast<int>(msb(bottom));
  if (shift >= 0) {
    top <<= shift;
  } else {
    bottom <<= -shift;
  }
  ExactInteger quotient;
  ExactInteger remainder;
  divide_qr(top, bottom, quotient, remainder);
  const int extra = static_cast<int>(msb(quotient)) - 52;
  ExactInteger mantissa = quotient >> extra;
  const ExactInteger tail = quotient - (mantissa << extra);
  const ExactInteger half = ExactInteger(1) << (extra - 1);
  if (tail > half || (tail == half && (remainder != 0 || bit_test(mantissa, 0)))) ++mantissa;
  const double value =
      std::ldexp(static_cast<double>(static_cast<std::uint64_t>(mantissa)), extra - shift + exponent);
  return negative ? -value : value;
}

}  // namespace osteon
