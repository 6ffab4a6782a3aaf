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
  line.entry.scalars_held = 270;
  line.entry.mode = "secure";
  line.entry.rules = "own policy";
  line.entry.lineage = "registry";
  line.entry.weights_bytes = 4096;
  line.entry.payload_sha256 = std::string(64, 'd');
  line.payload_offset = 70009;
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
  EXPECT_EQ(a.entry.scalars_held, b.entry.scalars_held);
  EXPECT_EQ(a.entry.mode, b.entry.mode);
  EXPECT_EQ(a.entry.rules, b.entry.rules);
  EXPECT_EQ(a.entry.lineage, b.entry.lineage);
  EXPECT_EQ(a.entry.weights_bytes, b.entry.weights_bytes);
  EXPECT_EQ(a.entry.payload_sha256, b.entry.payload_sha256);
  EXPECT_EQ(a.payload_offset, b.payload_offset);
  EXPECT_EQ(a.payload_bytes, b.payload_bytes);
}

TEST(LedgerLine, ComesBackWithEveryPartAndItsTimeToTheNanosecond) {
  const std::string text = LedgerLineText(SmallLine());
  EXPECT_THAT(text, Not(HasSubstr("\n")));
  ASSERT_OK_AND_ASSIGN(const auto back, ParseLedgerLine(text));
  ExpectSame(std::get<LedgerLine>(back), SmallLine());
}

TEST(LedgerLine, ALineOfTheFirstVersionIsOfTheClearModeAndTheDefaultRules) {
  const std::string text = absl::StrReplaceAll(
      LedgerLineText(SmallLine()),
      {{R"("scalars_held":270,"mode":"secure","rules":"own policy","lineage":"registry","weights_bytes":4096,)",
        ""}});
  EXPECT_THAT(text, Not(HasSubstr("mode")));
  ASSERT_OK_AND_ASSIGN(const auto back, ParseLedgerLine(text));
  const LedgerEntry& entry = std::get<LedgerLine>(back).entry;
  EXPECT_EQ(entry.mode, "clear");
  EXPECT_EQ(entry.rules, "default");
  EXPECT_EQ(entry.lineage, "");
  EXPECT_EQ(entry.scalars_held, 0U);
  EXPECT_FALSE(entry.weights_bytes);
}

TEST(LedgerEvent, ComesBackWithEveryPart) {
  LedgerEvent event;
  event.time = absl::FromUnixNanos(1'790'000'000'123'456'789);
  event.event = kRefusedEvent;
  event.study = "lung";
  event.study_sha256 = std::string(64, 'a');
  event.request_sha256 = std::string(64, 'b');
  event.why = "min_cell: \"sex\"";
  for (const char* word : {kRefusedEvent, kLossAcceptedEvent, kMoreRefusedEvent}) {
    event.event = word;
    event.after = word == kLossAcceptedEvent ? 17 : 0;
    event.tasks = word == kMoreRefusedEvent ? 4096 : 0;
    ASSERT_OK_AND_ASSIGN(const auto back, ParseLedgerLine(LedgerEventText(event)));
    ASSERT_TRUE(std::holds_alternative<LedgerEvent>(back));
    const auto& read = std::get<LedgerEvent>(back);
    EXPECT_TRUE(SameButForTime(read, event));
    EXPECT_EQ(read.time, event.time);
    EXPECT_EQ(read.study, event.study);
    EXPECT_EQ(read.after, event.after);
    EXPECT_EQ(read.tasks, event.tasks);
  }
}

TEST(LedgerLine, APayloadMayBeEmpty) {
  LedgerLine line = SmallLine();
  line.payload_bytes = 0;
  ASSERT_OK_AND_ASSIGN(const auto back, ParseLedgerLine(LedgerLineText(line)));
  ExpectSame(std::get<LedgerLine>(back), line);
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
        absl::StrReplaceAll(text, {{"\"payload_bytes\":216", "\"payload_size\":216"}}),
        absl::StrReplaceAll(text, {{"\"sites\":[\"alpha\",\"beta\"]", "\"sites\":\"alpha\""}})}) {
    EXPECT_THAT(ParseLedgerLine(wrong), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(""))) << wrong;
  }
}

}  // namespace
}  // namespace osteon
