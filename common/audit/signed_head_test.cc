#include "common/audit/signed_head.h"

#include "absl/time/clock.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/certificate_request.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

class SignedHeadTest : public ::testing::Test {
 protected:
  std::string CertificateOf(const PrivateKey& key) {
    return ca_.SignMember(MakeCertificateRequest(key).value(), "alpha", Role::kSite, absl::Now()).value();
  }
  const testing::TemporaryFolder folder_;
  const CertificateAuthority ca_ = CertificateAuthority::Create(folder_ / "ca", "lung", absl::Now()).value();
  const PrivateKey key_ = PrivateKey::Generate().value();
  const std::string certificate_ = CertificateOf(key_);
  const ChainHead head_ = Append(Append(ChainHead(), "a"), "b");
};

TEST_F(SignedHeadTest, IsVerifiedWithTheOwnersCertificateAndNoOther) {
  ASSERT_OK_AND_ASSIGN(const SignedHead signed_head, SignHead(key_, "alpha", head_));
  EXPECT_THAT(VerifyHead(certificate_, "alpha", signed_head), IsOk());
  EXPECT_THAT(VerifyHead(CertificateOf(PrivateKey::Generate().value()), "alpha", signed_head),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("head of alpha at entry 2")));
}

TEST_F(SignedHeadTest, AForgedLengthHashOrNameIsRefused) {
  ASSERT_OK_AND_ASSIGN(const SignedHead signed_head, SignHead(key_, "alpha", head_));
  SignedHead forged = signed_head;
  forged.head.length = 1;
  EXPECT_THAT(VerifyHead(certificate_, "alpha", forged),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("entry 1")));
  forged = signed_head;
  forged.head.hash = Append(ChainHead(), "c").hash;
  EXPECT_THAT(VerifyHead(certificate_, "alpha", forged),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("entry 2")));
  EXPECT_THAT(VerifyHead(certificate_, "beta", signed_head),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("beta")));
  forged = signed_head;
  forged.head.hash = "x";
  EXPECT_THAT(VerifyHead(certificate_, "alpha", forged),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is none")));
  forged = signed_head;
  forged.head.length = 0;
  EXPECT_THAT(VerifyHead(certificate_, "alpha", forged),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is none")));
}

TEST_F(SignedHeadTest, AChainWithoutEntriesNeedsNoSignature) {
  ASSERT_OK_AND_ASSIGN(const SignedHead empty, SignHead(key_, "alpha", ChainHead()));
  EXPECT_EQ(empty.signature, "");
  EXPECT_THAT(VerifyHead(certificate_, "alpha", empty), IsOk());
}

TEST(HeadText, SaysWhoseChainLengthAndHash) {
  EXPECT_EQ(HeadText("alpha", {7, "ab"}), "osteon ledger head v1\nalpha\n7\nab\n");
}

}  // namespace
}  // namespace osteon
