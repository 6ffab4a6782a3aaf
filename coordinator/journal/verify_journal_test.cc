#include "coordinator/journal/verify_journal.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/certificate_request.h"
#include "coordinator/journal/round_chain.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::string kVerifiedStudy(64, '1');

StoredRound ARound(int i) {
  StoredRound round;
  round.purpose = absl::StrCat("round ", i);
  round.kind = "logistic";
  round.request_sha256 = std::string(64, 'd');
  round.seconds = 0.1 * i;
  round.sites = {{"alpha", {8, 100, 1}}, {"beta", {16, 101, 2}}};
  round.payload = absl::StrCat("sum ", i);
  return round;
}

class VerifyJournalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(journal_, Journal::Open(path_));
    journal_->rounds().SignHeadsWith(
        [this](const std::string& who, const ChainHead& head) { return SignHead(server_, who, head); });
    const PrivateKey* keys[] = {&alpha_, &beta_};
    for (const std::string site : {"alpha", "beta"}) {
      Member member;
      member.name = site;
      member.role = "site";
      member.certificate = CertificateOf(*keys[site == "beta"], site);
      member.serial = site;
      member.public_key_sha256 = keys[site == "beta"]->PublicKeyFingerprint();
      ASSERT_THAT(journal_->members().Invite({site, "site", site, absl::Now(), "", {}, "", ""}, absl::Now()),
                  IsOk());
      ASSERT_OK_AND_ASSIGN(const auto invitation, journal_->members().FindInvitation(site));
      ASSERT_THAT(journal_->members().Admit(*invitation, member), IsOk());
    }
    StoredStudy study;
    study.study_sha256 = kVerifiedStudy;
    study.name = "suv";
    ASSERT_THAT(journal_->studies().Add(study), IsOk());
    ChainHead ledger;
    for (int i = 0; i < 4; ++i) {
      ledger = Append(ledger, "entry");
      ASSERT_OK_AND_ASSIGN(const SignedHead head, SignHead(alpha_, "alpha", ledger));
      ASSERT_THAT(journal_->heads().Take("alpha", head, absl::Now()), IsOk());
      ASSERT_THAT(journal_->rounds().Store(kVerifiedStudy, static_cast<std::uint64_t>(i), ARound(i)), IsOk());
    }
  }
  std::string CertificateOf(const PrivateKey& key, const std::string& name) {
    return ca_.SignMember(MakeCertificateRequest(key).value(), name, Role::kSite, absl::Now()).value();
  }
  absl::Status Verify() {
    const auto audits = VerifyJournal(*journal_, certificate_);
    EXPECT_THAT(audits, IsOk());
    EXPECT_THAT(*audits, SizeIs(1));
    audit_ = audits->at(0);
    return audit_.whole;
  }
  // The database itself, as somebody else would get at it.
  void Damage(const std::string& sql) {
    ASSERT_OK_AND_ASSIGN(const auto database, Database::Open(path_ + "/coordinator.db"));
    ASSERT_THAT(database->Execute(sql), IsOk());
  }

  const testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "journal";
  const CertificateAuthority ca_ = CertificateAuthority::Create(folder_ / "ca", "lung", absl::Now()).value();
  const PrivateKey server_ = PrivateKey::Generate().value(), alpha_ = PrivateKey::Generate().value(),
                   beta_ = PrivateKey::Generate().value();
  const std::string certificate_ = CertificateOf(server_, "server");
  std::unique_ptr<Journal> journal_;
  StudyAudit audit_;
};

TEST_F(VerifyJournalTest, AWholeJournalIsWholeAndHasTheSitesHeads) {
  EXPECT_THAT(Verify(), IsOk());
  EXPECT_EQ(audit_.study, "suv");
  EXPECT_EQ(audit_.head.length, 4U);
  ASSERT_OK_AND_ASSIGN(const auto round, journal_->rounds().Find(kVerifiedStudy, 2));
  EXPECT_EQ(round->sites.at("alpha").ledger.head.length, 3U);
  EXPECT_EQ(round->sites.at("beta").ledger.head.length, 0U);
  EXPECT_EQ(round->payload_sha256, Sha256Hex("sum 2"));
  // Taken with the rounds, without Keep.
  journal_.reset();
  ASSERT_OK_AND_ASSIGN(journal_, Journal::Open(path_));
  EXPECT_EQ(journal_->heads().Newest("alpha")->head.length, 4U);
  EXPECT_THAT(Verify(), IsOk());
}

TEST_F(VerifyJournalTest, WhatWasAlteredIsFoundWithItsRound) {
  Damage("UPDATE rounds SET purpose = 'another' WHERE sequence = 2");
  EXPECT_THAT(Verify(),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("round 2: "), HasSubstr("altered"))));
  EXPECT_EQ(audit_.head.length, 2U);
}

TEST_F(VerifyJournalTest, AnAlteredShareIsFound) {
  Damage("UPDATE round_sites SET scalars = 7 WHERE sequence = 1 AND site = 'beta'");
  EXPECT_THAT(Verify(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("round 1: ")));
}

TEST_F(VerifyJournalTest, AnAlteredPayloadIsFound) {
  Damage("UPDATE rounds SET payload = x'00' WHERE sequence = 3");
  EXPECT_THAT(Verify(),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("round 3"), HasSubstr("damaged"))));
}

TEST_F(VerifyJournalTest, ARemovedRoundIsFoundAlsoTheLastOne) {
  Damage("DELETE FROM rounds WHERE sequence = 3");
  EXPECT_THAT(Verify(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("the rounds end after 3")));
  Damage("DELETE FROM rounds WHERE sequence = 1");
  EXPECT_THAT(Verify(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("round 1: it is missing")));
}

TEST_F(VerifyJournalTest, AHeadThatTheServerDidNotSignIsFound) {
  Damage("UPDATE journal_heads SET signature = x'00'");
  EXPECT_THAT(Verify(), StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("journal")));
}

TEST_F(VerifyJournalTest, ALedgersHeadThatItsSiteDidNotSignIsFound) {
  ASSERT_OK_AND_ASSIGN(const SignedHead forged, SignHead(beta_, "alpha", {9, std::string(64, 'a')}));
  ASSERT_THAT(journal_->heads().Take("alpha", forged, absl::Now()), IsOk());
  ASSERT_THAT(journal_->rounds().Store(kVerifiedStudy, 4, ARound(4)), IsOk());
  EXPECT_THAT(Verify(), StatusIs(absl::StatusCode::kUnauthenticated,
                                 AllOf(HasSubstr("round 4: "), HasSubstr("alpha"))));
}

TEST_F(VerifyJournalTest, AJournalWithoutChainsGetsThem) {
  ASSERT_OK_AND_ASSIGN(const auto before, journal_->rounds().Summaries(kVerifiedStudy));
  journal_.reset();
  for (const char* sql :
       {"ALTER TABLE rounds DROP COLUMN hash", "ALTER TABLE round_sites DROP COLUMN ledger_length",
        "ALTER TABLE round_sites DROP COLUMN ledger_hash",
        "ALTER TABLE round_sites DROP COLUMN ledger_signature", "DROP TABLE journal_heads",
        "DROP TABLE ledger_heads", "DROP TABLE audit_events", "ALTER TABLE studies DROP COLUMN finished",
        "DROP TABLE certificates", "DROP TABLE revocations", "ALTER TABLE members DROP COLUMN serial",
        "DROP TABLE waits", "PRAGMA user_version = 2"}) {
    Damage(sql);
  }
  ASSERT_OK_AND_ASSIGN(journal_, Journal::Open(path_));
  ASSERT_OK_AND_ASSIGN(const auto after, journal_->rounds().Summaries(kVerifiedStudy));
  ASSERT_THAT(after, SizeIs(4));
  // Members are listed by the serial numbers in their certificates.
  ASSERT_OK_AND_ASSIGN(const auto alpha, journal_->members().Find("alpha"));
  ASSERT_TRUE(alpha);
  EXPECT_EQ(alpha->serial, ParsePeer(alpha->certificate)->serial_hex);
  EXPECT_EQ(alpha->not_after, ParsePeer(alpha->certificate)->not_after);
  ChainHead head;
  for (const StoredRound& round : after) {
    head = Append(head, RoundText(kVerifiedStudy, head.length, round));
    EXPECT_EQ(round.hash, head.hash);
  }
  EXPECT_EQ(after[3].purpose, before[3].purpose);
  // Not signed before its next round.
  EXPECT_THAT(Verify(), StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("journal")));
  journal_->rounds().SignHeadsWith(
      [this](const std::string& who, const ChainHead& given) { return SignHead(server_, who, given); });
  ASSERT_THAT(journal_->rounds().Store(kVerifiedStudy, 4, ARound(4)), IsOk());
  EXPECT_THAT(Verify(), IsOk());
}

}  // namespace
}  // namespace osteon::coordinator
