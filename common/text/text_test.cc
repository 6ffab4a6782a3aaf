#include <cmath>
#include <limits>

#include "common/text/column_prefix.h"
#include "common/text/nearest.h"
#include "common/text/number.h"
#include "common/text/one_line.h"
#include "gtest/gtest.h"

namespace osteon {
namespace {

TEST(Number, TextGivesTheSameDoubleBack) {
  for (const double value : {0.1, -1.0 / 3, 1e-300, 1.7976931348623157e308, 5e-324, 0.0}) {
    EXPECT_EQ(ParseNumber(FormatNumber(value)), value);
  }
}

TEST(Number, OnlyAFiniteNumberIsANumber) {
  EXPECT_EQ(ParseNumber("-2.5e-3"), -2.5e-3);
  EXPECT_EQ(ParseNumber("+7"), 7.0);
  EXPECT_EQ(ParseNumber(".5"), 0.5);
  for (const char* text :
       {"", "nan", "inf", "-inf", "0x10", "1,5", "1 ", " 1", "1e999", "--1", "+-1", "NA"}) {
    EXPECT_EQ(ParseNumber(text), std::nullopt) << text;
  }
}

TEST(NearestName, ASlipOfTheFingerIsFound) {
  const std::vector<std::string> known = {"outcome", "cohort", "models", "validate"};
  EXPECT_EQ(NearestName("validte", known), "validate");
  EXPECT_EQ(NearestName("Model", known), "models");
  EXPECT_EQ(NearestName("screening", known), std::nullopt);
}

TEST(NearestName, ANameThatWasCutShortIsFoundUnlessItCouldBeTwo) {
  const std::vector<std::string> known = {"MajorAxisLength", "MinorAxisLength", "Maximum2DDiameterRow",
                                          "Maximum2DDiameterSlice"};
  EXPECT_EQ(NearestName("majorAxis", known), "MajorAxisLength");
  EXPECT_EQ(NearestName("Maximum2D", known), std::nullopt);
  EXPECT_EQ(NearestName("Maj", known), std::nullopt);
}

TEST(ColumnPrefix, IsANameThatNeverRunsIntoTheColumnsBehindIt) {
  for (const char* name : {"t1", "CT", "t1_post", "a.b-c", "x"}) EXPECT_TRUE(IsColumnPrefix(name)) << name;
  for (const char* name : {"", "2", "t1_", "t1__post", "_t1", "t 1", "t\xc3\xa9"}) {
    EXPECT_FALSE(IsColumnPrefix(name)) << name;
  }
}

TEST(OneLine, IsWholeCharactersOnOneLine) {
  EXPECT_EQ(OneLine("plain", 10), "plain");
  EXPECT_EQ(OneLine("two\nlines\x1b[2J", 20), "two lines [2J");
  EXPECT_EQ(OneLine("\xc3\xbc\xc3\xbc", 3), "\xc3\xbc");  // the second one would not fit whole
  EXPECT_EQ(OneLine("a\xff\xc3", 10), "a??");
  // C1's control sequence introducer, and what turns the direction of writing.
  EXPECT_EQ(OneLine("a\xc2\x9b"
                    "31m\xe2\x80\xae"
                    "b\xe2\x81\xa6",
                    20),
            "a 31m b ");
  EXPECT_EQ(OneLine("\xc2\xa0\xe2\x80\x93", 10), "\xc2\xa0\xe2\x80\x93");  // a space and a dash of their own
}

}  // namespace
}  // namespace osteon
