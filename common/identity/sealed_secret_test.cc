#include "common/identity/sealed_secret.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/files/files.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/certificate_request.h"
#include "common/identity/identity_file.h"
#include "common/identity/key.h"
#include "common/identity/secret_file.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::_;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kPassphrase[] = "correct horse battery";
constexpr char kSecret[] = "3f0a9b3f0a9b3f0a9b3f0a9b3f0a9b3f\n";

PassphraseSource Always(const std::string& passphrase) {
  return [passphrase](const std::string&) { return passphrase; };
}

TEST(SealedSecret, OpensWithItsPassphraseOnly) {
  ASSERT_OK_AND_ASSIGN(const std::string sealed, SealSecret(kSecret, kPassphrase));
  EXPECT_TRUE(IsSealed(sealed));
  EXPECT_FALSE(IsSealed(kSecret));
  EXPECT_THAT(sealed, Not(HasSubstr("3f0a9b")));
  ASSERT_OK_AND_ASSIGN(const std::string opened, OpenSealed(sealed, kPassphrase));
  EXPECT_EQ(opened, kSecret);
  for (const std::string other : {"", "correct horse batterx", "correct horse battery "}) {
    EXPECT_THAT(OpenSealed(sealed, other),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("not the one")));
  }
}

TEST(SealedSecret, IsAnotherTextEachTime) {
  ASSERT_OK_AND_ASSIGN(const std::string a, SealSecret(kSecret, kPassphrase));
  ASSERT_OK_AND_ASSIGN(const std::string b, SealSecret(kSecret, kPassphrase));
  EXPECT_NE(a, b);
}

TEST(SealedSecret, AnyAlterationIsFound) {
  ASSERT_OK_AND_ASSIGN(const std::string sealed, SealSecret(kSecret, kPassphrase));
  const std::size_t first = sealed.find('\n') + 1;
  for (const std::size_t place : {first + 5, first + 40, first + 70, first + 100}) {
    std::string altered = sealed;
    altered[place] = altered[place] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(OpenSealed(altered, kPassphrase).ok()) << place;
  }
  EXPECT_THAT(OpenSealed(sealed.substr(0, first + 60), kPassphrase),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("cut short")));
}

TEST(SealedSecret, KeysAreThoseOfOpenssl) {
  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::Generate());
  ASSERT_OK_AND_ASSIGN(const std::string pem, key.ToPem());
  ASSERT_OK_AND_ASSIGN(const std::string sealed, SealSecret(pem, kPassphrase));
  EXPECT_THAT(sealed, HasSubstr("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
  EXPECT_THAT(sealed, Not(HasSubstr("-----BEGIN PRIVATE KEY-----")));
  EXPECT_FALSE(PrivateKey::FromPem(sealed).ok());
  ASSERT_OK_AND_ASSIGN(const std::string opened, OpenSealed(sealed, kPassphrase));
  EXPECT_EQ(opened, pem);
  EXPECT_THAT(OpenSealed(sealed, "another passphrase"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("not the one")));

  const TemporaryFolder folder;
  ASSERT_THAT(WriteFileAtomically(folder / "key", sealed, FileMode::kSecret), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder / "pass", kPassphrase, FileMode::kSecret), IsOk());
  const std::string command =
      absl::StrCat("openssl pkey -in ", folder / "key", " -passin file:", folder / "pass", " -out ",
                   folder / "plain 2>/dev/null");
  if (std::system("openssl version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no openssl program";
  ASSERT_EQ(std::system(command.c_str()), 0);
  ASSERT_OK_AND_ASSIGN(const std::string plain, ReadFile(folder / "plain"));
  ASSERT_OK_AND_ASSIGN(const PrivateKey again, PrivateKey::FromPem(plain));
  EXPECT_EQ(again.PublicKeyFingerprint(), key.PublicKeyFingerprint());
}

TEST(SecretFile, IsReadWithAPassphraseAndAskedForOnlyWhereEncrypted) {
  const TemporaryFolder folder;
  ASSERT_THAT(WriteSecretFile(folder / "plain", kSecret), IsOk());
  ASSERT_THAT(WriteSecretFile(folder / "sealed", kSecret, kPassphrase), IsOk());
  EXPECT_EQ(std::filesystem::status(folder / "sealed").permissions(), std::filesystem::perms(0600));
  EXPECT_FALSE(IsSealedFile(folder / "plain"));
  EXPECT_TRUE(IsSealedFile(folder / "sealed"));
  EXPECT_FALSE(IsSealedFile(folder / "none"));
  int asked = 0;
  const PassphraseSource source = [&asked](const std::string&) {
    ++asked;
    return std::string(kPassphrase);
  };
  EXPECT_EQ(ReadSecretFile(folder / "plain", 1024, source).value(), kSecret);
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(ReadSecretFile(folder / "sealed", 1024, source).value(), kSecret);
  EXPECT_EQ(asked, 1);
  EXPECT_THAT(ReadSecretFile(folder / "sealed", 1024),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("is encrypted")));
  EXPECT_THAT(ReadSecretFile(folder / "sealed", 1024, Always("wrong")),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("sealed: the passphrase"), Not(HasSubstr("wrong")))));
}

TEST(SecretFile, APassphraseIsChangedToAnotherToNoneAndBack) {
  const TemporaryFolder folder;
  const std::vector<std::string> files = {folder / "a", folder / "b"};
  for (const std::string& file : files) ASSERT_THAT(WriteSecretFile(file, file, kPassphrase), IsOk());
  ASSERT_THAT(ChangePassphrase(files, Always(kPassphrase), "another passphrase"), IsOk());
  EXPECT_FALSE(ReadSecretFile(files[0], 1024, Always(kPassphrase)).ok());
  EXPECT_EQ(ReadSecretFile(files[1], 1024, Always("another passphrase")).value(), files[1]);
  ASSERT_THAT(ChangePassphrase(files, Always("another passphrase"), ""), IsOk());
  EXPECT_EQ(ReadFile(files[0]).value(), files[0]);
  ASSERT_THAT(ChangePassphrase(files, nullptr, kPassphrase), IsOk());
  EXPECT_EQ(ReadSecretFile(files[0], 1024, Always(kPassphrase)).value(), files[0]);
}

TEST(SecretFile, AWrongPassphraseChangesNothingAndAnInterruptedChangeIsFinished) {
  const TemporaryFolder folder;
  const std::vector<std::string> files = {folder / "a", folder / "b"};
  for (const std::string& file : files) ASSERT_THAT(WriteSecretFile(file, file, kPassphrase), IsOk());
  const std::string before = ReadFile(files[0]).value();
  EXPECT_THAT(ChangePassphrase(files, Always("wrong passphrase"), "another passphrase"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("the passphrase")));
  ASSERT_THAT(WriteSecretFile(files[1], files[1], "a third passphrase"), IsOk());
  EXPECT_FALSE(ChangePassphrase(files, Always(kPassphrase), "another passphrase").ok());
  EXPECT_EQ(ReadFile(files[0]).value(), before);
  ASSERT_THAT(WriteSecretFile(files[1], files[1], "another passphrase"), IsOk());  // it came as far as here
  ASSERT_THAT(ChangePassphrase(files, Always(kPassphrase), "another passphrase"), IsOk());
  for (const std::string& file : files) {
    EXPECT_EQ(ReadSecretFile(file, 1024, Always("another passphrase")).value(), file);
  }
}

TEST(SecretFile, AnAuthorityAndAnIdentityHaveEncryptedKeysAndReadableCertificates) {
  const TemporaryFolder folder;
  const absl::Time now = absl::FromUnixSeconds(1750000000);
  ASSERT_OK_AND_ASSIGN(const CertificateAuthority ca,
                       CertificateAuthority::Create(folder / "ca", "lung", now, kPassphrase));
  EXPECT_TRUE(IsSealedFile(folder / "ca/ca.key"));
  EXPECT_FALSE(IsSealedFile(folder / "ca/ca.crt"));
  EXPECT_THAT(CertificateAuthority::Open(folder / "ca"), StatusIs(absl::StatusCode::kFailedPrecondition, _));
  EXPECT_THAT(CertificateAuthority::Open(folder / "ca", Always(kPassphrase)), IsOk());

  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::Generate());
  ASSERT_OK_AND_ASSIGN(const std::string request, MakeCertificateRequest(key));
  Identity identity{key.ToPem().value(), ca.SignMember(request, "alpha", Role::kSite, now).value(),
                    ca.certificate_pem()};
  ASSERT_THAT(WriteIdentity(folder / "me.pem", identity, kPassphrase), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(folder / "me.pem"));
  EXPECT_THAT(text, AllOf(HasSubstr("ENCRYPTED PRIVATE KEY"), HasSubstr(ca.certificate_pem())));
  EXPECT_THAT(text, Not(HasSubstr("-----BEGIN PRIVATE KEY")));
  ASSERT_OK_AND_ASSIGN(const LoadedIdentity loaded,
                       ReadIdentity(folder / "me.pem", now, Always(kPassphrase)));
  EXPECT_EQ(loaded.identity.private_key_pem, identity.private_key_pem);
  EXPECT_THAT(ReadIdentity(folder / "me.pem", now, Always("wrong passphrase")),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("me.pem")));
  EXPECT_EQ(ReadFile(folder / "me.pem").value(), text);  // nothing is lost by a wrong one
}

}  // namespace
}  // namespace osteon
