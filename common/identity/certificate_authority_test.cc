#include "common/identity/certificate_authority.h"

#include <openssl/obj_mac.h>
#include <sys/stat.h>

#include <filesystem>

#include "common/files/files.h"
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
using ::testing::HasSubstr;

unsigned ModeOf(const std::string& path) {
  struct stat information {};
  return ::stat(path.c_str(), &information) == 0 ? information.st_mode & 0777U : 0U;
}

class Authority : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK_AND_ASSIGN(request_, MakeCertificateRequest(key_)); }

  const testing::TemporaryFolder folder_;
  const std::string ca_folder_ = folder_ / "ca";
  const CertificateAuthority ca_ = CertificateAuthority::Create(ca_folder_, "lung-os-2", kNow).value();
  const PrivateKey key_ = PrivateKey::Generate().value();
  std::string request_;
};

TEST_F(Authority, KeyAndFolderAreItsOwnersOnly) {
  EXPECT_EQ(ModeOf(ca_folder_), 0700U);
  EXPECT_EQ(ModeOf(ca_folder_ + "/ca.key"), 0600U);
  EXPECT_EQ(ModeOf(ca_folder_ + "/ca.crt"), 0644U);
}

TEST_F(Authority, OpenedAgainItIsTheSame) {
  ASSERT_OK_AND_ASSIGN(const CertificateAuthority opened, CertificateAuthority::Open(ca_folder_));
  EXPECT_EQ(opened.consortium(), "lung-os-2");
  EXPECT_EQ(opened.certificate_pem(), ca_.certificate_pem());
  ASSERT_OK_AND_ASSIGN(const std::string fingerprint, CertificateFingerprint(ca_.certificate_pem()));
  EXPECT_EQ(opened.fingerprint(), fingerprint);
}

TEST_F(Authority, AnExistingOneIsNeverOverwritten) {
  ASSERT_OK_AND_ASSIGN(const std::string before, ReadFile(ca_folder_ + "/ca.key"));
  EXPECT_THAT(CertificateAuthority::Create(ca_folder_, "other", kNow),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("never overwritten")));
  ASSERT_OK_AND_ASSIGN(const std::string after, ReadFile(ca_folder_ + "/ca.key"));
  EXPECT_EQ(after, before);
  std::filesystem::remove(ca_folder_ + "/ca.key");
  EXPECT_THAT(CertificateAuthority::Create(ca_folder_, "other", kNow),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("ca.crt exists already")));
}

TEST_F(Authority, AReadableKeyOrTheKeyOfAnotherIsRefused) {
  std::filesystem::permissions(ca_folder_ + "/ca.key", std::filesystem::perms(0640));
  EXPECT_THAT(CertificateAuthority::Open(ca_folder_),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("chmod 600")));
  ASSERT_THAT(WriteFileAtomically(ca_folder_ + "/ca.key", *key_.ToPem(), FileMode::kSecret), IsOk());
  EXPECT_THAT(CertificateAuthority::Open(ca_folder_),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("two authorities were mixed")));
  EXPECT_THAT(CertificateAuthority::Open(folder_ / "none"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("ca.key")));
}

TEST_F(Authority, AMembersCertificateSaysWhatTheSignerSaid) {
  ASSERT_OK_AND_ASSIGN(const std::string pem, ca_.SignMember(request_, "alpha", Role::kSite, kNow));
  ASSERT_OK_AND_ASSIGN(const PeerIdentity peer, ParsePeer(pem));
  EXPECT_EQ(peer.name, "alpha");
  EXPECT_EQ(peer.role, Role::kSite);
  EXPECT_EQ(peer.public_key_fingerprint, key_.PublicKeyFingerprint());
  EXPECT_EQ(peer.not_before, kNow - absl::Minutes(5));
  EXPECT_EQ(peer.not_after, kNow + absl::Hours(24 * 90));
  EXPECT_LE(peer.serial_hex.size(), 32U);
  EXPECT_GT(peer.serial_hex.size(), 24U);  // 128 bits; four leading zero bytes have a chance of 2^-32
}

TEST_F(Authority, NoTwoCertificatesHaveOneSerialNumber) {
  ASSERT_OK_AND_ASSIGN(const std::string first, ca_.SignMember(request_, "alpha", Role::kSite, kNow));
  ASSERT_OK_AND_ASSIGN(const std::string second, ca_.SignMember(request_, "alpha", Role::kSite, kNow));
  EXPECT_NE(ParsePeer(first)->serial_hex, ParsePeer(second)->serial_hex);
}

TEST_F(Authority, WhatARequestAsksForIsIgnored) {
  const std::string evil = forge::EvilRequest(forge::KeyKind::kP256);
  ASSERT_TRUE(forge::DerContains(evil, "evil"));
  ASSERT_OK_AND_ASSIGN(const std::string pem, ca_.SignMember(evil, "alpha", Role::kSite, kNow));
  EXPECT_FALSE(forge::DerContains(pem, "evil"));
  EXPECT_FALSE(forge::DerContains(pem, "operator"));
  EXPECT_EQ(ParsePeer(pem)->name, "alpha");
  EXPECT_EQ(ParsePeer(pem)->role, Role::kSite);
}

TEST_F(Authority, OurOwnRequestNamesNobody) {
  EXPECT_LT(request_.size(), 500U);
  EXPECT_FALSE(
      forge::DerContains(request_, absl::string_view("\x06\x03\x55\x04", 4)));  // any attribute of a name
}

TEST_F(Authority, RequestsWithOtherKeysAreRefused) {
  EXPECT_THAT(ca_.SignMember(forge::EvilRequest(forge::KeyKind::kRsa), "alpha", Role::kSite, kNow),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the key is RSA")));
  EXPECT_THAT(ca_.SignMember(forge::EvilRequest(forge::KeyKind::kP384), "alpha", Role::kSite, kNow),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("secp384r1")));
}

TEST_F(Authority, ARequestWithoutProofOfPossessionIsRefused) {
  EXPECT_THAT(ca_.SignMember(forge::RequestForAnotherKey(request_), "alpha", Role::kSite, kNow),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not by its own key")));
  EXPECT_TRUE(forge::NoOpenSslErrors());
}

TEST_F(Authority, NoSingleAlteredByteOfARequestIsSigned) {
  const std::string der = openssl::ReadPem(request_, "request").value().at(0).der;
  for (std::size_t i = 0; i < der.size(); ++i) {
    std::string altered = der;
    altered[i] = static_cast<char>(altered[i] ^ 0x04);
    EXPECT_FALSE(
        ca_.SignMember(openssl::WritePem("CERTIFICATE REQUEST", altered), "alpha", Role::kSite, kNow).ok())
        << "byte " << i;
  }
}

TEST_F(Authority, NamesRolesLifetimesAndTimesOutOfRangeAreRefused) {
  const auto sign = [&](absl::string_view name, Role role, absl::Time now, absl::Duration lifetime) {
    return ca_.SignMember(request_, name, role, now, lifetime);
  };
  const absl::Duration day = absl::Hours(24);
  EXPECT_THAT(sign("Alpha", Role::kSite, kNow, day),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("'Alpha'")));
  EXPECT_THAT(sign("alpha", Role::kCoordinator, kNow, day),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("coordinator")));
  EXPECT_THAT(sign("alpha", Role::kSite, kNow, absl::ZeroDuration()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("lifetime")));
  EXPECT_THAT(sign("alpha", Role::kSite, kNow, 731 * day),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("730 days")));
  EXPECT_THAT(sign("alpha", Role::kSite, kNow + 3653 * day, day),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("is valid from")));
  EXPECT_THAT(sign("alpha", Role::kSite, kNow - day, day),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("is valid from")));
}

TEST_F(Authority, NoCertificateOutlivesIt) {
  const absl::Time late = kNow + absl::Hours(24 * 3650);
  ASSERT_OK_AND_ASSIGN(const std::string pem, ca_.SignMember(request_, "alpha", Role::kSite, late));
  EXPECT_EQ(ParsePeer(pem)->not_after, kNow + absl::Hours(24 * 3652));  // past 2050 or not, the same second
}

TEST_F(Authority, AServerNeedsHostsAndIsTheCoordinator) {
  ASSERT_OK_AND_ASSIGN(const std::string pem,
                       ca_.SignServer(key_, {"study.example.org", "10.0.0.1", "::1"}, kNow));
  ASSERT_OK_AND_ASSIGN(const PeerIdentity peer, ParsePeer(pem));
  EXPECT_EQ(peer.role, Role::kCoordinator);
  EXPECT_EQ(peer.name, "lung-os-2");
  ASSERT_OK_AND_ASSIGN(const std::vector<std::string> hosts, CertificateHosts(pem));
  EXPECT_THAT(hosts, ::testing::UnorderedElementsAre("study.example.org", "10.0.0.1", "::1"));
  EXPECT_THAT(ca_.SignServer(key_, {}, kNow),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 to 100 hosts")));
  for (const char* host : {"", "*.example.org", "a b", "host:7443", ".example.org", "1.2.3.999"}) {
    EXPECT_THAT(ca_.SignServer(key_, {host}, kNow),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("neither a DNS name")))
        << host;
  }
}

class Names : public ::testing::Test {
 protected:
  std::string With(std::vector<std::string> uris) {
    openssl::CertificateContent content;
    content.common_name = "alpha";
    content.uris = std::move(uris);
    content.not_before = kNow;
    content.not_after = kNow + absl::Hours(1);
    return forge::AnyCertificate(content, key_, "", key_);
  }
  const PrivateKey key_ = PrivateKey::Generate().value();
};

TEST_F(Names, ExactlyOneOfOursMustBeThere) {
  EXPECT_THAT(ParsePeer(With({"https://example.org", "urn:osteon:auditor:a-1"})), IsOk());
  EXPECT_THAT(ParsePeer(With({})), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0 names")));
  EXPECT_THAT(ParsePeer(With({"urn:osteon:site:alpha", "urn:osteon:operator:alpha"})),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2 names")));
  EXPECT_THAT(ParsePeer(With({"urn:osteon:site:alpha", "URN:OSTEON:operator:alpha"})),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2 names")));
}

TEST_F(Names, AMalformedOneIsRefused) {
  for (const std::string& uri :
       {std::string("urn:osteon:site"), std::string("urn:osteon:site:"), std::string("urn:osteon:site:Alpha"),
        std::string("urn:osteon:site:alpha:beta"), std::string("urn:osteon:boss:alpha"),
        std::string("URN:osteon:site:alpha"), std::string("urn:osteon:site:al\0pha", 22),
        std::string("urn:osteon:Site:alpha")}) {
    EXPECT_THAT(ParsePeer(With({uri})),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is not of the form")))
        << uri;
  }
}

TEST(MemberName, HasLettersDigitsAndHyphensAndBeginsWithALetter) {
  for (const std::string& name : {std::string("a"), std::string("site-7"), std::string(63, 'z')}) {
    EXPECT_THAT(ValidateMemberName(name), IsOk()) << name;
  }
  for (const std::string& name :
       {std::string(), std::string(64, 'z'), std::string("7a"), std::string("-a"), std::string("a.b"),
        std::string("a_b"), std::string("\xc3\xa4"), std::string("a\0", 2)}) {
    EXPECT_THAT(ValidateMemberName(name), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 to 63")))
        << name;
  }
}

TEST(Role, NamesAreReadBack) {
  for (const Role role :
       {Role::kSite, Role::kStatistician, Role::kOperator, Role::kAuditor, Role::kCoordinator}) {
    ASSERT_OK_AND_ASSIGN(const Role read, ParseRole(RoleName(role)));
    EXPECT_EQ(read, role);
  }
  EXPECT_THAT(ParseRole("Site"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("roles are site,")));
}

TEST(Certificate, OtherTextIsRefused) {
  EXPECT_THAT(ParsePeer("hello"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no PEM block")));
  EXPECT_THAT(ParsePeer("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("not an X.509")));
  EXPECT_THAT(ParsePeer(std::string(kMaxPemBytes + 1, 'a')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("65537 bytes")));
  EXPECT_TRUE(forge::NoOpenSslErrors());
}

}  // namespace
}  // namespace osteon
