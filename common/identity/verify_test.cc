#include "common/identity/verify.h"

#include <openssl/obj_mac.h>

#include "absl/strings/ascii.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/certificate_request.h"
#include "common/identity/forge.h"
#include "common/identity/limits.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::forge::kNow;
using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::_;
using ::testing::AnyOf;
using ::testing::HasSubstr;

class Chain : public ::testing::Test {
 protected:
  std::string Member(const CertificateAuthority& ca,
                     absl::Duration lifetime = CertificateAuthority::kDefaultLifetime) {
    return ca.SignMember(MakeCertificateRequest(key_).value(), "alpha", Role::kSite, kNow, lifetime).value();
  }
  absl::StatusOr<std::string> Dial(absl::string_view host, absl::Time now = kNow) {
    return VerifyServerChain(chain_, ca_.fingerprint(), host, now);
  }

  const testing::TemporaryFolder folder_;
  const CertificateAuthority ca_ = CertificateAuthority::Create(folder_ / "ca", "lung", kNow).value();
  const CertificateAuthority other_ = CertificateAuthority::Create(folder_ / "other", "lung", kNow).value();
  const PrivateKey ca_key_ = forge::AuthorityKey(folder_ / "ca");
  const PrivateKey key_ = PrivateKey::Generate().value();
  const std::string server_ =
      ca_.SignServer(key_, {"study.example.org", "localhost", "10.1.2.3", "::1"}, kNow).value();
  const std::string chain_ = server_ + ca_.certificate_pem();
};

TEST_F(Chain, TheCoordinatorIsKnownByTheTokensFingerprint) {
  ASSERT_OK_AND_ASSIGN(const std::string ca, Dial("study.example.org"));
  EXPECT_EQ(ca, ca_.certificate_pem());
  EXPECT_THAT(VerifyServerChain(chain_, absl::AsciiStrToUpper(ca_.fingerprint()), "localhost", kNow), IsOk());
}

TEST_F(Chain, HostsMatchByNameOrAddressWhole) {
  for (const char* host : {"STUDY.example.org", "localhost", "10.1.2.3", "::1", "[::1]", "0:0::1"}) {
    EXPECT_THAT(Dial(host), IsOk()) << host;
  }
  for (const char* host : {"example.org", "x.study.example.org", "10.1.2.4", "coordinator", "::2"}) {
    EXPECT_THAT(Dial(host), StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr(host))) << host;
  }
  for (const char* host :
       {"", ".example.org", "*.example.org", "study.example.org.", "[10.1.2.3]", "localhost:7443"}) {
    EXPECT_THAT(Dial(host), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("neither"))) << host;
  }
}

TEST_F(Chain, AnotherCaIsNamedWithBothFingerprints) {
  const absl::StatusOr<std::string> refused =
      VerifyServerChain(chain_, other_.fingerprint(), "localhost", kNow);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr(other_.fingerprint())));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr(ca_.fingerprint())));
}

TEST_F(Chain, TheRightCaDoesNotCoverALeafOfAnother) {
  const std::string foreign = other_.SignServer(key_, {"localhost"}, kNow).value();
  EXPECT_THAT(VerifyServerChain(foreign + ca_.certificate_pem(), ca_.fingerprint(), "localhost", kNow),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("not signed by the consortium's CA")));
  EXPECT_TRUE(forge::NoOpenSslErrors());
}

TEST_F(Chain, OnlyTwoCertificatesAreRead) {
  const auto verify = [&](const std::string& chain) {
    return VerifyServerChain(chain, ca_.fingerprint(), "localhost", kNow);
  };
  EXPECT_THAT(verify(server_), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 PEM block")));
  EXPECT_THAT(verify(ca_.certificate_pem()), StatusIs(absl::StatusCode::kInvalidArgument, _));
  EXPECT_THAT(verify(server_ + chain_),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("3 PEM block")));
  EXPECT_THAT(verify(ca_.certificate_pem() + ca_.certificate_pem()),
              StatusIs(absl::StatusCode::kUnauthenticated, _));
  EXPECT_THAT(verify(std::string(kMaxPemBytes + 1, 'a')), StatusIs(absl::StatusCode::kInvalidArgument, _));
  EXPECT_THAT(VerifyServerChain(chain_, "abcd", "localhost", kNow),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2 bytes, not 32")));
}

TEST_F(Chain, DatesDecide) {
  EXPECT_THAT(Dial("localhost", kNow - absl::Minutes(4)), IsOk());
  EXPECT_THAT(
      Dial("localhost", kNow - absl::Minutes(6)),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("is valid from 2026-03-01 11:55 UTC")));
  EXPECT_THAT(Dial("localhost", kNow + absl::Hours(24 * 90) - absl::Seconds(1)), IsOk());
  EXPECT_THAT(Dial("localhost", kNow + absl::Hours(24 * 90)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("expired on 2026-05-30 12:00 UTC")));
  const std::string day = Member(ca_, absl::Hours(24));
  EXPECT_THAT(VerifyMemberChain(day, ca_.certificate_pem(), kNow + absl::Hours(23)), IsOk());
  EXPECT_THAT(VerifyMemberChain(day, ca_.certificate_pem(), kNow + absl::Hours(25)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("expired")));
}

TEST_F(Chain, AMemberIsNoServerAndTheServerNoMember) {
  const std::string member = Member(ca_);
  ASSERT_OK_AND_ASSIGN(const PeerIdentity peer, VerifyMemberChain(member, ca_.certificate_pem(), kNow));
  EXPECT_EQ(peer.name, "alpha");
  EXPECT_THAT(VerifyMemberChain(server_, ca_.certificate_pem(), kNow),
              StatusIs(absl::StatusCode::kUnauthenticated, _));
  EXPECT_THAT(VerifyCoordinatorChain(member, ca_.certificate_pem(), kNow),
              StatusIs(absl::StatusCode::kUnauthenticated, _));
  EXPECT_THAT(VerifyCoordinatorChain(server_, ca_.certificate_pem(), kNow), IsOk());
}

TEST_F(Chain, AMemberOfAnotherConsortiumIsRefused) {
  EXPECT_THAT(VerifyMemberChain(Member(other_), ca_.certificate_pem(), kNow),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("another consortium")));
}

TEST_F(Chain, AMemberCannotSignForOthers) {
  openssl::CertificateContent content;
  content.common_name = "beta";
  content.uris = {"urn:osteon:operator:beta"};
  content.not_before = kNow - absl::Hours(1);
  content.not_after = kNow + absl::Hours(1);
  const std::string member = Member(ca_);
  const std::string forged = forge::AnyCertificate(content, key_, member, key_);
  EXPECT_THAT(VerifyMemberChain(forged, ca_.certificate_pem(), kNow),
              StatusIs(absl::StatusCode::kUnauthenticated, _));
  EXPECT_THAT(VerifyMemberChain(forged, member, kNow), StatusIs(absl::StatusCode::kUnauthenticated, _));
  const std::string self_signed = forge::AnyCertificate(content, key_, "", key_);
  EXPECT_THAT(VerifyMemberChain(self_signed, ca_.certificate_pem(), kNow),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("not signed by")));
}

TEST_F(Chain, ACertificateWithoutPurposeOrThatIsACaIsRefusedEvenWhenSigned) {
  const std::string any_purpose = forge::WithoutExtension(Member(ca_), NID_ext_key_usage, ca_key_);
  EXPECT_THAT(VerifyMemberChain(any_purpose, ca_.certificate_pem(), kNow),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("not for clients only")));
  const std::string any_server = forge::WithoutExtension(server_, NID_ext_key_usage, ca_key_);
  EXPECT_THAT(VerifyServerChain(any_server + ca_.certificate_pem(), ca_.fingerprint(), "localhost", kNow),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("not for servers only")));
  openssl::CertificateContent content;
  content.kind = openssl::CertificateKind::kAuthority;
  content.common_name = "alpha";
  content.uris = {"urn:osteon:site:alpha"};
  content.not_before = kNow;
  content.not_after = kNow + absl::Hours(1);
  const std::string sub_ca = forge::AnyCertificate(content, key_, ca_.certificate_pem(), ca_key_);
  EXPECT_THAT(VerifyMemberChain(sub_ca, ca_.certificate_pem(), kNow),
              StatusIs(absl::StatusCode::kUnauthenticated, _));
}

TEST_F(Chain, ARoleThatDoesNotFitThePurposeIsRefusedEvenWhenSigned) {
  openssl::CertificateContent content;
  content.common_name = "x";
  content.not_before = kNow;
  content.not_after = kNow + absl::Hours(1);
  content.uris = {"urn:osteon:coordinator:lung"};
  const std::string client = forge::AnyCertificate(content, key_, ca_.certificate_pem(), ca_key_);
  EXPECT_THAT(VerifyMemberChain(client, ca_.certificate_pem(), kNow),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("its role is coordinator")));
  content.kind = openssl::CertificateKind::kServer;
  content.uris = {"urn:osteon:site:alpha"};
  content.dns_names = {"localhost"};
  const std::string server = forge::AnyCertificate(content, key_, ca_.certificate_pem(), ca_key_);
  EXPECT_THAT(VerifyServerChain(server + ca_.certificate_pem(), ca_.fingerprint(), "localhost", kNow),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("not a coordinator")));
}

TEST_F(Chain, NoSingleAlteredByteOfACertificateIsBelieved) {
  const std::string der = openssl::ReadPem(Member(ca_), "member").value().at(0).der;
  for (std::size_t i = 0; i < der.size(); ++i) {
    std::string altered = der;
    altered[i] = static_cast<char>(altered[i] ^ 0x01);
    EXPECT_FALSE(
        VerifyMemberChain(openssl::WritePem("CERTIFICATE", altered), ca_.certificate_pem(), kNow).ok())
        << "byte " << i;
  }
  EXPECT_TRUE(forge::NoOpenSslErrors());
}

}  // namespace
}  // namespace osteon
