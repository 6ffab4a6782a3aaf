#include "coordinator/cli/study_audit/verify_rounds.h"

#include "common/identity/certificate_authority.h"
#include "common/identity/certificate_request.h"
#include "coordinator/journal/round_chain.h"
#include "coordinator/session/journal_messages.h"
#include "models/wire/ledger_wire.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);
const std::string kStudy(64, '1');

class VerifyRoundsTest : public ::testing::Test {
 protected:
  VerifyRoundsTest() {
    for (std::uint64_t i = 0; i < 3; ++i) {
      StoredRound round;
      round.purpose = "a round";
      round.seconds = 0.1;
      round.payload_sha256 = std::string(64, 'p');
      round.sites["alpha"] = {8, 100, 1, SignHead(alpha_, "alpha", {i + 1, std::string(64, 'a')}).value()};
      round.sites["beta"] = {8, 100, 1, {}};
      head_ = Append(head_, RoundText(kStudy, i, round));
      round.hash = head_.hash;
      rounds_.push_back(round);
    }
  }
  std::string Site(const std::string& name, const PrivateKey& key) const {
    return ca_.SignMember(MakeCertificateRequest(key).value(), name, Role::kSite, kNow).value();
  }
  absl::StatusOr<ToldJournal> Verify() {
    std::vector<v1::JournalPart> parts(1);
    v1::JournalHead* head = parts[0].mutable_head();
    head->set_study("suv");
    head->set_study_sha256(kStudy);
    models::ToMessage(SignHead(server_, JournalName(kStudy), head_).value(), head->mutable_head());
    head->set_certificate(server_certificate_);
    (*head->mutable_site_certificates())["alpha"] = alpha_certificate_;
    for (std::size_t i = 0; i < rounds_.size(); ++i) {
      ToMessage(i, rounds_[i], parts.emplace_back().mutable_round());
    }
    return VerifyRounds(parts, ca_pem_, kNow);
  }

  const testing::TemporaryFolder folder_;
  const CertificateAuthority ca_ = CertificateAuthority::Create(folder_ / "ca", "lung", kNow).value();
  const std::string ca_pem_ = ca_.certificate_pem();
  const PrivateKey server_ = PrivateKey::Generate().value(), alpha_ = PrivateKey::Generate().value();
  const std::string server_certificate_ = ca_.SignServer(server_, {"localhost"}, kNow).value();
  std::string alpha_certificate_ = Site("alpha", alpha_);
  std::vector<StoredRound> rounds_;
  ChainHead head_;
};

TEST_F(VerifyRoundsTest, AWholeJournalComesBackWithItsRounds) {
  ASSERT_OK_AND_ASSIGN(const ToldJournal journal, Verify());
  EXPECT_EQ(journal.study, "suv");
  EXPECT_EQ(journal.head, head_);
  EXPECT_EQ(journal.signed_by, server_.PublicKeyFingerprint());
  ASSERT_THAT(journal.rounds, SizeIs(3));
  EXPECT_EQ(journal.rounds[1].sites.at("alpha").ledger.head.length, 2U);
  EXPECT_EQ(journal.rounds[1].seconds, 0.1);
}

TEST_F(VerifyRoundsTest, AnAlteredRoundIsFound) {
  rounds_[1].sites["beta"].scalars = 2;
  EXPECT_THAT(Verify(),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("round 1"), HasSubstr("altered"))));
}

TEST_F(VerifyRoundsTest, ARoundThatIsNotToldIsFound) {
  rounds_.pop_back();
  EXPECT_THAT(Verify(), StatusIs(absl::StatusCode::kDataLoss,
                                 AllOf(HasSubstr("signed 3 rounds"), HasSubstr("tells 2"))));
}

TEST_F(VerifyRoundsTest, ALedgersHeadThatItsSiteDidNotSignIsFound) {
  alpha_certificate_ = Site("alpha", server_);
  EXPECT_THAT(Verify(), StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("alpha")));
  alpha_certificate_ = Site("gamma", alpha_);
  EXPECT_THAT(Verify(), StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("is that of gamma")));
}

}  // namespace
}  // namespace osteon::coordinator
