#include "site_agent/doctor/local_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using osteon::testing::IsOk;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

LoadedIdentity IdentityOf(Role role, int days) {
  LoadedIdentity identity;
  identity.peer.name = "alpha";
  identity.peer.role = role;
  identity.peer.not_after = kNow + absl::Hours(24 * days + 1);
  return identity;
}

TEST(CheckDisk, SaysHowMuchIsFree) {
  const osteon::testing::TemporaryFolder folder;
  EXPECT_THAT(CheckDisk(folder.path().string()).found, HasSubstr(" MB free where "));
  EXPECT_EQ(CheckDisk(folder / "none").verdict, Verdict::kFail);
}

TEST(CheckCertificate, RoleNameAndDays) {
  const Finding good = CheckCertificate(IdentityOf(Role::kSite, 80), kNow);
  EXPECT_EQ(good.verdict, Verdict::kOk);
  EXPECT_THAT(good.found, AllOf(HasSubstr("of site alpha"), HasSubstr("80 days left")));
  EXPECT_EQ(CheckCertificate(IdentityOf(Role::kSite, 29), kNow).verdict, Verdict::kWarn);
  const Finding role = CheckCertificate(IdentityOf(Role::kStatistician, 80), kNow);
  EXPECT_EQ(role.verdict, Verdict::kFail);
  EXPECT_THAT(role.to_do, HasSubstr("role site"));
}

TEST(CheckCertificate, WhoIsNotEnrolledIsToldHow) {
  const Finding none = CheckCertificate(absl::NotFoundError("identity.pem: no such file"), kNow);
  EXPECT_EQ(none.verdict, Verdict::kFail);
  EXPECT_THAT(none.to_do, HasSubstr("osteon-agent enrol"));
  EXPECT_THAT(CheckCertificate(absl::FailedPreconditionError("it expired"), kNow).found,
              HasSubstr("it expired"));
}

class CheckImagesTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    ASSERT_THAT(MakeFolder(folder_ / "images"), IsOk());
    ASSERT_THAT(WriteFileAtomically(folder_ / name, text), IsOk());
  }
  osteon::testing::TemporaryFolder folder_;
};

TEST_F(CheckImagesTest, ATableNeedsNone) {
  Write("alpha.csv", "patient_id,label\nP1,0\nP2,1\n");
  const Finding finding = CheckImages(folder_ / "alpha.csv");
  EXPECT_EQ(finding.verdict, Verdict::kOk);
  EXPECT_THAT(finding.found, HasSubstr("a table of 2 rows"));
}

TEST_F(CheckImagesTest, EveryImageOfAManifestIsTried) {
  Write("manifest.csv",
        "patient_id,image,mask\nSECRET-1,images/a.nii.gz,images/m.nii.gz\nSECRET-2,images/b.nii.gz,images/"
        "m.nii.gz\n");
  Write("images/a.nii.gz", "");
  Write("images/m.nii.gz", "");
  const Finding finding = CheckImages(folder_ / "manifest.csv");
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_THAT(finding.found,
              AllOf(HasSubstr("1 of 3 images and masks in 1 folder cannot be read"),
                    HasSubstr("manifest.csv:3"), Not(HasSubstr("b.nii.gz")), Not(HasSubstr("SECRET"))));
  Write("images/b.nii.gz", "");
  EXPECT_EQ(CheckImages(folder_ / "manifest.csv").verdict, Verdict::kOk);
}

TEST_F(CheckImagesTest, WhatCannotBeReadIsSaid) {
  EXPECT_EQ(CheckImages(folder_ / "none.csv").verdict, Verdict::kFail);
  Write("bad.csv", "patient_id,label\nP1\n");
  EXPECT_THAT(CheckImages(folder_ / "bad.csv").found, HasSubstr("bad.csv:2 cannot be used"));
  // No cell of it: without its header a patient stands where a column's name should.
  Write("headless.csv", "SECRET-1,1,SECRET-1\nSECRET-2,0,x\n");
  Write("twice.csv", "patient_id,image,mask\nSECRET-1,a.nii,m.nii\nSECRET-1,b.nii,m.nii\n");
  for (const char* name : {"headless.csv", "twice.csv"}) {
    const Finding finding = CheckImages(folder_ / name);
    EXPECT_EQ(finding.verdict, Verdict::kFail);
    EXPECT_THAT(finding.found + finding.to_do, Not(HasSubstr("SECRET")));
  }
}

}  // namespace
}  // namespace osteon
