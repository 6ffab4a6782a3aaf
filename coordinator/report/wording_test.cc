#include "coordinator/report/wording.h"

#include <limits>

#include "gtest/gtest.h"

namespace osteon::report {
namespace {

TEST(Wording, NumbersHaveATrueMinusAndNoNegativeZero) {
  EXPECT_EQ(Fixed(-1.25, 1),
            "\xE2\x88\x92"
            "1.2");  // half to even, as printf does
  EXPECT_EQ(Fixed(-0.0004, 3), "0.000");
  EXPECT_EQ(Fixed(0.8125, 3), "0.812");
}

TEST(Wording, SignificantNumbersKeepFourDigits) {
  EXPECT_EQ(Significant(0), "0");
  EXPECT_EQ(Significant(0.031415926), "0.03142");
  EXPECT_EQ(Significant(12.3456), "12.35");
  EXPECT_EQ(Significant(12345.6), "12346");
  EXPECT_EQ(Significant(-1.234e-7),
            "\xE2\x88\x92"
            "1.23\xC3\x97"
            "10^\xE2\x88\x92"
            "7");
  EXPECT_EQ(Significant(2e20),
            "2.00\xC3\x97"
            "10^20");
}

TEST(Wording, AnOddsRatioBeyondADoubleIsSaidInWords) {
  EXPECT_EQ(Ratio(std::numeric_limits<double>::infinity()), "beyond 10^300");
  EXPECT_EQ(Ratio(1.5), "1.50");
}

TEST(Wording, CountsAndBytesAreReadable) {
  EXPECT_EQ(Count(0), "0");
  EXPECT_EQ(Count(999), "999");
  EXPECT_EQ(Count(1234567), "1,234,567");
  EXPECT_EQ(Counted(1, "site"), "1 site");
  EXPECT_EQ(Counted(2, "site"), "2 sites");
  EXPECT_EQ(Bytes(1), "1 byte");
  EXPECT_EQ(Bytes(12340), "12.3 kB");
  EXPECT_EQ(Listed({"a", "b", "c"}), "a, b and c");
}

TEST(Wording, ASmallPIsABound) {
  EXPECT_EQ(PValue(0.0004), "<0.001");
  EXPECT_EQ(PValue(0.0344), "0.034");
}

}  // namespace
}  // namespace osteon::report
