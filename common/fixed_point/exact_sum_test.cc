#include "common/fixed_point/exact_sum.h"

#include <algorithm>
#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "common/fixed_point/ring.h"
#include "gtest/gtest.h"

namespace osteon {
namespace {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;
using Number = std::array<std::uint64_t, 5>;

struct Sums {
  Number sum{};
  Number squares{};
};

Sums SumsOf(const std::vector<double>& values) {
  Sums sums;
  for (const double value : values) {
    AddExactly(value, sums.sum.data());
    AddSquareExactly(value, sums.squares.data());
  }
  return sums;
}

MeanAndVariance MomentsOf(const std::vector<double>& values) {
  const Sums sums = SumsOf(values);
  return ExactMeanAndVariance(sums.sum.data(), sums.squares.data(), values.size());
}

// The rational that a double is.
cpp_rational Rational(double x) {
  int exponent = 0;
  const cpp_int mantissa(static_cast<std::int64_t>(std::ldexp(std::frexp(x, &exponent), 53)));
  exponent -= 53;
  return exponent >= 0 ? cpp_rational(mantissa << exponent) : cpp_rational(mantissa, cpp_int(1) << -exponent);
}

// Whether no double is nearer to `exact` than `rounded`.
bool IsNearest(double rounded, const cpp_rational& exact) {
  const cpp_rational error = abs(Rational(rounded) - exact);
  return error <= abs(Rational(std::nextafter(rounded, INFINITY)) - exact) &&
         error <= abs(Rational(std::nextafter(rounded, -INFINITY)) - exact);
}

void ExpectExact(const std::vector<double>& values) {
  cpp_rational sum = 0;
  cpp_rational squares = 0;
  for (const double value : values) {
    sum += Rational(value);
    squares += Rational(value) * Rational(value);
  }
  const cpp_rational n = values.size();
  const cpp_rational mean = sum / n;
  const MeanAndVariance moments = MomentsOf(values);
  EXPECT_TRUE(IsNearest(moments.mean, mean));
  EXPECT_TRUE(IsNearest(moments.variance, squares / n - mean * mean));
}

TEST(ExactSum, SmallWholeNumbersByHand) {
  const MeanAndVariance moments = MomentsOf({2, 4, 4, 4, 5, 5, 7, 9});  // mean 5, sd 2
  EXPECT_EQ(moments.mean, 5);
  EXPECT_EQ(moments.variance, 4);
}

TEST(ExactSum, NearlyEqualHugeValuesLoseNothing) {
  ExpectExact({1e16, 1e16 + 2, 1e16 + 4, 1e16 - 2});
  ExpectExact({1e15 + 0.125, 1e15 + 0.25, 1e15, 1e15 + 0.375, 1e15});
  ExpectExact({-1e16, -1e16 + 2, -1e16});
  EXPECT_EQ(MomentsOf({1e16, 1e16 + 2, 1e16 + 4}).variance, 8.0 / 3);
}

TEST(ExactSum, MagnitudesFromTinyToHugeInOneColumn) {
  ExpectExact({1e-13, -3e-13, 1e16, -1e16, 1.0 / 3, -7.25e5, 2e-12});
  ExpectExact({1e-13, 2e-13, 3.5e-13});
  ExpectExact({-0.1, -0.2, -0.3, 0.1, 1e-5});
}

TEST(ExactSum, RandomColumnsAreRoundedOnce) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  for (const double scale : {1e-12, 1e-3, 1.0, 1e4, 1e15}) {
    std::vector<double> values(40);
    for (double& value : values) value = scale * (5 + normal(random));
    ExpectExact(values);
  }
}

TEST(ExactSum, AConstantColumnHasNoVariance) {
  for (const double value : {0.0, 0.1, -1e16, 1e-13, 1e-40}) {
    EXPECT_EQ(MomentsOf({value, value, value}).variance, 0) << value;
  }
}

TEST(ExactSum, DenormalsAreCutToZero) {
  EXPECT_EQ(MomentsOf({5e-324, -5e-324, -2e-310}).mean, 0);
  EXPECT_EQ(MomentsOf({5e-324, 1, 1, 2}).mean, 1);
}

TEST(ExactSum, AnyPermutationGivesTheSameBits) {
  std::mt19937_64 random(5);
  std::vector<double> values;
  for (int i = 0; i < 200; ++i) {
    const double sign = random() % 2 == 0 ? 1 : -1;
    values.push_back(sign * std::ldexp(1 + static_cast<double>(random() % 1000) / 997,
                                       static_cast<int>(random() % 96) - 43));
  }
  const Sums expected = SumsOf(values);
  for (int repeat = 0; repeat < 50; ++repeat) {
    std::shuffle(values.begin(), values.end(), random);
    const Sums sums = SumsOf(values);
    ASSERT_EQ(sums.sum, expected.sum);
    ASSERT_EQ(sums.squares, expected.squares);
  }
}

TEST(ExactSum, PartialSumsOfSitesAddToTheSameInteger) {
  const std::vector<double> left = {1e16, -0.3, 1e-13};
  const std::vector<double> right = {-7.7, 2e-9};
  std::vector<double> all = left;
  all.insert(all.end(), right.begin(), right.end());
  const RingLayout layout = {{"sum", 1, kExactFormat}};
  const Sums a = SumsOf(left);
  const Sums b = SumsOf(right);
  RingVector sum = *RingVector::FromWords(layout, {a.sum.begin(), a.sum.end()});
  ASSERT_TRUE(sum.Add(*RingVector::FromWords(layout, {b.sum.begin(), b.sum.end()})).ok());
  const Sums pooled = SumsOf(all);
  EXPECT_EQ(sum.words(), std::vector<std::uint64_t>(pooled.sum.begin(), pooled.sum.end()));
}

TEST(ExactSum, RefusesWhatCouldWrap) {
  EXPECT_TRUE(ExactSumHolds(0, 1'000'000'000, 1000));
  EXPECT_TRUE(ExactSumHolds(1e6, 1'000'000'000, 1000));
  EXPECT_TRUE(ExactSumHolds(1e16, 10'000, 8));
  EXPECT_FALSE(ExactSumHolds(1e16, 1'000'000, 8));
  EXPECT_FALSE(ExactSumHolds(0x1p55, 1, 1));
  EXPECT_FALSE(ExactSumHolds(INFINITY, 1, 1));
  EXPECT_FALSE(ExactSumHolds(std::nan(""), 1, 1));
}

}  // namespace
}  // namespace osteon
