#include "common/fixed_point/exact_sum.h"

#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>

#include "common/fixed_point/exact_integer.h"
#include "common/fixed_point/ring.h"

namespace osteon {
namespace {

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

// |x| = mantissa * 2^exponent, read off the bits of a finite x: this is the inner loop of every exact sum.
struct Parts {
  std::uint64_t mantissa;
  int exponent;
};
Parts Split(double x) {
  static_assert(std::numeric_limits<double>::is_iec559);
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  const int biased = static_cast<int>((bits >> 52) & 0x7ff);
  if (biased == 0) return {fraction, -1074};  // zero, or denormal: no leading one
  return {fraction | (std::uint64_t{1} << 52), biased - 1075};
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

void AddProductExactly(double x, double y, std::uint64_t* number) {
  const Parts a = Split(x);
  const Parts b = Split(y);
  AddShifted(static_cast<Uint128>(a.mantissa) * b.mantissa, a.exponent + b.exponent + kFractionBits,
             std::signbit(x) != std::signbit(y), number);
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
  const ExactInteger total = ReadExact(sum);
  const ExactInteger count = n;
  const ExactInteger spread = count * ReadExact(squares) * ExactOne() - total * total;
  return {RoundedRatio(total, count, -kFractionBits),
          spread > 0 ? RoundedRatio(spread, count * count, -2 * kFractionBits) : 0.0};
}

}  // namespace osteon
