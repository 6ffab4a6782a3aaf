#include "coordinator/journal/journal.h"

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "coordinator/journal/test_journal.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

TEST_F(JournalTest, OtherTablesThanItsVersionHasAreDamage) {
  const auto damaged = StatusIs(absl::StatusCode::kDataLoss,
                                AllOf(HasSubstr("the journal is damaged"), HasSubstr("from a backup")));
  Damage("PRAGMA user_version = 3");  // would be brought up to this version once more
  EXPECT_THAT(Journal::Open(path_), damaged);
  Damage("PRAGMA user_version = 7");
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Journal> journal, Journal::Open(path_));
  Damage("DROP TABLE waits");
  EXPECT_THAT(journal->studies().Wait(kHash), damaged);
}

TEST_F(JournalTest, AReopenedJournalHasEverything) {
  ASSERT_THAT(journal_->members().Invite({"alpha", "site", "s1", kNow, "", {}, "", ""}, kNow), IsOk());
  AddStudy();
  ASSERT_THAT(
      journal_->studies().Decide(kHash, "alpha", {false, "too few", std::string("\0s", 2), "PEM", kNow}),
      IsOk());
  ASSERT_THAT(journal_->rounds().Store(kHash, 0, SmallRound("sum")), IsOk());
  ASSERT_THAT(journal_->rounds().Remember(kHash, "step 1", {1.5}), IsOk());
  ASSERT_THAT(journal_->studies().Finish(kHash, {{"model.json", "{}"}, {"report.html", ""}}, kFinished),
              IsOk());
  Reopen();

  ASSERT_OK_AND_ASSIGN(const auto invitation, journal_->members().FindInvitation("s1"));
  ASSERT_TRUE(invitation);
  EXPECT_EQ(invitation->name, "alpha");
  EXPECT_EQ(invitation->expires, kNow);
  EXPECT_FALSE(invitation->redeemed);
  ASSERT_OK_AND_ASSIGN(const auto study, journal_->studies().Find(kHash));
  ASSERT_TRUE(study);
  const StoredStudy expected = SmallStudy(kHash, "suv");
  EXPECT_EQ(study->name, expected.name);
  EXPECT_EQ(study->author, expected.author);
  EXPECT_EQ(study->study_bytes, expected.study_bytes);
  EXPECT_EQ(study->roster, expected.roster);
  EXPECT_EQ(study->roster_sha256, expected.roster_sha256);
  EXPECT_EQ(study->submitted, expected.submitted);
  EXPECT_EQ(study->author_certificate, expected.author_certificate);
  EXPECT_EQ(study->author_signature, expected.author_signature);
  EXPECT_EQ(study->state, StudyState::kDone);
  EXPECT_EQ(study->finished, kFinished);
  ASSERT_OK_AND_ASSIGN(const auto decisions, journal_->studies().Decisions(kHash));
  ASSERT_THAT(decisions, SizeIs(1));
  EXPECT_FALSE(decisions.at("alpha").approved);
  EXPECT_EQ(decisions.at("alpha").reason, "too few");
  EXPECT_EQ(decisions.at("alpha").signature, std::string("\0s", 2));
  EXPECT_EQ(decisions.at("alpha").certificate, "PEM");
  EXPECT_EQ(decisions.at("alpha").decided, kNow);
  ASSERT_OK_AND_ASSIGN(const auto round, journal_->rounds().Find(kHash, 0));
  ASSERT_TRUE(round);
  EXPECT_EQ(round->payload, "sum");
  ASSERT_OK_AND_ASSIGN(const auto remembered, journal_->rounds().Recall(kHash, "step 1"));
  ASSERT_TRUE(remembered);
  EXPECT_THAT(*remembered, ElementsAre(1.5));
  ASSERT_OK_AND_ASSIGN(const auto files, journal_->studies().Results(kHash));
  EXPECT_THAT(files, ElementsAre(Pair("model.json", "{}"), Pair("report.html", "")));
}

TEST_F(JournalTest, OfANewerVersionItIsRefusedWithBothNumbers) {
  journal_.reset();
  Damage("PRAGMA user_version = 99");
  EXPECT_THAT(Journal::Open(path_),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("newer version"), HasSubstr("journal 99"), HasSubstr("reads 7"))));
}

TEST(Journal, AFileThatIsNoDatabaseIsDataLoss) {
  const TemporaryFolder folder;
  ASSERT_THAT(WriteFileAtomically(folder / "coordinator.db", std::string(4096, 'x')), IsOk());
  EXPECT_THAT(Journal::Open(folder.path().string()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("coordinator.db")));
}

TEST_F(JournalTest, AJournalOfTheFirstSchemaIsBroughtUpToDate) {
  AddStudy();
  ASSERT_THAT(journal_->studies().Decide(kHash, "alpha", {true, "", "s", "PEM", kNow}), IsOk());
  journal_.reset();
  Damage("ALTER TABLE studies DROP COLUMN finished");
  Damage("ALTER TABLE studies DROP COLUMN author_certificate");
  Damage("ALTER TABLE studies DROP COLUMN author_signature");
  Damage("ALTER TABLE decisions DROP COLUMN mask_key");
  Damage("DROP TABLE withdrawals");
  Damage("ALTER TABLE rounds DROP COLUMN hash");
  for (const char* column : {"ledger_length", "ledger_hash", "ledger_signature"}) {
    Damage(absl::StrCat("ALTER TABLE round_sites DROP COLUMN ", column));
  }
  for (const char* table :
       {"waits", "journal_heads", "ledger_heads", "audit_events", "certificates", "revocations"}) {
    Damage(absl::StrCat("DROP TABLE ", table));
  }
  Damage("ALTER TABLE members DROP COLUMN serial");
  Damage("PRAGMA user_version = 1");
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto study, journal_->studies().Find(kHash));
  ASSERT_TRUE(study);
  EXPECT_EQ(study->author_signature, "");
  EXPECT_EQ(study->finished, std::nullopt);
  ASSERT_OK_AND_ASSIGN(const auto decisions, journal_->studies().Decisions(kHash));
  EXPECT_EQ(decisions.at("alpha").mask_key, "");
}

}  // namespace
}  // namespace osteon::coordinator
