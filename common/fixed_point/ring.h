// Sums that do not depend on the order of arrival: numbers as integers in a ring of 64-bit words.
//
// Every summand is a sequence of blocks whose layout both sides derive from the request, never from the
// message. A number x of a block is the integer round(x * 2^fraction_bits) in two's complement, modulo 2^(64
// * words), stored as `words` little-endian 64-bit words. Addition modulo a power of two is associative and
// commutative, so a sum has the same bits whatever the order, and masks that add to zero (secure mode) change
// none of them.
#ifndef OSTEON_COMMON_FIXED_POINT_RING_H_
#define OSTEON_COMMON_FIXED_POINT_RING_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace osteon {

struct FixedPointFormat {
  int words;          // 1 to kMaxRingWords
  int fraction_bits;  // 0 to 64 * words - 2
  friend bool operator==(const FixedPointFormat&, const FixedPointFormat&) = default;
};

inline constexpr int kMaxRingWords = 5;

// Patients, events: whole numbers below 2^62.
inline constexpr FixedPointFormat kCountFormat{1, 0};

// 320 bits with 192 binary places: holds sums of x and of x^2 exactly for 1e-13 < |x| < 1e16 (smaller values
// are cut below 2^-192), so that means and variances need no common scale and lose nothing to cancellation.
inline constexpr FixedPointFormat kExactFormat{5, 192};

// A block's name stands in messages only.
struct RingBlock {
  std::string name;
  std::size_t size;
  FixedPointFormat format;
  friend bool operator==(const RingBlock&, const RingBlock&) = default;
};
using RingLayout = std::vector<RingBlock>;

std::size_t WordCount(const RingLayout& layout);
std::size_t ScalarCount(const RingLayout& layout);

// Numbers of a layout. A value: built whole, then only added.
class RingVector {
 public:
  // All zero.
  explicit RingVector(RingLayout layout);

  // kInvalidArgument: another number of words than the layout has.
  static absl::StatusOr<RingVector> FromWords(RingLayout layout, std::vector<std::uint64_t> words);

  const RingLayout& layout() const { return layout_; }
  const std::vector<std::uint64_t>& words() const { return words_; }

  // this += other, number by number. kInvalidArgument: another layout.
  absl::Status Add(const RingVector& other);

  // Writes block `block` from doubles. Refuses what could wrap once `sites` such numbers are added: |x| must
  // stay below 2^(64 * words - 1 - fraction_bits) / sites. kOutOfRange names label(i) of the first offender
  // and no value; a number that is not finite is refused the same way. `labels` may be shorter than the block
  // or empty.
  absl::Status EncodeBlock(std::size_t block, const std::vector<double>& values, int sites,
                           const std::vector<std::string>& labels);

  // Block `block` as doubles, each the ring's integer times 2^-fraction_bits, rounded once to nearest even.
  std::vector<double> DecodeBlock(std::size_t block) const;

  // The `words` words of number `index` of block `block`.
  const std::uint64_t* Number(std::size_t block, std::size_t index) const;
  std::uint64_t* MutableNumber(std::size_t block, std::size_t index);

  friend bool operator==(const RingVector&, const RingVector&) = default;

 private:
  RingLayout layout_;
  std::vector<std::uint64_t> words_;
};

}  // namespace osteon

#endif  // OSTEON_COMMON_FIXED_POINT_RING_H_
