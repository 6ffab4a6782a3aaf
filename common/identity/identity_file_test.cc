#include "common/identity/identity_file.h"

#include <sys/stat.h>

#include <filesystem>

#include "common/files/files.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/certificate_request.h"
#include "common/identity/forge.h"
#include "common/identity/key.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::forge::kNow;
using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class IdentityFile : public ::testing::Test {
 protected:
  Identity Enrol(const CertificateAuthority& ca, const PrivateKey& key) {
    return {key.ToPem().value(),
            ca.SignMember(MakeCertificateRequest(key).value(), "alpha", Role::kSite, kNow).value(),
            ca.certificate_pem()};
  }

  const testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "site.pem";
  const CertificateAuthority ca_ = CertificateAuthority::Create(folder_ / "ca", "lung", kNow).value();
  const PrivateKey key_ = PrivateKey::Generate().value();
  const Identity identity_ = Enrol(ca_, key_);
};

TEST_F(IdentityFile, WhatIsWrittenIsReadAndIsTheOwnersOnly) {
  ASSERT_THAT(WriteIdentity(path_, identity_), IsOk());
  struct stat information {};
  ASSERT_EQ(::stat(path_.c_str(), &information), 0);
  EXPECT_EQ(information.st_mode & 0777U, 0600U);
  ASSERT_OK_AND_ASSIGN(const LoadedIdentity loaded, ReadIdentity(path_, kNow));
  EXPECT_EQ(loaded.identity.private_key_pem, identity_.private_key_pem);
  EXPECT_EQ(loaded.identity.certificate_pem, identity_.certificate_pem);
  EXPECT_EQ(loaded.identity.ca_certificate_pem, identity_.ca_certificate_pem);
  EXPECT_EQ(loaded.peer.name, "alpha");
  EXPECT_EQ(loaded.peer.role, Role::kSite);
}

TEST_F(IdentityFile, TheCoordinatorsIsReadToo) {
  const Identity coordinator{*key_.ToPem(), *ca_.SignServer(key_, {"localhost"}, kNow),
                             ca_.certificate_pem()};
  ASSERT_THAT(WriteIdentity(path_, coordinator), IsOk());
  ASSERT_OK_AND_ASSIGN(const LoadedIdentity loaded, ReadIdentity(path_, kNow));
  EXPECT_EQ(loaded.peer.role, Role::kCoordinator);
}

TEST_F(IdentityFile, OneThatOthersMayReadIsRefused) {
  ASSERT_THAT(WriteIdentity(path_, identity_), IsOk());
  for (const unsigned mode : {0644U, 0640U, 0604U, 0620U}) {
    std::filesystem::permissions(path_, std::filesystem::perms(mode));
    EXPECT_THAT(ReadIdentity(path_, kNow),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("chmod 600 " + path_)));
  }
  std::filesystem::permissions(path_, std::filesystem::perms(0400));
  EXPECT_THAT(ReadIdentity(path_, kNow), IsOk());
}

TEST_F(IdentityFile, AMissingFileAndAFolderAreNamed) {
  EXPECT_THAT(ReadIdentity(path_, kNow), StatusIs(absl::StatusCode::kNotFound, HasSubstr(path_)));
  EXPECT_THAT(ReadIdentity(folder_.path().string(), kNow),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is not a file")));
}

TEST_F(IdentityFile, AKeyOfAnotherEnrolmentIsRefused) {
  Identity mixed = identity_;
  mixed.private_key_pem = *PrivateKey::Generate()->ToPem();
  ASSERT_THAT(WriteIdentity(path_, mixed), IsOk());
  EXPECT_THAT(ReadIdentity(path_, kNow), StatusIs(absl::StatusCode::kInvalidArgument,
                                                  AllOf(StartsWith(path_), HasSubstr("enrol again"))));
}

TEST_F(IdentityFile, ACaOfAnotherConsortiumIsRefused) {
  ASSERT_OK_AND_ASSIGN(const CertificateAuthority other,
                       CertificateAuthority::Create(folder_ / "other", "lung", kNow));
  Identity mixed = identity_;
  mixed.ca_certificate_pem = other.certificate_pem();
  ASSERT_THAT(WriteIdentity(path_, mixed), IsOk());
  EXPECT_THAT(ReadIdentity(path_, kNow), StatusIs(absl::StatusCode::kUnauthenticated,
                                                  AllOf(StartsWith(path_), HasSubstr("not signed by"))));
}

TEST_F(IdentityFile, AnExpiredOneSaysSo) {
  ASSERT_THAT(WriteIdentity(path_, identity_), IsOk());
  EXPECT_THAT(ReadIdentity(path_, kNow + absl::Hours(24 * 91)),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(StartsWith(path_), HasSubstr("expired on 2026-05-30"))));
}

TEST_F(IdentityFile, BlocksMissingOrInAnotherOrderAreListed) {
  for (const std::string& bundle :
       {identity_.private_key_pem + identity_.certificate_pem,
        identity_.certificate_pem + identity_.private_key_pem + identity_.ca_certificate_pem}) {
    ASSERT_THAT(WriteFileAtomically(path_, bundle, FileMode::kSecret), IsOk());
    EXPECT_THAT(ReadIdentity(path_, kNow),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found the blocks")));
  }
}

TEST_F(IdentityFile, NonsenseIsNotWritten) {
  ASSERT_THAT(WriteIdentity(path_, identity_), IsOk());
  Identity nonsense = identity_;
  nonsense.certificate_pem = "x";
  EXPECT_FALSE(WriteIdentity(path_, nonsense).ok());
  EXPECT_THAT(ReadIdentity(path_, kNow), IsOk());  // the earlier one is still there
}

}  // namespace
}  // namespace osteon
