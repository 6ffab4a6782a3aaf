#include "common/fixed_point/ring_arithmetic.h"

#include <boost/multiprecision/cpp_int.hpp>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace osteon {
namespace {

using boost::multiprecision::cpp_int;
using Words = std::vector<std::uint64_t>;

cpp_int WholeNumber(const Words& words, std::size_t at, std::size_t width) {
  cpp_int number = 0;
  for (std::size_t i = width; i > 0; --i) number = (number << 64) + words[at + i - 1];
  return number;
}

// Words that are often 0 or all ones, so that carries and borrows run through whole numbers.
Words ManyCarries(std::size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  Words words(count);
  for (std::uint64_t& word : words) {
    const std::uint64_t kind = random() % 4;
    word = kind == 0 ? 0 : kind == 1 ? ~std::uint64_t{0} : random();
  }
  return words;
}

TEST(RingArithmetic, SumAndDifferenceAreThoseOfWholeNumbersModuloTheRing) {
  constexpr std::size_t kCount = 500;
  for (std::size_t width = 1; width <= 5; ++width) {
    const Words a = ManyCarries(kCount * width, 1);
    const Words b = ManyCarries(kCount * width, 2);
    Words sum = a;
    AddNumbers(sum.data(), b.data(), kCount, width);
    Words difference = a;
    SubtractNumbers(difference.data(), b.data(), kCount, width);
    const cpp_int modulus = cpp_int(1) << (64 * width);
    for (std::size_t i = 0; i < kCount * width; i += width) {
      const cpp_int x = WholeNumber(a, i, width);
      const cpp_int y = WholeNumber(b, i, width);
      ASSERT_EQ(WholeNumber(sum, i, width), cpp_int((x + y) % modulus)) << width << " words, at " << i;
      ASSERT_EQ(WholeNumber(difference, i, width), cpp_int((x - y + modulus) % modulus))
          << width << " words, at " << i;
    }
  }
}

}  // namespace
}  // namespace osteon
