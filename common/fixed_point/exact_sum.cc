#include "common/fixed_point/exact_sum.h"

#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <cstddef>

#include "common/fixed_point/ring.h"

namespace osteon {
namespace {

using boost::multiprecision::cpp_int;
__extension__ using Uint128 = unsigned __int128;

constexpr int kWords = kExactFormat.words;
constexpr int kFractionBits = kExactFormat.fraction_bits;

// number += magnitude * 2^shift, or -= when `negative`; bits below 2^0 are cut.
void AddShifted(Uint128 magnitude, int shift, bool negative, std::uint64_t* number) {
  if (shift < 0) {
    if (shift <= -128) return;
    magnitude >>= -shift;
    shift = 0;
  }
  if (magnitude == 0) return;
  const int first = shift / 64;
  const int bit = shift % 64;
  const auto low = static_cast<std::uint64_t>(magnitude);
  const auto high = static_cast<std::uint64_t>(magnitude >> 64);
  const std::uint64_t parts[3] = {
      low << bit,
      bit == 0 ? high : (high << bit) | (low >> (64 - bit)),
      bit == 0 ? 0 : high >> (64 - bit),
  };
  std::uint64_t carry = 0;  // or borrow
  for (int word = first; word < kWords; ++word) {
    const int part = word - first;
    const std::uint64_t addend = part < 3 ? parts[part] : 0;
    const std::uint64_t before = number[word];
    if (negative) {
      const std::uint64_t partial = before - addend;
      number[word] = partial - carry;
      carry = (before < addend ? 1U : 0U) + (partial < carry ? 1U : 0U);
    } else {
      const std::uint64_t partial = before + addend;
      number[word] = partial + carry;
      carry = (partial < before ? 1U : 0U) + (number[word] < partial ? 1U : 0U);
    }
    if (part >= 2 && carry == 0) break;
  }
}

// |x| = mantissa * 2^exponent.
struct Parts {
  std::uint64_t mantissa;
  int exponent;
};
Parts Split(double x) {
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(x), &exponent);
  return {static_cast<std::uint64_t>(std::ldexp(fraction, 53)), exponent - 53};
}

cpp_int SignedInteger(const std::uint64_t* number) {
  cpp_int value = 0;
  for (int word = kWords; word-- > 0;) value = (value << 64) | number[word];
  if ((number[kWords - 1] >> 63) != 0) value -= cpp_int(1) << (64 * kWords);
  return value;
}

// numerator / denominator * 2^exponent, rounded once to nearest even. Denominator > 0; the result is normal
// or zero.
double RoundedRatio(const cpp_int& numerator, const cpp_int& denominator, int exponent) {
  if (numerator == 0) return 0;
  const bool negative = numerator < 0;
  cpp_int top = negative ? cpp_int(-numerator) : numerator;
  cpp_int bottom = denominator;
  // A quotient of 64 or 65 bits and what remains.
  const int shift = 64 - static_cast<int>(msb(top)) + static_cast<int>(msb(bottom));
  if (shift >= 0) {
    top <<= shift;
  } else {
    bottom <<= -shift;
  }
  cpp_int quotient;
  cpp_int remainder;
  divide_qr(top, bottom, quotient, remainder);
  const int extra = static_cast<int>(msb(quotient)) - 52;
  cpp_int mantissa = quotient >> extra;
  const cpp_int tail = quotient - (mantissa << extra);
  const cpp_int half = cpp_int(1) << (extra - 1);
  if (tail > half || (tail == half && (remainder != 0 || bit_test(mantissa, 0)))) ++mantissa;
  const double value =
      std::ldexp(static_cast<double>(static_cast<std::uint64_t>(mantissa)), extra - shift + exponent);
  return negative ? -value : value;
}

}  // namespace

void AddExactly(double x, std::uint64_t* number) {
  const Parts parts = Split(x);
  AddShifted(parts.mantissa, parts.exponent + kFractionBits, std::signbit(x), number);
}

void AddSquareExactly(double x, std::uint64_t* number) {
  const Parts parts = Split(x);
  AddShifted(static_cast<Uint128>(parts.mantissa) * parts.mantissa, 2 * parts.exponent + kFractionBits, false,
             number);
}

bool ExactSumHolds(double largest, std::uint64_t patients, int sites) {
  if (!(largest >= 0 && largest < 0x1p55) || sites < 1) return false;
  // |x| < 2^a, patients <= 2^b, sites <= 2^c: both sums stay below 2^127.
  const auto bits = [](double value) {
    int exponent = 0;
    std::frexp(value, &exponent);
    return exponent;
  };
  const int per_value = bits(largest) > 0 ? 2 * bits(largest) : 0;
  return per_value + bits(static_cast<double>(patients)) + bits(sites) <=
         64 * kExactFormat.words - 1 - kFractionBits;
}

MeanAndVariance ExactMeanAndVariance(const std::uint64_t* sum, const std::uint64_t* squares,
                                     std::uint64_t n) {
  const cpp_int total = SignedInteger(sum);
  const cpp_int total_squares = SignedInteger(squares);
  const cpp_int count = n;
  const cpp_int spread = ((count * total_squares) << kFractionBits) - total * total;
  return {RoundedRatio(total, count, -kFractionBits),
          spread > 0 ? RoundedRatio(spread, count * count, -2 * kFractionBits) : 0.0};
}

}  // namespace osteon
