#include "site_agent/policy/ledger_line.h"

#include "absl/strings/str_replace.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

LedgerLine SmallLine() {
  LedgerLine line;
  line.entry.time = absl::FromUnixNanos(1'790'000'000'123'456'789);
  line.entry.study = "lung \"os\"\n2 \xc3\xa4";
  line.entry.key = {std::string(64, 'a'), std::string(64, 'b'), "suv", std::string(64, 'c'), 3,
                    {"alpha", "beta"}};
  line.entry.purpose = "fit suv";
  line.entry.kind = "logistic";
  line.entry.patients = 214;
  line.entry.scalars = 27;
  line.entry.payload_sha256 = std::string(64, 'd');
  line.payload_offset = 40'000'000'000;
  line.payload_bytes = 216;
  return line;
}

void ExpectSame(const LedgerLine& a, const LedgerLine& b) {
  EXPECT_EQ(a.entry.time, b.entry.time);
  EXPECT_EQ(a.entry.study, b.entry.study);
  EXPECT_EQ(a.entry.key, b.entry.key);
  EXPECT_EQ(a.entry.purpose, b.entry.purpose);
  EXPECT_EQ(a.entry.kind, b.entry.kind);
  EXPECT_EQ(a.entry.patients, b.entry.patients);
  EXPECT_EQ(a.entry.scalars, b.entry.scalars);
  EXPECT_EQ(a.entry.payload_sha256, b.entry.payload_sha256);
  EXPECT_EQ(a.payload_offset, b.payload_offset);
  EXPECT_EQ(a.payload_bytes, b.payload_bytes);
}

TEST(LedgerLine, ComesBackWithEveryPartAndItsTimeToTheNanosecond) {
  const std::string text = LedgerLineText(SmallLine());
  EXPECT_THAT(text, Not(HasSubstr("\n")));
  ASSERT_OK_AND_ASSIGN(const LedgerLine back, ParseLedgerLine(text));
  ExpectSame(back, SmallLine());
}

TEST(LedgerLine, TheTimeIsWrittenInUtc) {
  EXPECT_THAT(LedgerLineText(SmallLine()), HasSubstr(R"("time":"2026-09-21T14:13:20.123456789+00:00")"));
}

TEST(LedgerLine, WhatIsNoSuchLineIsDataLoss) {
  const std::string text = LedgerLineText(SmallLine());
  for (const std::string& wrong :
       {std::string(), std::string("{}"), std::string("[]"), text.substr(0, text.size() / 2),
        absl::StrReplaceAll(text, {{"\"attempt\":3", "\"attempt\":\"three\""}}),
        absl::StrReplaceAll(text, {{"2026-09-21", "yesterday"}}),
        absl::StrReplaceAll(text, {{"\"payload_bytes\":216", "\"payload_bytes\":\"*\""}}),
        absl::StrReplaceAll(text, {{"\"sites\":[\"alpha\",\"beta\"]", "\"sites\":\"alpha\""}})}) {
    EXPECT_THAT(ParseLedgerLine(wrong), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(""))) << wrong;
  }
}

}  // namespace
}  // namespace osteon
