#include "coordinator/cli/study_audit/reconcile.h"

#include "gmock/gmock.h"

namespace osteon::coordinator {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kReconciledStudy(64, '1');

std::string RequestAt(int i) {
  return std::string(64, static_cast<char>('a' + i));
}

// Three rounds of alpha and beta, the second refused; and their ledgers, each with another study's release.
class ReconcileTest : public ::testing::Test {
 protected:
  ReconcileTest() {
    for (int i = 0; i < 3; ++i) {
      StoredRound round;
      round.purpose = "round " + std::to_string(i);
      round.kind = i == 1 ? "refused" : "logistic";
      round.fit = "suv";
      round.request_sha256 = RequestAt(i);
      round.roster_sha256 = std::string(64, 'c');
      for (const char* site : {"alpha", "beta"}) {
        SiteShare& share = round.sites[site];
        share.scalars = i == 1 ? 0 : 27;
        share.ledger.head = {static_cast<std::uint64_t>(i + 1), RequestAt(i)};
      }
      rounds_.push_back(round);
    }
    for (const char* site : {"alpha", "beta"}) {
      LedgerContents& ledger = ledgers_[site];
      for (int i = 0; i < 3; ++i) {
        ledger.head = {static_cast<std::uint64_t>(i + 1), RequestAt(i)};
        ledger.hashes[ledger.head.length] = ledger.head.hash;
        if (i != 1 || site == std::string("alpha")) ledger.releases.push_back(Release(i));
      }
      ledger.releases.push_back(Release(0));
      ledger.releases.back().entry.key.study_sha256 = std::string(64, '2');
    }
  }
  static LedgerLine Release(int i) {
    LedgerLine line;
    line.entry.key = {kReconciledStudy, std::string(64, 'c'), "suv", RequestAt(i), 1, {"alpha", "beta"}};
    line.entry.purpose = "round " + std::to_string(i);
    line.entry.scalars = 27;
    return line;
  }
  std::vector<Difference> Differences() const { return Reconcile(kReconciledStudy, rounds_, ledgers_); }

  std::vector<StoredRound> rounds_;
  std::map<std::string, LedgerContents> ledgers_;
};

TEST_F(ReconcileTest, WhatAgreesHasNoDifference) {
  EXPECT_THAT(Differences(), IsEmpty());
  rounds_.push_back(rounds_[0]);  // asked again for another purpose: one release
  EXPECT_THAT(Differences(), IsEmpty());
}

TEST_F(ReconcileTest, ARoundThatALedgerDoesNotHaveIsTold) {
  ledgers_["beta"].releases.erase(ledgers_["beta"].releases.begin() + 1);
  ASSERT_THAT(Differences(), SizeIs(1));
  EXPECT_EQ(Differences()[0].site, "beta");
  EXPECT_EQ(Differences()[0].round, 2U);
  EXPECT_THAT(Differences()[0].what, HasSubstr("not in the ledger"));
}

TEST_F(ReconcileTest, OtherNumbersAndAnotherRequestAreTold) {
  rounds_[0].sites["alpha"].scalars = 26;
  ASSERT_THAT(Differences(), SizeIs(1));
  EXPECT_THAT(Differences()[0].what, HasSubstr("26 numbers in the journal, 27 in the ledger"));
  rounds_[0].sites["alpha"].scalars = 27;
  rounds_[0].request_sha256 = std::string(64, 'f');
  EXPECT_THAT(Differences(), SizeIs(4));  // at both sites: one missing, one too many
}

TEST_F(ReconcileTest, AReleaseThatIsInNoRoundIsTold) {
  rounds_.pop_back();
  ASSERT_THAT(Differences(), SizeIs(2));
  EXPECT_FALSE(Differences()[0].round);
  EXPECT_THAT(Differences()[0].what, HasSubstr("in no round"));
}

TEST_F(ReconcileTest, ALedgerThatIsNotTheOneThatWasShownIsTold) {
  ledgers_["alpha"].hashes[3] = std::string(64, 'e');
  ASSERT_THAT(Differences(), SizeIs(1));
  EXPECT_THAT(Differences()[0].what, HasSubstr("was shown entry 3"));
  ledgers_["alpha"].hashes.erase(3);
  ASSERT_THAT(Differences(), SizeIs(1));
  EXPECT_THAT(Differences()[0].what, HasSubstr("ends at entry"));
}

}  // namespace
}  // namespace osteon::coordinator
