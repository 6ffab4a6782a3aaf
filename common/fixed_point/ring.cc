#include "common/fixed_point/ring.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/fixed_point/ring_arithmetic.h"

namespace osteon {
namespace {

using Words = std::uint64_t[kMaxRingWords];

// words = -words, modulo 2^(64 * count).
void Negate(std::uint64_t* words, int count) {
  bool carry = true;
  for (int i = 0; i < count; ++i) {
    words[i] = ~words[i] + (carry ? 1 : 0);
    carry = carry && words[i] == 0;
  }
}

// The integer nearest to |x| * 2^fraction_bits (half to even), whose binary places are all below 64 * words.
void EncodeMagnitude(double x, const FixedPointFormat& format, std::uint64_t* words) {
  std::fill_n(words, format.words, 0);
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(x), &exponent);
  auto mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
  int shift = exponent - 53 + format.fraction_bits;
  if (shift < 0) {
    if (shift < -54) return;  // below a quarter of the last place
    const std::uint64_t half = std::uint64_t{1} << (-shift - 1);
    const std::uint64_t rest = mantissa & (2 * half - 1);
    mantissa >>= -shift;
    if (rest > half || (rest == half && (mantissa & 1) == 1)) ++mantissa;
    shift = 0;
  }
  const int word = shift / 64;
  const int bit = shift % 64;
  if (word < format.words) words[word] = mantissa << bit;
  if (bit != 0 && word + 1 < format.words) words[word + 1] = mantissa >> (64 - bit);
}

double DecodeNumber(const std::uint64_t* number, const FixedPointFormat& format) {
  Words words = {};
  std::copy_n(number, format.words, words);
  const bool negative = (words[format.words - 1] >> 63) != 0;
  if (negative) Negate(words, format.words);
  int top = format.words - 1;
  while (top > 0 && words[top] == 0) --top;
  if (words[top] == 0) return 0;
  // The 64 leading bits, the lowest of them standing for everything below as well.
  const int leading = std::countl_zero(words[top]);
  std::uint64_t head = words[top] << leading;
  bool rest = false;
  if (top > 0) {
    if (leading > 0) head |= words[top - 1] >> (64 - leading);
    rest = leading == 0 ? words[top - 1] != 0 : (words[top - 1] << leading) != 0;
    for (int i = 0; i + 1 < top; ++i) rest = rest || words[i] != 0;
  }
  std::uint64_t mantissa = head >> 11;
  const std::uint64_t tail = head & 0x7ff;
  if (tail > 0x400 || (tail == 0x400 && (rest || (mantissa & 1) == 1))) ++mantissa;
  const double value =
      std::ldexp(static_cast<double>(mantissa), 11 + 64 * top - leading - format.fraction_bits);
  return negative ? -value : value;
}

}  // namespace

std::size_t WordCount(const RingLayout& layout) {
  std::size_t words = 0;
  for (const RingBlock& block : layout) words += block.size * static_cast<std::size_t>(block.format.words);
  return words;
}

std::size_t ScalarCount(const RingLayout& layout) {
  std::size_t scalars = 0;
  for (const RingBlock& block : layout) scalars += block.size;
  return scalars;
}

RingVector::RingVector(RingLayout layout) : layout_(std::move(layout)), words_(WordCount(layout_), 0) {}

absl::StatusOr<RingVector> RingVector::FromWords(RingLayout layout, std::vector<std::uint64_t> words) {
  if (words.size() != WordCount(layout)) {
    return absl::InvalidArgumentError(
        absl::StrCat("a sum of ", words.size(), " words, where its request has ", WordCount(layout)));
  }
  RingVector vector{RingLayout{}};
  vector.layout_ = std::move(layout);
  vector.words_ = std::move(words);
  return vector;
}

absl::Status RingVector::Add(const RingVector& other) {
  if (!(layout_ == other.layout_)) {
    return absl::InvalidArgumentError("two summands of different layout cannot be added");
  }
  std::size_t at = 0;
  for (const RingBlock& block : layout_) {
    const auto width = static_cast<std::size_t>(block.format.words);
    AddNumbers(words_.data() + at, other.words_.data() + at, block.size, width);
    at += block.size * width;
  }
  return absl::OkStatus();
}

absl::Status RingVector::EncodeBlock(std::size_t block, const std::vector<double>& values, int sites,
                                     const std::vector<std::string>& labels) {
  if (block >= layout_.size() || values.size() != layout_[block].size || sites < 1) {
    return absl::InternalError("a block is encoded with another size than its layout has");
  }
  const FixedPointFormat& format = layout_[block].format;
  const double limit = std::ldexp(1.0, 64 * format.words - 1 - format.fraction_bits) / sites;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::fabs(values[i]) < limit) continue;
    return absl::OutOfRangeError(absl::StrCat(
        layout_[block].name, ", ", i < labels.size() ? labels[i] : absl::StrCat("number ", i + 1),
        std::isfinite(values[i]) ? ": too large for the sum's fixed-point numbers"
                                 : ": is not a finite number"));
  }
  std::uint64_t* number = MutableNumber(block, 0);
  if (format.words == 1) {
    const double scale = std::ldexp(1.0, format.fraction_bits);
    for (std::size_t i = 0; i < values.size(); ++i) {
      number[i] = static_cast<std::uint64_t>(static_cast<std::int64_t>(std::nearbyint(values[i] * scale)));
    }
    return absl::OkStatus();
  }
  for (const double value : values) {
    EncodeMagnitude(value, format, number);
    if (std::signbit(value)) Negate(number, format.words);
    number += format.words;
  }
  return absl::OkStatus();
}

std::vector<double> RingVector::DecodeBlock(std::size_t block) const {
  const RingBlock& described = layout_[block];
  std::vector<double> values(described.size);
  const std::uint64_t* number = Number(block, 0);
  if (described.format.words == 1) {
    const double unit = std::ldexp(1.0, -described.format.fraction_bits);
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<double>(static_cast<std::int64_t>(number[i])) * unit;
    }
    return values;
  }
  for (double& value : values) {
    value = DecodeNumber(number, described.format);
    number += described.format.words;
  }
  return values;
}

const std::uint64_t* RingVector::Number(std::size_t block, std::size_t index) const {
  std::size_t at = 0;
  for (std::size_t i = 0; i < block; ++i)
    at += layout_[i].size * static_cast<std::size_t>(layout_[i].format.words);
  return words_.data() + at + index * static_cast<std::size_t>(layout_[block].format.words);
}

std::uint64_t* RingVector::MutableNumber(std::size_t block, std::size_t index) {
  return const_cast<std::uint64_t*>(std::as_const(*this).Number(block, index));
}

}  // namespace osteon
