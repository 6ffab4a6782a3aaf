#include "site_agent/policy/ledger_chain.h"

#include "common/hash/sha256.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string EventText(const std::string& why) {
  LedgerEvent event;
  event.event = kRefusedEvent;
  event.why = why;
  return LedgerEventText(event);
}

TEST(LedgerChain, ALineHasTheHashBeforeItAndItsOwnAroundTheText) {
  const std::string zeros(64, '0');
  EXPECT_EQ(ChainedLine(ChainHead(), R"({"a":1})"),
            R"({"previous":")" + zeros + R"(","a":1,"hash":")" + Sha256Hex(zeros + R"({"a":1})") + R"("})");
}

TEST(LedgerChain, ItsLinesAreReadWithTheHeadAfterEach) {
  const std::string first = EventText("one");
  const ChainHead head = Append(ChainHead(), first);
  const std::string text =
      ChainedLine(ChainHead(), first) + "\n" + ChainedLine(head, EventText("two")) + "\n{\"previous";
  ASSERT_OK_AND_ASSIGN(const LedgerContents contents, ParseLedger(text, "ledger.jsonl"));
  EXPECT_THAT(contents.events, SizeIs(2));
  EXPECT_EQ(contents.head, Append(head, EventText("two")));
  EXPECT_EQ(contents.hashes.at(1), head.hash);
  EXPECT_EQ(contents.lines, 2U);
  EXPECT_EQ(text.substr(contents.end), "{\"previous");
}

TEST(LedgerChain, WhoRecomputesOneHashBreaksTheNextLine) {
  const ChainHead head = Append(ChainHead(), EventText("one"));
  const std::string text =
      ChainedLine(ChainHead(), EventText("another")) + "\n" + ChainedLine(head, EventText("two")) + "\n";
  EXPECT_THAT(ParseLedger(text, "L"),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("L:2: "), HasSubstr(head.hash))));
}

TEST(LedgerHeadFile, IsReadBack) {
  const LedgerHeadFile file = {"alpha", {{3, std::string(64, 'a')}, std::string("\0\xff", 2)}, "key"};
  ASSERT_OK_AND_ASSIGN(const LedgerHeadFile back, ParseLedgerHead(LedgerHeadText(file)));
  EXPECT_EQ(back.site, "alpha");
  EXPECT_EQ(back.head.head, file.head.head);
  EXPECT_EQ(back.head.signature, file.head.signature);
  EXPECT_EQ(back.public_key_sha256, "key");
  EXPECT_THAT(ParseLedgerHead("{}"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("")));
}

}  // namespace
}  // namespace osteon
