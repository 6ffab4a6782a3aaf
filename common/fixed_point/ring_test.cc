#include "common/fixed_point/ring.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using osteon::testing::IsOk;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

RingVector Encoded(const FixedPointFormat& format, const std::vector<double>& values) {
  RingVector vector({{"block", values.size(), format}});
  EXPECT_THAT(vector.EncodeBlock(0, values, 1, {}), IsOk());
  return vector;
}

TEST(Ring, ValuesOnTheGridComeBackWithTheSameBits) {
  const std::vector<double> values = {0, 1, -1, 0.5, -0.25, 1023.125, -123456.0625, 1e9};
  for (int words = 1; words <= kMaxRingWords; ++words) {
    EXPECT_EQ(Encoded({words, 20}, values).DecodeBlock(0), values) << words << " words";
  }
}

TEST(Ring, EncodingRoundsHalfToEven) {
  const std::vector<double> values = {0.5, 1.5, 2.5, -0.5, -1.5, 0.49999999999999994, 0.75, -0.75, 1e-300};
  const std::vector<double> rounded = {0, 2, 2, 0, -2, 0, 1, -1, 0};
  for (int words = 1; words <= kMaxRingWords; ++words) {
    EXPECT_EQ(Encoded({words, 0}, values).DecodeBlock(0), rounded) << words << " words";
  }
}

TEST(Ring, DecodingRoundsOnceToNearestEven) {
  // 2^53 + 1 lies half-way between two doubles; 2^53 + 3 as well; a last bit far below breaks the tie.
  const std::uint64_t base = std::uint64_t{1} << 53;
  const FixedPointFormat two{2, 64};
  const auto decoded = [&](std::uint64_t high, std::uint64_t low) {
    return RingVector::FromWords({{"block", 1, two}}, {low, high})->DecodeBlock(0)[0];
  };
  EXPECT_EQ(decoded(base + 1, 0), 0x1p53);
  EXPECT_EQ(decoded(base + 3, 0), 0x1p53 + 4);
  EXPECT_EQ(decoded(base + 1, 1), 0x1p53 + 2);
  EXPECT_EQ(decoded(~base, ~std::uint64_t{0}), -0x1p53);  // -(2^53 + 1) + 1 - 2^-64
  EXPECT_EQ(decoded(0, 1), 0x1p-64);
  const auto one_word = [](std::uint64_t word) {
    return RingVector::FromWords({{"block", 1, {1, 8}}}, {word})->DecodeBlock(0)[0];
  };
  EXPECT_EQ(one_word(base + 1), 0x1p45);
  EXPECT_EQ(one_word(base + 3), 0x1p45 + 4 * 0x1p-8);
  EXPECT_EQ(one_word(std::uint64_t{1} << 63), -0x1p55);
  EXPECT_EQ(decoded(~std::uint64_t{0}, ~std::uint64_t{0}), -0x1p-64);
}

TEST(Ring, ExtremeMagnitudesSurviveInTheExactFormat) {
  const std::vector<double> values = {1e-13, -1e-13, 1e16, -1e16, 1.0 / 3, -0x1p-139, 0x1p-192, -0x1p126};
  EXPECT_EQ(Encoded(kExactFormat, values).DecodeBlock(0), values);
}

TEST(Ring, DenormalsAreZeroAndNegativeZeroIsZero) {
  const std::vector<double> zeros = {0, 0, 0};
  EXPECT_EQ(Encoded(kExactFormat, {std::numeric_limits<double>::denorm_min(), -1e-310, -0.0}).DecodeBlock(0),
            zeros);
}

TEST(Ring, AnyOrderOfArrivalGivesTheSameBits) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  const RingLayout layout = {{"one", 5, {1, 40}}, {"three", 4, {3, 90}}, {"exact", 3, kExactFormat}};
  std::vector<RingVector> sites;
  for (int site = 0; site < 12; ++site) {
    RingVector vector(layout);
    for (std::size_t block = 0; block < layout.size(); ++block) {
      std::vector<double> values(layout[block].size);
      for (double& value : values) value = normal(random) * 1000;
      ASSERT_THAT(vector.EncodeBlock(block, values, 12, {}), IsOk());
    }
    sites.push_back(vector);
  }
  RingVector expected(layout);
  for (const RingVector& site : sites) ASSERT_THAT(expected.Add(site), IsOk());
  for (int repeat = 0; repeat < 50; ++repeat) {
    std::shuffle(sites.begin(), sites.end(), random);
    RingVector sum(layout);
    for (const RingVector& site : sites) ASSERT_THAT(sum.Add(site), IsOk());
    ASSERT_EQ(sum.words(), expected.words());
  }
}

TEST(Ring, ASumIsTheSumOfTheIntegers) {
  using boost::multiprecision::cpp_int;
  std::mt19937_64 random(11);
  const RingLayout layout = {{"block", 1, kExactFormat}};
  const auto integer = [](const RingVector& vector) {
    cpp_int value = 0;
    for (int word = kExactFormat.words; word-- > 0;) value = (value << 64) | vector.Number(0, 0)[word];
    return value;
  };
  for (int repeat = 0; repeat < 200; ++repeat) {
    std::vector<std::uint64_t> first(5);
    std::vector<std::uint64_t> second(5);
    for (std::uint64_t& word : first) word = repeat % 3 == 0 ? ~std::uint64_t{0} : random();
    for (std::uint64_t& word : second) word = repeat % 5 == 0 ? ~std::uint64_t{0} : random();
    RingVector a = *RingVector::FromWords(layout, first);
    const RingVector b = *RingVector::FromWords(layout, second);
    const cpp_int expected = (integer(a) + integer(b)) % (cpp_int(1) << 320);
    ASSERT_THAT(a.Add(b), IsOk());
    ASSERT_EQ(integer(a), expected);
  }
}

TEST(Ring, ANumberThatCouldWrapIsRefusedByLabelAndWithoutItsValue) {
  RingVector vector({{"gradient", 3, {1, 40}}});
  const double limit = std::ldexp(1.0, 23) / 4;
  EXPECT_THAT(vector.EncodeBlock(0, {0, std::nextafter(limit, 0), 0}, 4, {}), IsOk());
  EXPECT_THAT(vector.EncodeBlock(0, {0, 0, -limit}, 4, {"age", "sex", "stage"}),
              StatusIs(absl::StatusCode::kOutOfRange,
                       AllOf(HasSubstr("gradient, stage"), Not(HasSubstr("2097152")))));
  EXPECT_THAT(vector.EncodeBlock(0, {0, std::nan(""), 0}, 4, {"age"}),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("number 2: is not a finite")));
  EXPECT_THAT(vector.EncodeBlock(0, {-INFINITY, 0, 0}, 4, {"age"}),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("age: is not a finite")));
}

TEST(Ring, AnotherLayoutOrLengthIsRefused) {
  RingVector vector({{"sum", 2, {1, 40}}});
  EXPECT_THAT(vector.Add(RingVector({{"sum", 2, {1, 41}}})),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("different layout")));
  EXPECT_THAT(RingVector::FromWords({{"sum", 2, {2, 40}}}, {1, 2, 3}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("3 words")));
}

TEST(Ring, LayoutsCountTheirWordsAndScalars) {
  const RingLayout layout = {{"counts", 2, kCountFormat}, {"sum", 3, kExactFormat}};
  EXPECT_EQ(WordCount(layout), 17U);
  EXPECT_EQ(ScalarCount(layout), 5U);
  EXPECT_THAT(RingVector(layout).DecodeBlock(1), ElementsAre(0, 0, 0));
}

}  // namespace
}  // namespace osteon
