#include "coordinator/report/svg_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::report {
namespace {

using ::testing::ElementsAre;

TEST(SvgText, WidthCountsCharactersAndNotBytes) {
  EXPECT_EQ(TextWidth(""), 0);
  EXPECT_EQ(TextWidth("\xC3\xA4"), TextWidth("\xC3\xB6"));
  EXPECT_LT(TextWidth("\xC3\xA4"), 2 * TextWidth("a"));
  EXPECT_GT(TextWidth("MMM"), TextWidth("iii"));
}

TEST(SvgText, WhatFitsStaysAndTheRestBecomesAnEllipsis) {
  EXPECT_EQ(Shortened("age", 100), "age");
  EXPECT_EQ(Shortened("MMMMMMMMMMMMMMMMMMM-1", 124), "MMMMMMMMM\xE2\x80\xA6");
  // Never within a character.
  EXPECT_EQ(Shortened("\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4", 30), "\xC3\xA4\xC3\xA4\xE2\x80\xA6");
}

TEST(SvgText, LinesAreBrokenBehindSeparators) {
  EXPECT_THAT(Wrapped("age", 100, 2), ElementsAre("age"));
  EXPECT_THAT(Wrapped("wavelet-HLL_glcm_JointEntropy", 150, 2),
              ElementsAre("wavelet-HLL_glcm_", "JointEntropy"));
  EXPECT_THAT(Wrapped("tumour grade", 60, 2), ElementsAre("tumour", "grade"));
  EXPECT_THAT(Wrapped("aaaaaaaaaaaa", 36, 2), ElementsAre("aaaaa", "aaa\xE2\x80\xA6"));
  EXPECT_THAT(Wrapped("", 36, 2), ElementsAre(""));
}

}  // namespace
}  // namespace osteon::report
