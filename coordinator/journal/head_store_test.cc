#include "coordinator/journal/head_store.h"

#include "coordinator/journal/journal.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kTakenAt = absl::FromUnixSeconds(1'790'000'000);

SignedHead HeadAt(std::uint64_t length, char digit) {
  return {{length, std::string(64, digit)}, std::string("\0s", 2)};
}

class HeadStoreTest : public ::testing::Test {
 protected:
  void SetUp() override { Reopen(); }
  void Reopen() {
    journal_.reset();
    ASSERT_OK_AND_ASSIGN(journal_, Journal::Open(folder_ / "journal"));
  }
  HeadStore& heads() { return journal_->heads(); }
  ChainHead Newest(const std::string& site) { return heads().Newest(site).value().head; }

  const testing::TemporaryFolder folder_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(HeadStoreTest, TheNewestHeadOfEachSiteIsKept) {
  EXPECT_EQ(Newest("alpha"), ChainHead());
  ASSERT_THAT(heads().Take("alpha", HeadAt(3, 'a'), kTakenAt), IsOk());
  ASSERT_THAT(heads().Take("alpha", HeadAt(5, 'b'), kTakenAt), IsOk());
  ASSERT_THAT(heads().Take("alpha", HeadAt(5, 'b'), kTakenAt), IsOk());
  ASSERT_THAT(heads().Take("beta", HeadAt(1, 'c'), kTakenAt), IsOk());
  ASSERT_THAT(heads().Keep("alpha"), IsOk());
  EXPECT_EQ(Newest("alpha"), HeadAt(5, 'b').head);
  Reopen();
  EXPECT_EQ(Newest("alpha"), HeadAt(5, 'b').head);
  EXPECT_EQ(heads().Newest("alpha").value().signature, std::string("\0s", 2));
  EXPECT_EQ(Newest("beta"), ChainHead());
  EXPECT_THAT(heads().Events().value(), IsEmpty());
}

TEST_F(HeadStoreTest, AShorterOrForkedHeadIsRefusedAndKeptAsAnEventOnce) {
  ASSERT_THAT(heads().Take("alpha", HeadAt(5, 'b'), kTakenAt), IsOk());
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(heads().Take("alpha", HeadAt(4, 'a'), kTakenAt),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         AllOf(HasSubstr("went back"), HasSubstr("entry 4"), HasSubstr("entry 5"))));
    EXPECT_THAT(heads().Take("alpha", HeadAt(5, 'c'), kTakenAt),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("was forked")));
    EXPECT_THAT(heads().Take("alpha", SignedHead(), kTakenAt),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("entry 0")));
  }
  EXPECT_EQ(Newest("alpha"), HeadAt(5, 'b').head);
  ASSERT_OK_AND_ASSIGN(const std::vector<AuditEvent> events, heads().Events());
  ASSERT_THAT(events, SizeIs(3));
  EXPECT_EQ(events[0].site, "alpha");
  EXPECT_EQ(events[0].time, kTakenAt);
}

// An answer of a connection that was given up may arrive after that of the next one.
TEST_F(HeadStoreTest, AnAnswerThatWasOvertakenIsNoLedgerThatWentBack) {
  ASSERT_THAT(heads().TakeWithAnswer("alpha", HeadAt(5, 'a'), kTakenAt), IsOk());
  ASSERT_THAT(heads().TakeWithAnswer("alpha", HeadAt(6, 'b'), kTakenAt), IsOk());
  EXPECT_THAT(heads().TakeWithAnswer("alpha", HeadAt(5, 'a'), kTakenAt), IsOk());
  EXPECT_EQ(Newest("alpha"), HeadAt(6, 'b').head);
  ASSERT_OK_AND_ASSIGN(auto events, heads().Events());
  EXPECT_THAT(events, IsEmpty());
  // What was never shown, and a ledger that shows the old end as its own.
  EXPECT_THAT(heads().TakeWithAnswer("alpha", HeadAt(5, 'c'), kTakenAt),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("went back")));
  EXPECT_THAT(heads().Take("alpha", HeadAt(5, 'a'), kTakenAt + absl::Seconds(1)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("went back")));
  // Another site's heads are not this one's.
  ASSERT_THAT(heads().TakeWithAnswer("beta", HeadAt(9, 'a'), kTakenAt), IsOk());
  EXPECT_FALSE(heads().TakeWithAnswer("beta", HeadAt(5, 'a'), kTakenAt).ok());
}

}  // namespace
}  // namespace osteon::coordinator
