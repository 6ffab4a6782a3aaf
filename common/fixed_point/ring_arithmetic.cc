#include "common/fixed_point/ring_arithmetic.h"

namespace osteon {

void AddNumbers(std::uint64_t* sum, const std::uint64_t* summand, std::size_t count, std::size_t width) {
  if (width == 1) {
    for (std::size_t i = 0; i < count; ++i) sum[i] += summand[i];
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t carry = 0;
    for (std::size_t word = 0; word < width; ++word, ++sum, ++summand) {
      const std::uint64_t partial = *sum + carry;
      carry = partial < carry ? 1U : 0U;
      *sum = partial + *summand;
      carry += *sum < partial ? 1U : 0U;
    }
  }
}

void SubtractNumbers(std::uint64_t* difference, const std::uint64_t* subtrahend, std::size_t count,
                     std::size_t width) {
  if (width == 1) {
    for (std::size_t i = 0; i < count; ++i) difference[i] -= subtrahend[i];
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t borrow = 0;
    for (std::size_t word = 0; word < width; ++word, ++difference, ++subtrahend) {
      const std::uint64_t partial = *difference - borrow;
      borrow = partial > *difference ? 1U : 0U;
      *difference = partial - *subtrahend;
      borrow += *difference > partial ? 1U : 0U;
    }
  }
}

}  // namespace osteon
