#include "coordinator/session/enrolment_desk.h"

#include <filesystem>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/files/files.h"
#include "common/hash/encoding.h"
#include "common/identity/certificate_request.h"
#include "common/identity/key.h"
#include "common/identity/token.h"
#include "common/identity/verify.h"
#include "coordinator/journal/journal.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

// A key and the request for it.
struct Applicant {
  PrivateKey key = PrivateKey::Generate().value();
  std::string request = MakeCertificateRequest(key).value();
};

class Enrolment : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(journal_, Journal::Open(folder_ / "journal"));
    online_ = std::make_unique<EnrolmentDesk>(journal_->members(), ca_, ca_.certificate_pem(), pending_);
    offline_ =
        std::make_unique<EnrolmentDesk>(journal_->members(), std::nullopt, ca_.certificate_pem(), pending_);
  }
  // Invites for a day; the question that the bearer of the token asks.
  EnrolmentQuestion Invited(const Applicant& applicant, const std::string& name = "alpha",
                            Role role = Role::kSite) {
    const EnrolmentToken token = MakeToken(name, role, ca_.fingerprint()).value();
    Invitation invitation;
    invitation.name = name;
    invitation.role = RoleName(role);
    invitation.secret_sha256 = TokenSecretHash(token.secret);
    invitation.expires = kNow + absl::Hours(24);
    EXPECT_THAT(journal_->members().Invite(invitation, kNow), IsOk());
    return {name, RoleName(role), EncodeBase32(token.secret), applicant.request};
  }
  // What `osteon-coordinator sign` does away from the server.
  void SignElsewhere(const std::string& name, absl::Time now) {
    ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(pending_ + "/" + name + ".request"));
    ASSERT_OK_AND_ASSIGN(const PendingRequest pending, ParsePendingRequest(text));
    EXPECT_EQ(pending.name, name);
    ASSERT_OK_AND_ASSIGN(const Role role, ParseRole(pending.role));
    ASSERT_OK_AND_ASSIGN(const std::string certificate,
                         ca_.SignMember(pending.certificate_request, pending.name, role, now));
    ASSERT_THAT(WriteFileAtomically(pending_ + "/" + name + ".certificate", certificate), IsOk());
  }
  void ExpectMember(const std::string& name, const Applicant& applicant) {
    ASSERT_OK_AND_ASSIGN(const auto member, journal_->members().Find(name));
    ASSERT_TRUE(member);
    EXPECT_EQ(member->public_key_sha256, applicant.key.PublicKeyFingerprint());
  }
  void ExpectNoMember(const std::string& name) {
    ASSERT_OK_AND_ASSIGN(const auto member, journal_->members().Find(name));
    EXPECT_FALSE(member);
  }

  const testing::TemporaryFolder folder_;
  const std::string pending_ = folder_ / "pending";
  const CertificateAuthority ca_ = CertificateAuthority::Create(folder_ / "ca", "lung-os-2", kNow).value();
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<EnrolmentDesk> online_, offline_;
};

TEST_F(Enrolment, AnInvitedSiteBecomesAMember) {
  const Applicant alpha;
  ASSERT_OK_AND_ASSIGN(const auto certificate, online_->Enrol(Invited(alpha), kNow));
  ASSERT_TRUE(certificate);
  ASSERT_OK_AND_ASSIGN(const PeerIdentity peer,
                       VerifyMemberChain(*certificate, online_->ca_certificate(), kNow));
  EXPECT_EQ(peer.name, "alpha");
  EXPECT_EQ(peer.role, Role::kSite);
  EXPECT_EQ(peer.public_key_fingerprint, alpha.key.PublicKeyFingerprint());
  ExpectMember("alpha", alpha);
  ASSERT_OK_AND_ASSIGN(const auto member, journal_->members().Find("alpha"));
  EXPECT_EQ(member->role, "site");
  EXPECT_EQ(member->certificate, *certificate);
  EXPECT_EQ(member->enrolled, kNow);
}

TEST_F(Enrolment, TheSecretMayBeTypedInCapitals) {
  const Applicant alpha;
  EnrolmentQuestion question = Invited(alpha);
  question.token_secret = absl::AsciiStrToUpper(question.token_secret);
  EXPECT_THAT(online_->Enrol(question, kNow), IsOk());
}

TEST_F(Enrolment, ATokenForAnotherNameOrRoleIsRefused) {
  const Applicant alpha;
  const EnrolmentQuestion question = Invited(alpha);
  EnrolmentQuestion other = question;
  other.name = "beta";
  EXPECT_THAT(online_->Enrol(other, kNow), StatusIs(kDenied, HasSubstr("another name or role")));
  other = question;
  other.role = "operator";
  EXPECT_THAT(online_->Enrol(other, kNow), StatusIs(kDenied, HasSubstr("another name or role")));
  ExpectNoMember("alpha");
  EXPECT_THAT(online_->Enrol(question, kNow), IsOk());  // it has not been used up
}

TEST_F(Enrolment, AnUnknownTokenIsRefused) {
  const Applicant alpha;
  EnrolmentQuestion question = Invited(alpha);
  question.token_secret = EncodeBase32(std::string(16, 'x'));
  EXPECT_THAT(online_->Enrol(question, kNow), StatusIs(kDenied, HasSubstr("not known")));
  for (const char* secret : {"", "not base 32 !", "\xff"}) {
    question.token_secret = secret;
    EXPECT_THAT(online_->Enrol(question, kNow), StatusIs(kDenied, HasSubstr("not known")));
  }
}

TEST_F(Enrolment, AnExpiredTokenIsRefusedWithItsDay) {
  const Applicant alpha;
  const EnrolmentQuestion question = Invited(alpha);
  EXPECT_THAT(online_->Enrol(question, kNow + absl::Hours(24) + absl::Seconds(1)),
              StatusIs(kDenied, HasSubstr("expired on 2026-")));
  ExpectNoMember("alpha");
  EXPECT_THAT(online_->Enrol(question, kNow + absl::Hours(24)), IsOk());
}

TEST_F(Enrolment, AnotherKeyCannotUseATokenAgain) {
  const Applicant alpha, thief;
  EnrolmentQuestion question = Invited(alpha);
  ASSERT_THAT(online_->Enrol(question, kNow), IsOk());
  question.certificate_request = thief.request;
  EXPECT_THAT(online_->Enrol(question, kNow + absl::Minutes(1)), StatusIs(kDenied, HasSubstr("another key")));
  ExpectMember("alpha", alpha);
}

TEST_F(Enrolment, TheSameKeyMayRepeatForTenMinutes) {
  const Applicant alpha;
  const EnrolmentQuestion question = Invited(alpha);
  ASSERT_OK_AND_ASSIGN(const auto first, online_->Enrol(question, kNow));
  ASSERT_OK_AND_ASSIGN(const auto second, online_->Enrol(question, kNow + absl::Minutes(10)));
  EXPECT_EQ(first, second);
  EXPECT_THAT(online_->Enrol(question, kNow + absl::Minutes(10) + absl::Seconds(1)),
              StatusIs(kDenied, HasSubstr("ten minutes")));
  ASSERT_OK_AND_ASSIGN(const auto members, journal_->members().Members());
  EXPECT_THAT(members, SizeIs(1));
}

TEST_F(Enrolment, ARequestThatCannotBeUsedLeavesTheTokenUnused) {
  const Applicant alpha;
  EnrolmentQuestion question = Invited(alpha);
  question.certificate_request = "no request";
  const auto refused = online_->Enrol(question, kNow);
  EXPECT_TRUE(absl::IsInvalidArgument(refused.status()) || absl::IsDataLoss(refused.status()))
      << refused.status();
  question.certificate_request = alpha.request;
  EXPECT_THAT(online_->Enrol(question, kNow), IsOk());
}

TEST_F(Enrolment, WithoutTheCasKeyARequestWaitsAsAFile) {
  const Applicant alpha;
  const EnrolmentQuestion question = Invited(alpha, "ada", Role::kStatistician);
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK_AND_ASSIGN(const auto waiting, offline_->Enrol(question, kNow + absl::Minutes(i)));
    EXPECT_FALSE(waiting);
  }
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(pending_ + "/ada.request"));
  ASSERT_OK_AND_ASSIGN(const PendingRequest pending, ParsePendingRequest(text));
  EXPECT_EQ(pending.name, "ada");
  EXPECT_EQ(pending.role, "statistician");
  EXPECT_EQ(pending.certificate_request, alpha.request);
  ExpectNoMember("ada");
}

TEST_F(Enrolment, ACertificateThatWasSignedElsewhereIsTaken) {
  const Applicant alpha;
  const EnrolmentQuestion question = Invited(alpha);
  ASSERT_THAT(offline_->Enrol(question, kNow), IsOk());
  // Two days: longer than the token lives, which was used in time.
  const absl::Time later = kNow + absl::Hours(48);
  SignElsewhere("alpha", later);
  ASSERT_OK_AND_ASSIGN(const auto certificate, offline_->Enrol(question, later));
  ASSERT_TRUE(certificate);
  ExpectMember("alpha", alpha);
  // The answer may have been lost: ten minutes from the certificate on.
  ASSERT_OK_AND_ASSIGN(const auto again, offline_->Enrol(question, later + absl::Minutes(9)));
  EXPECT_EQ(again, certificate);
  EXPECT_THAT(offline_->Enrol(question, later + absl::Minutes(11)),
              StatusIs(kDenied, HasSubstr("ten minutes")));
}

TEST_F(Enrolment, ACertificateForAnotherKeyNameOrRoleIsRefused) {
  const Applicant alpha, other;
  const EnrolmentQuestion question = Invited(alpha);
  ASSERT_THAT(offline_->Enrol(question, kNow), IsOk());
  const std::string path = pending_ + "/alpha.certificate";
  const std::vector<std::string> wrong = {
      ca_.SignMember(other.request, "alpha", Role::kSite, kNow).value(),
      ca_.SignMember(alpha.request, "beta", Role::kSite, kNow).value(),
      ca_.SignMember(alpha.request, "alpha", Role::kOperator, kNow).value()};
  for (const std::string& certificate : wrong) {
    ASSERT_THAT(WriteFileAtomically(path, certificate), IsOk());
    EXPECT_THAT(offline_->Enrol(question, kNow),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("not for alpha")));
    ExpectNoMember("alpha");
  }
  const CertificateAuthority stranger =
      CertificateAuthority::Create(folder_ / "ca2", "lung-os-2", kNow).value();
  ASSERT_THAT(
      WriteFileAtomically(path, stranger.SignMember(alpha.request, "alpha", Role::kSite, kNow).value()),
      IsOk());
  EXPECT_THAT(offline_->Enrol(question, kNow), StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("")));
  ExpectNoMember("alpha");
}

TEST_F(Enrolment, ATokenThatWaitsForItsSignatureIsBoundToItsKey) {
  const Applicant alpha, thief;
  EnrolmentQuestion question = Invited(alpha);
  ASSERT_THAT(offline_->Enrol(question, kNow), IsOk());
  question.certificate_request = thief.request;
  EXPECT_THAT(offline_->Enrol(question, kNow), StatusIs(kDenied, HasSubstr("another key")));
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(pending_ + "/alpha.request"));
  EXPECT_THAT(text, HasSubstr(alpha.request));
}

TEST_F(Enrolment, ANewInvitationReplacesOneThatWaitsForItsSignature) {
  const Applicant lost, alpha;
  const EnrolmentQuestion first = Invited(lost);
  ASSERT_THAT(offline_->Enrol(first, kNow), IsOk());
  const EnrolmentQuestion second = Invited(alpha);
  EXPECT_THAT(offline_->Enrol(first, kNow), StatusIs(kDenied, HasSubstr("not known")));
  ASSERT_THAT(offline_->Enrol(second, kNow), IsOk());
  SignElsewhere("alpha", kNow);
  ASSERT_OK_AND_ASSIGN(const auto certificate, offline_->Enrol(second, kNow));
  EXPECT_TRUE(certificate);
  ExpectMember("alpha", alpha);
}

TEST(PendingRequest, IsReadBackAndNothingElseIs) {
  const PendingRequest request{"alpha", "site", "-----BEGIN\nmore\n"};
  ASSERT_OK_AND_ASSIGN(const PendingRequest back, ParsePendingRequest(PendingRequestText(request)));
  EXPECT_EQ(back.name, request.name);
  EXPECT_EQ(back.role, request.role);
  EXPECT_EQ(back.certificate_request, request.certificate_request);
  for (const char* text :
       {"", "name alpha", "name alpha\nrole site", "role site\nname alpha\nPEM", "alpha\nsite\nPEM"}) {
    EXPECT_THAT(ParsePendingRequest(text), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("")));
  }
}

TEST_F(Enrolment, ARenewalIsForTheSameKeyAndRepeatsItsAnswer) {
  const Applicant alpha;
  ASSERT_OK_AND_ASSIGN(const auto first, online_->Enrol(Invited(alpha), kNow));
  ASSERT_OK_AND_ASSIGN(const PeerIdentity who, ParsePeer(*first));
  ASSERT_OK_AND_ASSIGN(const auto early, online_->Renew(who, alpha.request, kNow + absl::Hours(24 * 40)));
  EXPECT_EQ(early, first);
  const absl::Time later = kNow + absl::Hours(24 * 60);
  ASSERT_OK_AND_ASSIGN(const auto second, online_->Renew(who, alpha.request, later));
  EXPECT_NE(second, first);
  ASSERT_OK_AND_ASSIGN(const PeerIdentity renewed, VerifyMemberChain(*second, ca_.certificate_pem(), later));
  EXPECT_EQ(renewed.public_key_fingerprint, who.public_key_fingerprint);
  EXPECT_EQ(renewed.not_after, later + absl::Hours(24 * 90));
  ASSERT_OK_AND_ASSIGN(const auto repeated, online_->Renew(who, alpha.request, later + absl::Hours(1)));
  EXPECT_EQ(repeated, second);
  EXPECT_THAT(online_->Renew(who, Applicant().request, later),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("for the key that it has")));
}

TEST_F(Enrolment, ARenewalWaitsForTheOfflineCaAndDoesNotTakeTheOldCertificate) {
  const Applicant alpha;
  const EnrolmentQuestion question = Invited(alpha);
  ASSERT_THAT(offline_->Enrol(question, kNow), IsOk());
  SignElsewhere("alpha", kNow);
  ASSERT_OK_AND_ASSIGN(const std::string old_file, ReadFile(pending_ + "/alpha.certificate"));
  ASSERT_OK_AND_ASSIGN(const auto first, offline_->Enrol(question, kNow));
  EXPECT_FALSE(std::filesystem::exists(pending_ + "/alpha.certificate"));  // taken
  ASSERT_OK_AND_ASSIGN(const PeerIdentity who, ParsePeer(*first));
  const absl::Time later = kNow + absl::Hours(24 * 60);
  ASSERT_THAT(WriteFileAtomically(pending_ + "/alpha.certificate", old_file), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto waits, offline_->Renew(who, alpha.request, later));
  EXPECT_FALSE(waits);
  SignElsewhere("alpha", later);
  ASSERT_OK_AND_ASSIGN(const auto second, offline_->Renew(who, alpha.request, later));
  ASSERT_TRUE(second);
  EXPECT_NE(second, first);
}

TEST_F(Enrolment, ARevokedKeyIsNotEnrolledAgain) {
  const Applicant alpha;
  ASSERT_THAT(online_->Enrol(Invited(alpha), kNow), IsOk());
  ASSERT_THAT(journal_->members().Revoke("alpha", "", kNow), IsOk());
  ASSERT_OK_AND_ASSIGN(const bool revoked, online_->IsRevoked(alpha.request));
  EXPECT_TRUE(revoked);
  EXPECT_THAT(online_->Enrol(Invited(alpha), kNow), StatusIs(kDenied, HasSubstr("this key was revoked")));
  const Applicant fresh;
  EXPECT_THAT(online_->Enrol(Invited(fresh), kNow), IsOk());
  ExpectMember("alpha", fresh);
}

TEST(PendingRequests, AServersNamesItsHosts) {
  const PendingRequest request{
      "lung", "coordinator", "-----BEGIN\nhost x\n", {"study.example.org", "10.1.2.3"}};
  ASSERT_OK_AND_ASSIGN(const PendingRequest read, ParsePendingRequest(PendingRequestText(request)));
  EXPECT_EQ(read.hosts, request.hosts);
  EXPECT_EQ(read.certificate_request, request.certificate_request);
  EXPECT_EQ(read.role, "coordinator");
}

}  // namespace
}  // namespace osteon::coordinator
