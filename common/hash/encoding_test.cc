#include "common/hash/encoding.h"

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

TEST(Hex, OnlyPairsOfDigitsAreRead) {
  ASSERT_OK_AND_ASSIGN(const std::string bytes, DecodeHex("00fFa1"));
  EXPECT_EQ(bytes, std::string("\x00\xff\xa1", 3));
  EXPECT_THAT(DecodeHex("abc"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("odd length 3")));
  EXPECT_THAT(DecodeHex("ag"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("character 2")));
}

TEST(Base32, HasTheValuesWorkedByHand) {
  EXPECT_EQ(EncodeBase32(""), "");
  EXPECT_EQ(EncodeBase32(std::string(1, '\0')), "00");
  EXPECT_EQ(EncodeBase32("\xff"), "zw");  // 11111 111(00)
  // RFC 4648 writes "foobar" as MZXW6YTBOI; digit for digit in Crockford's alphabet that is
  EXPECT_EQ(EncodeBase32("foobar"), "csqpyrk1e8");
}

TEST(Base32, WhatIsWrittenIsReadForEveryLength) {
  std::string bytes;
  for (int i = 0; i < 70; ++i) {
    const std::string text = EncodeBase32(bytes);
    EXPECT_EQ(text.size(), (bytes.size() * 8 + 4) / 5);
    ASSERT_OK_AND_ASSIGN(const std::string back, DecodeBase32(text));
    EXPECT_EQ(back, bytes);
    bytes += static_cast<char>(i * 37 + 11);
  }
}

TEST(Base32, LookAlikesAndCapitalsAreRead) {
  ASSERT_OK_AND_ASSIGN(const std::string written, DecodeBase32("csqpyrk1e8"));
  for (const char* typed : {"CSQPYRK1E8", "csqpyrkle8", "csqpyrkIe8"}) {
    ASSERT_OK_AND_ASSIGN(const std::string read, DecodeBase32(typed));
    EXPECT_EQ(read, written) << typed;
  }
}

TEST(Base32, OtherCharactersLengthsAndPaddingAreRefused) {
  EXPECT_THAT(DecodeBase32("0u"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("character 2")));
  EXPECT_THAT(DecodeBase32("0-"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("character 2")));
  EXPECT_THAT(DecodeBase32("z"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("missing")));
  EXPECT_THAT(DecodeBase32("zx"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("wrong at its end")));
}

}  // namespace
}  // namespace osteon
