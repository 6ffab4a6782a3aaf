// Addition in the ring of fixed-point numbers, on bare words: `count` numbers of `width` little-endian 64-bit
// words each, one after the other, every number modulo 2^(64 * width).
#ifndef OSTEON_COMMON_FIXED_POINT_RING_ARITHMETIC_H_
#define OSTEON_COMMON_FIXED_POINT_RING_ARITHMETIC_H_

#include <cstddef>
#include <cstdint>

namespace osteon {

// sum += summand.
void AddNumbers(std::uint64_t* sum, const std::uint64_t* summand, std::size_t count, std::size_t width);

// difference -= subtrahend.
void SubtractNumbers(std::uint64_t* difference, const std::uint64_t* subtrahend, std::size_t count,
                     std::size_t width);

}  // namespace osteon

#endif  // OSTEON_COMMON_FIXED_POINT_RING_ARITHMETIC_H_
