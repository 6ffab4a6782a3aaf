#include "site_agent/policy/withdrawn_patients.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class WithdrawnPatientsTest : public ::testing::Test {
 protected:
  absl::Status Check(const std::set<std::string>& pseudonyms) {
    return WithdrawnPatients("a/excluded.jsonl", ledger_).Check(pseudonyms);
  }
  MemoryLedger ledger_;
};

TEST_F(WithdrawnPatientsTest, EachIsNotedOnceAndByNoPseudonym) {
  WithdrawnPatients patients("a/excluded.jsonl", ledger_);
  EXPECT_THAT(patients.Check({}), IsOk());
  EXPECT_THAT(ledger_.Events(), SizeIs(0));
  EXPECT_THAT(patients.Check({"p1"}), IsOk());
  EXPECT_THAT(patients.Check({"p1", "p2"}), IsOk());
  EXPECT_THAT(patients.Check({"p1", "p2"}), IsOk());
  ASSERT_THAT(ledger_.Events(), SizeIs(2));
  for (const LedgerEvent& event : ledger_.Events()) {
    EXPECT_EQ(event.event, kPatientExcludedEvent);
    EXPECT_THAT(event.why, SizeIs(64));
    EXPECT_THAT(event.why, Not(HasSubstr("p1")));
  }
}

TEST_F(WithdrawnPatientsTest, AListThatLostSomebodyIsAnErrorUntilTheyAreInItAgain) {
  ASSERT_THAT(Check({"p1", "p2", "p3"}), IsOk());
  const auto lacks_two =
      StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("a/excluded.jsonl lacks 2 of the patients"),
                                                  Not(HasSubstr("p1")), HasSubstr("osteon-agent exclude")));
  EXPECT_THAT(Check({"p2"}), lacks_two);
  EXPECT_THAT(CheckNobodyIsMissing({"p2"}, ledger_.Events(), "a/excluded.jsonl"), lacks_two);
  // Of which the new one is not noted before the others are back.
  EXPECT_THAT(Check({"p2", "p4"}), lacks_two);
  EXPECT_THAT(ledger_.Events(), SizeIs(3));
  EXPECT_THAT(Check({"p4", "p3", "p2", "p1"}), IsOk());
  EXPECT_THAT(CheckNobodyIsMissing({"p1", "p2", "p3", "p4"}, ledger_.Events(), "a"), IsOk());
}

}  // namespace
}  // namespace osteon
