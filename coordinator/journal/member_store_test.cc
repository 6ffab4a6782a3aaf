#include "coordinator/journal/member_store.h"

#include "coordinator/journal/test_journal.h"
#include "tests/support/status_matchers.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::SizeIs;

using MemberStoreTest = JournalTest;

TEST_F(MemberStoreTest, AnInvitationIsBoundToOneKeyAndNeverToAnother) {
  MemberStore& members = journal_->members();
  ASSERT_THAT(members.Invite({"alpha", "site", "s1", kNow, "", {}, "", ""}, kNow), IsOk());
  ASSERT_THAT(members.Redeem("s1", "key", "REQUEST", kNow), IsOk());
  EXPECT_THAT(members.Redeem("s1", "other key", "OTHER", kNow),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("used already")));
  EXPECT_THAT(members.Redeem("s1", "key", "REQUEST", kNow),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("used already")));
  EXPECT_THAT(members.Redeem("unknown", "key", "REQUEST", kNow),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("")));
  ASSERT_OK_AND_ASSIGN(const auto invitation, members.FindInvitation("s1"));
  EXPECT_EQ(invitation->public_key_sha256, "key");
  EXPECT_EQ(invitation->certificate_request, "REQUEST");
  EXPECT_EQ(invitation->redeemed, kNow);
}

TEST_F(MemberStoreTest, ASecondInvitationReplacesTheFirst) {
  MemberStore& members = journal_->members();
  ASSERT_THAT(members.Invite({"alpha", "site", "s1", kNow, "", {}, "", ""}, kNow), IsOk());
  ASSERT_THAT(members.Invite({"alpha", "site", "s2", kNow, "", {}, "", ""}, kNow), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto first, members.FindInvitation("s1"));
  EXPECT_FALSE(first);
  ASSERT_OK_AND_ASSIGN(const auto all, members.Invitations());
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].secret_sha256, "s2");
}

Member AMember(const std::string& key, const std::string& serial, absl::Time enrolled) {
  Member member{"alpha", "site", "PEM " + serial, key, enrolled};
  member.serial = serial;
  member.not_after = enrolled + absl::Hours(24);
  return member;
}

TEST_F(MemberStoreTest, ARevocationIsOfEveryCertificateAndOfItsKey) {
  MemberStore& members = journal_->members();
  const Invitation invitation{"alpha", "site", "s1", kNow, "", {}, "", ""};
  ASSERT_THAT(members.Invite(invitation, kNow), IsOk());
  ASSERT_THAT(members.Admit(invitation, AMember("key", "01", kNow)), IsOk());
  ASSERT_THAT(members.Renew(AMember("key", "02", kNow + absl::Hours(16))), IsOk());
  EXPECT_THAT(members.Renew(AMember("other key", "03", kNow)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("with this key")));
  EXPECT_THAT(members.Revoke("beta", "", kNow), StatusIs(absl::StatusCode::kNotFound, HasSubstr("beta")));
  ASSERT_THAT(members.Revoke("alpha", "stolen", kNow), IsOk());
  EXPECT_THAT(members.Revoke("alpha", "", kNow),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("(stolen)")));
  // One that was on its way when the member was revoked.
  ASSERT_THAT(members.Renew(AMember("key", "04", kNow + absl::Hours(17))), IsOk());
  Reopen();
  MemberStore& again = journal_->members();
  for (const char* serial : {"01", "02", "04"}) {
    ASSERT_OK_AND_ASSIGN(const auto found, again.FindRevocation(serial, ""));
    ASSERT_TRUE(found) << serial;
    EXPECT_EQ(found->name, "alpha");
    EXPECT_EQ(found->reason, "stolen");
  }
  ASSERT_OK_AND_ASSIGN(const auto by_key, again.FindRevocation("unknown", "key"));
  EXPECT_TRUE(by_key);
  ASSERT_OK_AND_ASSIGN(const auto other, again.FindRevocation("unknown", "other key"));
  EXPECT_FALSE(other);
  ASSERT_OK_AND_ASSIGN(const auto all, again.RevocationsAfter(0));
  EXPECT_THAT(all, SizeIs(1));
  ASSERT_OK_AND_ASSIGN(const auto none, again.RevocationsAfter(all[0].sequence));
  EXPECT_THAT(none, SizeIs(0));
}

TEST_F(MemberStoreTest, ARevokedOrExpiredNameComesBackInItsRole) {
  MemberStore& members = journal_->members();
  Invitation invitation{"alpha", "site", "s1", kNow, "", {}, "", ""};
  ASSERT_THAT(members.Invite(invitation, kNow), IsOk());
  ASSERT_THAT(members.Admit(invitation, AMember("key", "01", kNow)), IsOk());
  EXPECT_THAT(members.Invite(invitation, kNow + absl::Hours(23)),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("osteon-coordinator revoke alpha")));
  EXPECT_THAT(members.Invite({"alpha", "operator", "s2", kNow, "", {}, "", ""}, kNow + absl::Hours(25)),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("keeps its role")));
  invitation.secret_sha256 = "s2";
  ASSERT_THAT(members.Invite(invitation, kNow + absl::Hours(25)), IsOk());
  ASSERT_THAT(members.Admit(invitation, AMember("key", "02", kNow + absl::Hours(25))), IsOk());
  ASSERT_THAT(members.Revoke("alpha", "", kNow), IsOk());
  invitation.secret_sha256 = "s3";
  ASSERT_THAT(members.Invite(invitation, kNow), IsOk());
  ASSERT_THAT(members.Admit(invitation, AMember("new key", "03", kNow)), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto member, members.Find("alpha"));
  EXPECT_EQ(member->public_key_sha256, "new key");
  EXPECT_FALSE(member->revoked);
  ASSERT_OK_AND_ASSIGN(const auto certificates, members.CertificatesOf("alpha"));
  EXPECT_THAT(certificates, ::testing::UnorderedElementsAre("PEM 01", "PEM 02", "PEM 03"));
}

TEST_F(MemberStoreTest, AMemberIsAdmittedOnceAndNotInvitedAgain) {
  MemberStore& members = journal_->members();
  const Invitation invitation{"alpha", "site", "s1", kNow, "", {}, "", ""};
  ASSERT_THAT(members.Invite(invitation, kNow), IsOk());
  ASSERT_THAT(members.Admit(invitation, {"alpha", "site", "PEM", "key", kNow}), IsOk());
  EXPECT_THAT(members.Admit(invitation, {"alpha", "site", "OTHER", "other key", kNow}),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("")));
  EXPECT_THAT(members.Invite({"alpha", "operator", "s2", kNow, "", {}, "", ""}, kNow),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("already enrolled as site")));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto member, journal_->members().Find("alpha"));
  ASSERT_TRUE(member);
  EXPECT_EQ(member->public_key_sha256, "key");
  EXPECT_EQ(member->enrolled, kNow);
  ASSERT_OK_AND_ASSIGN(const auto kept, journal_->members().FindInvitation("s1"));
  EXPECT_EQ(kept->certificate, "PEM");
  ASSERT_OK_AND_ASSIGN(const auto all, journal_->members().Members());
  EXPECT_THAT(all, SizeIs(1));
  ASSERT_OK_AND_ASSIGN(const auto nobody, journal_->members().Find("beta"));
  EXPECT_FALSE(nobody);
}

}  // namespace
}  // namespace osteon::coordinator
