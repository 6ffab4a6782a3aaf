#include "coordinator/journal/journal.h"

#include <cmath>
#include <filesystem>
#include <limits>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
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
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

const std::string kHash(64, 'a');
const std::string kOther(64, 'b');
const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);
const absl::Time kFinished = kNow + absl::Hours(3);

StoredStudy SmallStudy(const std::string& hash, const std::string& name) {
  StoredStudy study;
  study.study_sha256 = hash;
  study.name = name;
  study.author = "ada";
  study.study_bytes = std::string("\0study\xff", 7);
  study.roster = "alpha 1\nbeta 2\n";
  study.roster_sha256 = std::string(64, 'c');
  study.submitted = kNow + absl::Microseconds(7);
  study.author_certificate = "PEM of ada";
  study.author_signature = std::string("\0signed", 7);
  return study;
}

StoredRound SmallRound(const std::string& payload) {
  StoredRound round;
  round.purpose = "fit suv";
  round.kind = "logistic";
  round.fit = "suv";
  round.request_sha256 = std::string(64, 'd');
  round.roster_sha256 = std::string(64, 'c');
  round.attempt = 2;
  round.seconds = 0.1;
  round.sites = {{"alpha", {8, 100, 1}}, {"beta", {16, 101, 2}}};
  round.payload = payload;
  return round;
}

class JournalTest : public ::testing::Test {
 protected:
  void SetUp() override { Reopen(); }
  void Reopen() {
    journal_.reset();
    ASSERT_OK_AND_ASSIGN(journal_, Journal::Open(path_));
  }
  void AddStudy() { ASSERT_THAT(journal_->studies().Add(SmallStudy(kHash, "suv")), IsOk()); }
  StudyState State() {
    const auto found = journal_->studies().Find(kHash);
    return found.ok() && *found ? (*found)->state : StudyState::kProposed;
  }
  // The database itself, as somebody else would get at it.
  void Damage(const std::string& sql) {
    ASSERT_OK_AND_ASSIGN(const auto database, Database::Open(path_ + "/coordinator.db"));
    ASSERT_THAT(database->Execute(sql), IsOk());
  }

  const TemporaryFolder folder_;
  const std::string path_ = folder_ / "journal";
  std::unique_ptr<Journal> journal_;
};

// --- The file

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

// --- Members

TEST_F(JournalTest, AnInvitationIsBoundToOneKeyAndNeverToAnother) {
  MemberStore& members = journal_->members();
  ASSERT_THAT(members.Invite({"alpha", "site", "s1", kNow, "", {}, "", ""}, kNow), IsOk());
  ASSERT_THAT(members.Redeem("s1", "key", "REQUEST", kNow), IsOk());
  EXPECT_THAT(members.Redeem("s1", "other key", "OTHER", kNow),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("used already")));
  EXPECT_THAT(members.Redeem("s1", "key", "REQUEST", kNow),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("used already")));
  EXPECT_THAT(members.Redeem("unknown", "key", "REQUEST", kNow),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("")));
  ASSERT_OK_AND_ASSIGN(const auto invitation, members.FindInvitation("s1"));
  EXPECT_EQ(invitation->public_key_sha256, "key");
  EXPECT_EQ(invitation->certificate_request, "REQUEST");
  EXPECT_EQ(invitation->redeemed, kNow);
}

TEST_F(JournalTest, ASecondInvitationReplacesTheFirst) {
  MemberStore& members = journal_->members();
  ASSERT_THAT(members.Invite({"alpha", "site", "s1", kNow, "", {}, "", ""}, kNow), IsOk());
  ASSERT_THAT(members.Invite({"alpha", "site", "s2", kNow, "", {}, "", ""}, kNow), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto first, members.FindInvitation("s1"));
  EXPECT_FALSE(first);
  ASSERT_OK_AND_ASSIGN(const auto all, members.Invitations());
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].secret_sha256, "s2");
}

Member AMember(const std::string& key, const std::string& serial, absl::Time enrolled) {
  Member member{"alpha", "site", "PEM " + serial, key, enrolled};
  member.serial = serial;
  member.not_after = enrolled + absl::Hours(24);
  return member;
}

TEST_F(JournalTest, ARevocationIsOfEveryCertificateAndOfItsKey) {
  MemberStore& members = journal_->members();
  const Invitation invitation{"alpha", "site", "s1", kNow, "", {}, "", ""};
  ASSERT_THAT(members.Invite(invitation, kNow), IsOk());
  ASSERT_THAT(members.Admit(invitation, AMember("key", "01", kNow)), IsOk());
  ASSERT_THAT(members.Renew(AMember("key", "02", kNow + absl::Hours(16))), IsOk());
  EXPECT_THAT(members.Renew(AMember("other key", "03", kNow)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("with this key")));
  EXPECT_THAT(members.Revoke("beta", "", kNow), StatusIs(absl::StatusCode::kNotFound, HasSubstr("beta")));
  ASSERT_THAT(members.Revoke("alpha", "stolen", kNow), IsOk());
  EXPECT_THAT(members.Revoke("alpha", "", kNow),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("(stolen)")));
  // One that was on its way when the member was revoked.
  ASSERT_THAT(members.Renew(AMember("key", "04", kNow + absl::Hours(17))), IsOk());
  Reopen();
  MemberStore& again = journal_->members();
  for (const char* serial : {"01", "02", "04"}) {
    ASSERT_OK_AND_ASSIGN(const auto found, again.FindRevocation(serial, ""));
    ASSERT_TRUE(found) << serial;
    EXPECT_EQ(found->name, "alpha");
    EXPECT_EQ(found->reason, "stolen");
  }
  ASSERT_OK_AND_ASSIGN(const auto by_key, again.FindRevocation("unknown", "key"));
  EXPECT_TRUE(by_key);
  ASSERT_OK_AND_ASSIGN(const auto other, again.FindRevocation("unknown", "other key"));
  EXPECT_FALSE(other);
  ASSERT_OK_AND_ASSIGN(const auto all, again.RevocationsAfter(0));
  EXPECT_THAT(all, SizeIs(1));
  ASSERT_OK_AND_ASSIGN(const auto none, again.RevocationsAfter(all[0].sequence));
  EXPECT_THAT(none, SizeIs(0));
}

TEST_F(JournalTest, ARevokedOrExpiredNameComesBackInItsRole) {
  MemberStore& members = journal_->members();
  Invitation invitation{"alpha", "site", "s1", kNow, "", {}, "", ""};
  ASSERT_THAT(members.Invite(invitation, kNow), IsOk());
  ASSERT_THAT(members.Admit(invitation, AMember("key", "01", kNow)), IsOk());
  EXPECT_THAT(members.Invite(invitation, kNow + absl::Hours(23)),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("osteon-coordinator revoke alpha")));
  EXPECT_THAT(members.Invite({"alpha", "operator", "s2", kNow, "", {}, "", ""}, kNow + absl::Hours(25)),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("keeps its role")));
  invitation.secret_sha256 = "s2";
  ASSERT_THAT(members.Invite(invitation, kNow + absl::Hours(25)), IsOk());
  ASSERT_THAT(members.Admit(invitation, AMember("key", "02", kNow + absl::Hours(25))), IsOk());
  ASSERT_THAT(members.Revoke("alpha", "", kNow), IsOk());
  invitation.secret_sha256 = "s3";
  ASSERT_THAT(members.Invite(invitation, kNow), IsOk());
  ASSERT_THAT(members.Admit(invitation, AMember("new key", "03", kNow)), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto member, members.Find("alpha"));
  EXPECT_EQ(member->public_key_sha256, "new key");
  EXPECT_FALSE(member->revoked);
  ASSERT_OK_AND_ASSIGN(const auto certificates, members.CertificatesOf("alpha"));
  EXPECT_THAT(certificates, ::testing::UnorderedElementsAre("PEM 01", "PEM 02", "PEM 03"));
}

TEST_F(JournalTest, AMemberIsAdmittedOnceAndNotInvitedAgain) {
  MemberStore& members = journal_->members();
  const Invitation invitation{"alpha", "site", "s1", kNow, "", {}, "", ""};
  ASSERT_THAT(members.Invite(invitation, kNow), IsOk());
  ASSERT_THAT(members.Admit(invitation, {"alpha", "site", "PEM", "key", kNow}), IsOk());
  EXPECT_THAT(members.Admit(invitation, {"alpha", "site", "OTHER", "other key", kNow}),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("")));
  EXPECT_THAT(members.Invite({"alpha", "operator", "s2", kNow, "", {}, "", ""}, kNow),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("already enrolled as site")));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto member, journal_->members().Find("alpha"));
  ASSERT_TRUE(member);
  EXPECT_EQ(member->public_key_sha256, "key");
  EXPECT_EQ(member->enrolled, kNow);
  ASSERT_OK_AND_ASSIGN(const auto kept, journal_->members().FindInvitation("s1"));
  EXPECT_EQ(kept->certificate, "PEM");
  ASSERT_OK_AND_ASSIGN(const auto all, journal_->members().Members());
  EXPECT_THAT(all, SizeIs(1));
  ASSERT_OK_AND_ASSIGN(const auto nobody, journal_->members().Find("beta"));
  EXPECT_FALSE(nobody);
}

// --- Studies

TEST_F(JournalTest, TheSameStudyOrAnUnfinishedOneOfThatNameIsRefused) {
  AddStudy();
  EXPECT_THAT(journal_->studies().Add(SmallStudy(kHash, "suv")),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("PROPOSED")));
  EXPECT_THAT(journal_->studies().Add(SmallStudy(kOther, "suv")),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("not finished")));
  ASSERT_OK_AND_ASSIGN(const bool moved, journal_->studies().Move(kHash, StudyState::kCancelled, "by ada"));
  EXPECT_TRUE(moved);
  StoredStudy second = SmallStudy(kOther, "suv");
  second.submitted += absl::Seconds(1);
  EXPECT_THAT(journal_->studies().Add(second), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto newest, journal_->studies().FindByNameOrHash("suv"));
  ASSERT_THAT(newest, SizeIs(2));
  EXPECT_EQ(newest[0].study_sha256, kOther);
  ASSERT_OK_AND_ASSIGN(const auto all, journal_->studies().All());
  EXPECT_THAT(all, SizeIs(2));
}

TEST_F(JournalTest, AStudyIsFoundByEightDigitsOfItsHashAndNoFewer) {
  AddStudy();
  ASSERT_OK_AND_ASSIGN(const auto eight, journal_->studies().FindByNameOrHash("aaaaaaaa"));
  EXPECT_THAT(eight, SizeIs(1));
  ASSERT_OK_AND_ASSIGN(const auto seven, journal_->studies().FindByNameOrHash("aaaaaaa"));
  EXPECT_THAT(seven, IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto pattern, journal_->studies().FindByNameOrHash("%%%%%%%%"));
  EXPECT_THAT(pattern, IsEmpty());
}

TEST_F(JournalTest, APausedStudyIsNotFinishedAndKnowsSinceWhen) {
  AddStudy();
  ASSERT_OK_AND_ASSIGN(auto wait, journal_->studies().Wait(kHash));
  EXPECT_FALSE(wait);
  const absl::Time since = absl::FromUnixMicros(1'790'000'000'123'456);
  ASSERT_THAT(journal_->studies().KeepWait(kHash, {3, since - absl::Hours(1)}), IsOk());
  ASSERT_THAT(journal_->studies().KeepWait(kHash, {7, since}), IsOk());
  ASSERT_OK_AND_ASSIGN(const bool paused, journal_->studies().Move(kHash, StudyState::kPaused, ""));
  EXPECT_TRUE(paused);
  ASSERT_OK_AND_ASSIGN(const auto study, journal_->studies().Find(kHash));
  EXPECT_EQ(study->state, StudyState::kPaused);
  EXPECT_FALSE(IsFinal(study->state));
  ASSERT_OK_AND_ASSIGN(wait, journal_->studies().Wait(kHash));
  EXPECT_EQ(wait->sequence, 7U);
  EXPECT_EQ(wait->since, since);
  EXPECT_THAT(journal_->studies().Add(SmallStudy(kOther, "suv")),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("not finished")));
  EXPECT_THAT(journal_->studies().Finish(kHash, {{"model.json", "{}"}}, kFinished), IsOk());
}

TEST_F(JournalTest, AFinalStateNeverChanges) {
  for (const StudyState end : {StudyState::kDone, StudyState::kFailed, StudyState::kCancelled}) {
    const std::string hash(64, static_cast<char>('0' + static_cast<int>(end)));
    ASSERT_THAT(journal_->studies().Add(SmallStudy(hash, StateName(end))), IsOk());
    ASSERT_OK_AND_ASSIGN(const bool ran, journal_->studies().Move(hash, StudyState::kRunning, ""));
    EXPECT_TRUE(ran);
    ASSERT_OK_AND_ASSIGN(const bool ended, journal_->studies().Move(hash, end, "why"));
    EXPECT_TRUE(ended);
    for (const StudyState next :
         {StudyState::kProposed, StudyState::kRunning, StudyState::kDone, StudyState::kFailed}) {
      ASSERT_OK_AND_ASSIGN(const bool moved, journal_->studies().Move(hash, next, "again"));
      EXPECT_FALSE(moved);
    }
    EXPECT_THAT(journal_->studies().Finish(hash, {{"model.json", "{}"}}, kFinished),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(StateName(end))));
    ASSERT_OK_AND_ASSIGN(const auto study, journal_->studies().Find(hash));
    EXPECT_EQ(study->state, end);
    EXPECT_EQ(study->message, "why");
    ASSERT_OK_AND_ASSIGN(const auto files, journal_->studies().Results(hash));
    EXPECT_THAT(files, IsEmpty());  // no results without the state DONE
  }
}

TEST_F(JournalTest, AStudyIsFinishedOnceWithItsFilesAndItsState) {
  AddStudy();
  ASSERT_THAT(journal_->studies().Finish(kHash, {{"model.json", "{1}"}}, kFinished), IsOk());
  EXPECT_EQ(State(), StudyState::kDone);
  EXPECT_THAT(journal_->studies().Finish(kHash, {{"model.json", "{2}"}}, kFinished),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("DONE")));
  ASSERT_OK_AND_ASSIGN(const auto files, journal_->studies().Results(kHash));
  EXPECT_THAT(files, ElementsAre(Pair("model.json", "{1}")));
  EXPECT_THAT(journal_->studies().Finish(kOther, {}, kFinished),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("")));
}

TEST_F(JournalTest, ASiteDecidesOnce) {
  AddStudy();
  StudyStore& studies = journal_->studies();
  ASSERT_THAT(studies.Decide(kHash, "alpha", {true, "", "first", "PEM", kNow}), IsOk());
  EXPECT_THAT(studies.Decide(kHash, "alpha", {true, "", "second", "PEM", kNow}), IsOk());
  EXPECT_THAT(studies.Decide(kHash, "alpha", {false, "after all", "third", "PEM", kNow}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("alpha has approved")));
  ASSERT_THAT(studies.Decide(kHash, "beta", {false, "no", "s", "PEM", kNow}), IsOk());
  EXPECT_THAT(studies.Decide(kHash, "beta", {true, "", "s", "PEM", kNow}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("beta has refused")));
  ASSERT_OK_AND_ASSIGN(const auto decisions, studies.Decisions(kHash));
  EXPECT_EQ(decisions.at("alpha").signature, "first");
  EXPECT_FALSE(decisions.at("beta").approved);
}

TEST_F(JournalTest, TheFirstMaskKeyOfAnApprovalCounts) {
  AddStudy();
  StudyStore& studies = journal_->studies();
  const std::string key("\0key", 4);
  ASSERT_THAT(studies.Decide(kHash, "alpha", {true, "", "s", "PEM", kNow, key}), IsOk());
  EXPECT_THAT(studies.Decide(kHash, "alpha", {true, "", "s", "PEM", kNow, "other"}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another mask key")));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto decisions, journal_->studies().Decisions(kHash));
  EXPECT_EQ(decisions.at("alpha").mask_key, key);
}

TEST_F(JournalTest, AWithdrawalStandsBesideTheDecisionForEver) {
  AddStudy();
  StudyStore& studies = journal_->studies();
  ASSERT_THAT(studies.Decide(kHash, "alpha", {true, "", "s", "PEM", kNow}), IsOk());
  ASSERT_THAT(studies.Decide(kHash, "beta", {false, "no", "s", "PEM", kNow}), IsOk());
  ASSERT_THAT(studies.Withdraw(kHash, "alpha", {"new board", "first", "PEM", kNow}), IsOk());
  EXPECT_THAT(studies.Withdraw(kHash, "alpha", {"again", "second", "PEM", kNow}), IsOk());
  EXPECT_THAT(studies.Withdraw(kHash, "beta", {"", "s", "PEM", kNow}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("nothing to withdraw")));
  EXPECT_THAT(studies.Decide(kHash, "alpha", {true, "", "s", "PEM", kNow}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("has withdrawn")));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto withdrawals, journal_->studies().Withdrawals(kHash));
  ASSERT_THAT(withdrawals, SizeIs(1));
  EXPECT_EQ(withdrawals.at("alpha").reason, "new board");
  EXPECT_EQ(withdrawals.at("alpha").signature, "first");
  ASSERT_OK_AND_ASSIGN(const auto decisions, journal_->studies().Decisions(kHash));
  EXPECT_TRUE(decisions.at("alpha").approved);
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

// --- Rounds

TEST_F(JournalTest, RoundsComeBackInTheirOrderWithEveryPart) {
  AddStudy();
  for (std::uint64_t i = 0; i < 12; ++i) {
    StoredRound round = SmallRound(absl::StrCat("sum ", i));
    round.purpose = absl::StrCat("round ", i);
    ASSERT_THAT(journal_->rounds().Store(kHash, i, round), IsOk());
  }
  Reopen();
  ASSERT_OK_AND_ASSIGN(const std::vector<StoredRound> rounds, journal_->rounds().Summaries(kHash));
  ASSERT_THAT(rounds, SizeIs(12));
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_EQ(rounds[i].purpose, absl::StrCat("round ", i));
    EXPECT_EQ(rounds[i].payload, "");
  }
  ASSERT_OK_AND_ASSIGN(const auto found, journal_->rounds().Find(kHash, 11));
  ASSERT_TRUE(found);
  const StoredRound expected = SmallRound("sum 11");
  EXPECT_EQ(found->payload, expected.payload);
  EXPECT_EQ(found->kind, expected.kind);
  EXPECT_EQ(found->fit, expected.fit);
  EXPECT_EQ(found->request_sha256, expected.request_sha256);
  EXPECT_EQ(found->roster_sha256, expected.roster_sha256);
  EXPECT_EQ(found->attempt, 2U);
  EXPECT_EQ(found->seconds, 0.1);
  ASSERT_THAT(found->sites, SizeIs(2));
  EXPECT_EQ(found->sites.at("beta").bytes_sent, 16U);
  EXPECT_EQ(found->sites.at("beta").bytes_received, 101U);
  EXPECT_EQ(found->sites.at("beta").scalars, 2U);
  ASSERT_OK_AND_ASSIGN(const std::uint64_t count, journal_->rounds().Count(kHash));
  EXPECT_EQ(count, 12U);
  ASSERT_OK_AND_ASSIGN(const auto beyond, journal_->rounds().Find(kHash, 12));
  EXPECT_FALSE(beyond);
}

TEST_F(JournalTest, ARoundIsStoredOnceAndNoneIsLeftOut) {
  AddStudy();
  ASSERT_THAT(journal_->rounds().Store(kHash, 0, SmallRound("first")), IsOk());
  EXPECT_THAT(journal_->rounds().Store(kHash, 0, SmallRound("second")),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("round 0")));
  EXPECT_THAT(journal_->rounds().Store(kHash, 2, SmallRound("third")),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("round 2")));
  ASSERT_OK_AND_ASSIGN(const auto round, journal_->rounds().Find(kHash, 0));
  EXPECT_EQ(round->payload, "first");
  EXPECT_FALSE(journal_->rounds().Store(kOther, 0, SmallRound("of no study")).ok());
}

TEST_F(JournalTest, APayloadOverOneMegabyteIsAFileNamedByItsHash) {
  AddStudy();
  const std::string small(kLargestPayloadInDatabase, 's');
  const std::string large(kLargestPayloadInDatabase + 1, 'l');
  ASSERT_THAT(journal_->rounds().Store(kHash, 0, SmallRound(small)), IsOk());
  EXPECT_FALSE(std::filesystem::exists(path_ + "/payloads"));
  ASSERT_THAT(journal_->rounds().Store(kHash, 1, SmallRound(large)), IsOk());
  ASSERT_THAT(journal_->rounds().Store(kHash, 2, SmallRound(large)), IsOk());
  const std::string sha256 = Sha256Hex(large);
  const std::string file = absl::StrCat(path_, "/payloads/", sha256.substr(0, 2), "/", sha256);
  ASSERT_TRUE(std::filesystem::exists(file));
  Reopen();
  for (const auto& [sequence, payload] :
       {std::pair(0U, &small), std::pair(1U, &large), std::pair(2U, &large)}) {
    ASSERT_OK_AND_ASSIGN(const auto round, journal_->rounds().Find(kHash, sequence));
    ASSERT_TRUE(round);
    EXPECT_TRUE(round->payload == *payload);
  }
  std::string damaged = large;
  damaged[17] = 'x';
  ASSERT_THAT(WriteFileAtomically(file, damaged), IsOk());
  EXPECT_THAT(journal_->rounds().Find(kHash, 1), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(sha256)));
  std::filesystem::remove(file);
  EXPECT_THAT(journal_->rounds().Find(kHash, 1), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(sha256)));
}

TEST_F(JournalTest, ADamagedSumInTheDatabaseIsDataLoss) {
  AddStudy();
  ASSERT_THAT(journal_->rounds().Store(kHash, 0, SmallRound("sum")), IsOk());
  Damage("UPDATE rounds SET payload = x'7375'");
  EXPECT_THAT(journal_->rounds().Find(kHash, 0), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("round 0")));
}

TEST_F(JournalTest, AnEmptyPayloadIsNotAMissingOne) {
  AddStudy();
  ASSERT_THAT(journal_->rounds().Store(kHash, 0, SmallRound("")), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto round, journal_->rounds().Find(kHash, 0));
  ASSERT_TRUE(round);
  EXPECT_EQ(round->payload, "");
}

TEST_F(JournalTest, WhatIsRememberedComesBackToTheLastBitAndIsRememberedOnce) {
  AddStudy();
  const std::vector<double> values = {0.1, -0.0, std::numeric_limits<double>::denorm_min(),
                                      -std::numeric_limits<double>::infinity()};
  ASSERT_THAT(journal_->rounds().Remember(kHash, "step", values), IsOk());
  ASSERT_THAT(journal_->rounds().Remember(kHash, "nothing", {}), IsOk());
  EXPECT_THAT(journal_->rounds().Remember(kHash, "step", {2}),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("")));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto recalled, journal_->rounds().Recall(kHash, "step"));
  ASSERT_TRUE(recalled);
  EXPECT_EQ(*recalled, values);
  EXPECT_TRUE(std::signbit((*recalled)[1]));
  ASSERT_OK_AND_ASSIGN(const auto nothing, journal_->rounds().Recall(kHash, "nothing"));
  ASSERT_TRUE(nothing);
  EXPECT_THAT(*nothing, IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto unknown, journal_->rounds().Recall(kOther, "step"));
  EXPECT_FALSE(unknown);
  Damage("UPDATE memory SET content = x'00'");
  EXPECT_THAT(journal_->rounds().Recall(kHash, "step"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("")));
}

// --- The log that ends with the process

TEST(MemoryRoundLog, KeepsSummariesInOrderAndReplaysNothing) {
  MemoryRoundLog log;
  ASSERT_THAT(log.Store(kHash, 0, SmallRound("sum")), IsOk());
  EXPECT_THAT(log.Store(kHash, 0, SmallRound("sum")), StatusIs(absl::StatusCode::kInternal, HasSubstr("")));
  EXPECT_THAT(log.Store(kHash, 2, SmallRound("sum")), StatusIs(absl::StatusCode::kInternal, HasSubstr("")));
  ASSERT_THAT(log.Store(kHash, 1, SmallRound("sum")), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto round, log.Find(kHash, 0));
  EXPECT_FALSE(round);
  ASSERT_OK_AND_ASSIGN(const auto summaries, log.Summaries(kHash));
  EXPECT_THAT(summaries, SizeIs(2));
  EXPECT_EQ(summaries[0].payload, "");
  ASSERT_THAT(log.Remember(kHash, "step", {3}), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto recalled, log.Recall(kHash, "step"));
  ASSERT_TRUE(recalled);
  EXPECT_THAT(*recalled, ElementsAre(3));
  ASSERT_OK_AND_ASSIGN(const auto unknown, log.Recall(kOther, "step"));
  EXPECT_FALSE(unknown);
}

}  // namespace
}  // namespace osteon::coordinator
