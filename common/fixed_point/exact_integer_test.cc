#include "common/fixed_point/exact_integer.h"

#include <array>
#include <cmath>
#include <random>

#include "common/fixed_point/exact_sum.h"
#include "gtest/gtest.h"

namespace osteon {
namespace {

using Number = std::array<std::uint64_t, 5>;

TEST(ExactInteger, IsTheNumberTimesTwoToThe192) {
  Number number{};
  AddExactly(-2.5, number.data());
  EXPECT_EQ(ReadExact(number.data()) * 2, ExactOne() * -5);
}

TEST(ExactInteger, WritesWhatItReads) {
  std::mt19937_64 random(7);
  for (int trial = 0; trial < 200; ++trial) {
    Number number;
    for (std::uint64_t& word : number) word = random();
    Number back{};
    WriteExact(ReadExact(number.data()), back.data());
    EXPECT_EQ(back, number);
  }
}

TEST(ExactInteger, ARatioIsRoundedToNearestEven) {
  EXPECT_EQ(RoundedRatio(1, 3), 1.0 / 3.0);
  EXPECT_EQ(RoundedRatio(-2, 3), -2.0 / 3.0);
  EXPECT_EQ(RoundedRatio(0, 3), 0.0);
  EXPECT_EQ(RoundedRatio(3, 1, -1), 1.5);
  const ExactInteger big = ExactInteger(1) << 53;
  EXPECT_EQ(RoundedRatio(big + 1, 1), 0x1p53);  // a tie goes to the even neighbour
  EXPECT_EQ(RoundedRatio(big + 3, 1), 0x1p53 + 4);
  EXPECT_EQ(RoundedRatio(ExactInteger(1) << 2000, 1), HUGE_VAL);
}

TEST(ExactInteger, ProductsAreAddedExactly) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  Number sum{};
  ExactInteger expected = 0;
  const auto mantissa = [](double x, int& exponent) {
    return ExactInteger(static_cast<std::int64_t>(std::ldexp(std::frexp(x, &exponent), 53)));
  };
  for (int i = 0; i < 500; ++i) {
    const double x = std::ldexp(normal(random), i % 60 - 30);
    const double y = std::ldexp(normal(random), 30 - i % 53);
    AddProductExactly(x, y, sum.data());
    int a = 0;
    int b = 0;
    const ExactInteger product = mantissa(x, a) * mantissa(y, b);
    expected += product << (a + b - 106 + 192);
  }
  EXPECT_EQ(ReadExact(sum.data()), expected);
  AddProductExactly(0.0, 5.0, sum.data());
  EXPECT_EQ(ReadExact(sum.data()), expected);
}

}  // namespace
}  // namespace osteon
