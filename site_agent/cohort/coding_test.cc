#include "site_agent/cohort/coding.h"

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::kBad;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

TEST(Coding, EmptyNaAndNanAreMissing) {
  for (const char* cell : {"", " ", "NA", "na", "NaN", "nan", "-nan", "+NaN", " NA "})
    EXPECT_TRUE(IsMissing(cell)) << cell;
  for (const char* cell : {"0", "n/a", "-", "none", "NAN1"}) EXPECT_FALSE(IsMissing(cell)) << cell;
}

TEST(Coding, ANumberIsFiniteAndInItsRange) {
  const NumericRule rule = {18, 110, "years"};
  ASSERT_OK_AND_ASSIGN(const auto age, CodeNumber("18", rule));
  EXPECT_EQ(age, 18.0);
  ASSERT_OK_AND_ASSIGN(const auto missing, CodeNumber("NA", rule));
  EXPECT_FALSE(missing.has_value());
  EXPECT_THAT(CodeNumber("17.9", rule), StatusIs(kBad, HasSubstr("found \"17.9\"; needs 18 to 110 years")));
  EXPECT_THAT(CodeNumber("61,5", rule), StatusIs(kBad, HasSubstr("needs a number with a decimal point")));
  EXPECT_THAT(CodeNumber("inf", {}), StatusIs(kBad, HasSubstr("needs a number")));
  EXPECT_THAT(CodeNumber("1e999", {}), StatusIs(kBad, HasSubstr("needs a number")));
  EXPECT_THAT(CodeNumber("-1", {0, std::nullopt, ""}), StatusIs(kBad, HasSubstr("needs at least 0")));
}

TEST(Coding, ALevelIsComparedAsText) {
  ASSERT_OK_AND_ASSIGN(const auto male, CodeLevel("M", {"F", "M"}));
  EXPECT_EQ(male, 1U);
  ASSERT_OK_AND_ASSIGN(const auto missing, CodeLevel("", {"F", "M"}));
  EXPECT_FALSE(missing.has_value());
  ASSERT_OK_AND_ASSIGN(const auto declared, CodeLevel("NA", {"EU", "NA"}));
  EXPECT_EQ(declared, 1U);
  EXPECT_THAT(CodeLevel("1.0", {"1", "2"}), StatusIs(kBad, HasSubstr("found \"1.0\"; the levels are 1, 2")));
  EXPECT_THAT(CodeLevel("m", {"F", "M"}), StatusIs(kBad, HasSubstr("did you mean M?")));
}

TEST(Coding, ValuesAreTheSameAsTextOrAsNumbers) {
  EXPECT_TRUE(SameValue("1", "1.0"));
  EXPECT_TRUE(SameValue("yes", "yes"));
  EXPECT_FALSE(SameValue("yes", "Yes"));
  EXPECT_FALSE(SameValue("1", "2"));
}

}  // namespace
}  // namespace osteon
