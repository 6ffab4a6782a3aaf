#include "common/identity/key.h"

#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/identity/certificate_request.h"
#include "common/identity/forge.h"
#include "common/identity/limits.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(PrivateKey, WhatIsWrittenIsReadAndIsTheSameKey) {
  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::Generate());
  ASSERT_OK_AND_ASSIGN(const std::string pem, key.ToPem());
  EXPECT_THAT(pem, HasSubstr("-----BEGIN PRIVATE KEY-----\n"));
  ASSERT_OK_AND_ASSIGN(const PrivateKey read, PrivateKey::FromPem(pem));
  EXPECT_EQ(read.PublicKeyFingerprint(), key.PublicKeyFingerprint());
  EXPECT_THAT(key.PublicKeyFingerprint(), SizeIs(64));
  ASSERT_OK_AND_ASSIGN(const PrivateKey other, PrivateKey::Generate());
  EXPECT_NE(other.PublicKeyFingerprint(), key.PublicKeyFingerprint());
}

TEST(PrivateKey, OtherKindsOfKeyAreRefusedByName) {
  EXPECT_THAT(PrivateKey::FromPem(forge::ForeignKeyPem(forge::KeyKind::kP256)), IsOk());
  EXPECT_THAT(PrivateKey::FromPem(forge::ForeignKeyPem(forge::KeyKind::kRsa)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the key is RSA")));
  EXPECT_THAT(PrivateKey::FromPem(forge::ForeignKeyPem(forge::KeyKind::kP384)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("secp384r1")));
}

TEST(PrivateKey, APublicPartOfAnotherKeyIsRefused) {
  // A PKCS#8 P-256 key ends with the 65 bytes of its public point (RFC 5915); the private number is at 36
  // to 67.
  ASSERT_OK_AND_ASSIGN(const PrivateKey a, PrivateKey::Generate());
  ASSERT_OK_AND_ASSIGN(const PrivateKey b, PrivateKey::Generate());
  const auto der = [](const PrivateKey& key) {
    return openssl::ReadPem(*key.ToPem(), "key").value().at(0).der;
  };
  const std::string mixed = der(a).substr(0, der(a).size() - 65) + der(b).substr(der(b).size() - 65);
  EXPECT_THAT(PrivateKey::FromPem(openssl::WritePem("PRIVATE KEY", mixed)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("does not belong")));
}

TEST(PrivateKey, DamagedEmptyLockedAndEndlessTextsAreRefused) {
  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::Generate());
  ASSERT_OK_AND_ASSIGN(const std::string pem, key.ToPem());
  EXPECT_THAT(PrivateKey::FromPem(""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no PEM block")));
  EXPECT_THAT(PrivateKey::FromPem(absl::string_view()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no PEM block")));
  EXPECT_THAT(PrivateKey::FromPem(pem.substr(0, pem.size() - 40)),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("cut short")));
  EXPECT_THAT(PrivateKey::FromPem(pem + pem),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("exactly one")));
  EXPECT_THAT(PrivateKey::FromPem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("PKCS#8")));
  EXPECT_THAT(PrivateKey::FromPem(
                  "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: "
                  "AES-128-CBC,00000000000000000000000000000000\n\nAAAA\n-----END EC PRIVATE KEY-----\n"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("passphrase")));
  EXPECT_THAT(PrivateKey::FromPem(std::string(kMaxPemBytes + 1, '\n')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at most 65536")));
  EXPECT_TRUE(forge::NoOpenSslErrors());
}

class Signature : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(const CertificateAuthority ca,
                         CertificateAuthority::Create(folder_ / "ca", "lung", forge::kNow));
    ASSERT_OK_AND_ASSIGN(const std::string request, MakeCertificateRequest(key_));
    ASSERT_OK_AND_ASSIGN(certificate_, ca.SignMember(request, "alpha", Role::kSite, forge::kNow));
    ASSERT_OK_AND_ASSIGN(const std::string other, MakeCertificateRequest(*PrivateKey::Generate()));
    ASSERT_OK_AND_ASSIGN(other_certificate_, ca.SignMember(other, "beta", Role::kSite, forge::kNow));
  }

  testing::TemporaryFolder folder_;
  PrivateKey key_ = PrivateKey::Generate().value();
  std::string certificate_;
  std::string other_certificate_;
};

TEST_F(Signature, IsAcceptedForItsMessageAndKeyOnly) {
  for (const std::string& message :
       {std::string("osteon approval v1\nabc"), std::string(), std::string(1000, '\0')}) {
    ASSERT_OK_AND_ASSIGN(const std::string signature, key_.Sign(message));
    EXPECT_THAT(VerifySignature(certificate_, message, signature), IsOk());
    EXPECT_THAT(VerifySignature(certificate_, message + "x", signature),
                StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("not by this certificate's key")));
    EXPECT_THAT(VerifySignature(other_certificate_, message, signature),
                StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("not by this certificate's key")));
  }
}

TEST_F(Signature, AlteredShortenedOrEmptyIsRefused) {
  ASSERT_OK_AND_ASSIGN(const std::string signature, key_.Sign("m"));
  std::string altered = signature;
  altered.back() = static_cast<char>(altered.back() ^ 1);
  for (const std::string& bad : {altered, signature.substr(1), signature + "x", std::string()}) {
    EXPECT_THAT(VerifySignature(certificate_, "m", bad),
                StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("altered")));
  }
  EXPECT_TRUE(forge::NoOpenSslErrors());
}

TEST_F(Signature, ManyThreadsMaySignWithOneKey) {
  std::vector<std::thread> threads;
  std::vector<int> good(4, 0);
  for (std::size_t t = 0; t < good.size(); ++t) {
    threads.emplace_back([this, &good, t] {
      for (int i = 0; i < 20; ++i) {
        const std::string message = absl::StrCat(t, ":", i);
        const absl::StatusOr<std::string> signature = key_.Sign(message);
        if (signature.ok() && VerifySignature(certificate_, message, *signature).ok()) ++good[t];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, std::vector<int>(4, 20));
}

}  // namespace
}  // namespace osteon
