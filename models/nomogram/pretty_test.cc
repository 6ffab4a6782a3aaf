#include "models/nomogram/pretty.h"

#include <cmath>
#include <limits>

#include "gmock/gmock.h"

namespace osteon::models {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST(Pretty, ChoosesTheTicksOfR) {
  // Printed by R 4.2.2: p <- pretty(c(low, high), intervals); p[1]; p[length(p)]; length(p).
  const struct {
    double low, high;
    int intervals;
    double first, last;
    std::size_t count;
  } cases[] = {
      {24, 89, 10, 20, 90, 15},
      {-3.578509, 3.413039, 10, -4, 3.5, 16},
      {0.45, 34.83, 10, 0, 35, 8},
      {0, 1, 10, 0, 1, 11},
      {1, 4, 10, 1, 4, 7},
      {0.0123, 0.0987, 10, 0.01, 0.1, 10},
      {-1e-12, 3e-12, 10, -1e-12, 3e-12, 9},
      {1e15, 1.1e15, 10, 1e15, 1.1e15, 11},
      {1e6, 1e6 + 1, 10, 1e6, 1e6 + 1, 11},
      {0, 158.7484339919821, 10, 0, 160, 9},
      {-0.3, 0.31, 10, -0.3, 0.35, 14},
      {99.999999999999, 100, 10, 99.999999999999, 100, 11},
      {18, 110, 10, 10, 110, 11},
      {3.2, 3.3, 10, 3.2, 3.3, 11},
      {1234.5, 98765.4, 10, 0, 100000, 11},
      {-100, 0, 10, -100, 0, 11},
      {0.3, 0.7, 10, 0.3, 0.7, 9},
      {1, 15, 5, 0, 16, 9},
      {2, 30, 5, 0, 30, 7},
      {1, 20, 5, 0, 20, 5},
      {1, 20, 2, 0, 20, 3},
      {1, 20, 10, 0, 20, 11},
      {3, 3.1, 1, 3, 3.1, 2},
      // No range at all, or one lost in rounding.
      {5, 5, 10, 3, 6, 4},
      {0, 0, 10, -0.4, 0.2, 4},
      {-7, -7, 10, -10, -4, 4},
      {150, 150, 10, 140, 155, 4},
      {1001.1001, 1001.1001, 10, 980, 1040, 4},
      {1.234e100, 1.234e100, 10, 1.15e100, 1.3e100, 4},
      {1, 1 + 1e-15, 10, 0.6, 1.2, 4},
  };
  for (const auto& expected : cases) {
    const std::vector<double> values = Pretty(expected.low, expected.high, expected.intervals);
    SCOPED_TRACE(testing::Message() << expected.low << " to " << expected.high);
    ASSERT_THAT(values, SizeIs(expected.count));
    const double step = values[1] - values[0];
    EXPECT_THAT(values.front(), DoubleNear(expected.first, 1e-12 * step));
    EXPECT_THAT(values.back(), DoubleNear(expected.last, 1e-12 * std::fabs(expected.last) + 1e-12 * step));
  }
}

TEST(Pretty, ATickIsTheDoubleNearestToItsDecimalNumber) {
  EXPECT_THAT(Pretty(0, 1, 10), ElementsAre(0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1));
  EXPECT_THAT(Pretty(-0.003, 0.0031, 3), ElementsAre(-0.004, -0.002, 0, 0.002, 0.004));
}

TEST(Pretty, TheLargestAndSmallestRangesAreCovered) {
  constexpr double kMost = std::numeric_limits<double>::max() / 4;
  const std::vector<double> large = Pretty(-kMost, kMost, 10);
  EXPECT_LE(large.front(), -kMost);
  EXPECT_GE(large.back(), kMost);
  const std::vector<double> small = Pretty(0, std::numeric_limits<double>::denorm_min(), 10);
  EXPECT_LE(small.front(), 0);
  EXPECT_GT(small.back(), 0);
  EXPECT_LT(small.size(), 20U);
}

}  // namespace
}  // namespace osteon::models
