#include "site_agent/policy/consent_desk.h"

#include "common/files/files.h"
#include "site_agent/policy/author_signature.h"
#include "site_agent/policy/test_consortium.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::kConsentDay;
using ::osteon::testing::SignedBy;
using ::osteon::testing::SignedProposal;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TestConsortium;
using ::testing::_;
using ::testing::AllOf;
using ::testing::HasSubstr;

class ConsentDeskTest : public ::testing::Test {
 protected:
  Roster Sites() const {
    return {{"alpha", alpha_.peer.public_key_fingerprint}, {"beta", beta_.peer.public_key_fingerprint}};
  }
  absl::StatusOr<StudyDecision> Approve(const StudyProposal& proposal,
                                        const std::set<std::string>& keys = {}) {
    return desk_.Approve(proposal, keys, kConsentDay);
  }

  const testing::TemporaryFolder folder_;
  const TestConsortium consortium_{folder_ / "ca"};
  const LoadedIdentity alpha_ = consortium_.Enrol("alpha", Role::kSite);
  const LoadedIdentity beta_ = consortium_.Enrol("beta", Role::kSite);
  const LoadedIdentity maria_ = consortium_.Enrol("maria", Role::kStatistician);
  const ApprovalFiles approvals_{folder_ / "studies"};
  const MaskKeyFiles mask_keys_{"alpha", approvals_};
  const ConsentDesk desk_{alpha_, approvals_, mask_keys_, KnownSitesFile(folder_ / "known_sites.json")};
};

TEST_F(ConsentDeskTest, AnApprovalIsSignedWithItsMaskKeyAndStored) {
  const StudyProposal proposal = SignedProposal("s", Sites(), maria_);
  ASSERT_OK_AND_ASSIGN(const StudyDecision decision, Approve(proposal));
  EXPECT_EQ(decision.mask_key.size(), kMaskKeyBytes);
  EXPECT_THAT(VerifySignature(alpha_.identity.certificate_pem,
                              DecisionText(proposal.study_sha256, RosterSha256(Sites()),
                                           DecisionKind::kApprove, decision.mask_key),
                              decision.signature),
              IsOk());
  ASSERT_OK_AND_ASSIGN(const StudyDecision stored, approvals_.Find(proposal.study_sha256));
  EXPECT_TRUE(stored.approved);
  EXPECT_EQ(stored.mask_key, decision.mask_key);
  // Repeated (the coordinator was away): the same key and signature.
  ASSERT_OK_AND_ASSIGN(const StudyDecision again, Approve(proposal));
  EXPECT_EQ(again.mask_key, decision.mask_key);
  EXPECT_EQ(again.signature, decision.signature);
  // Another study has another mask key.
  ASSERT_OK_AND_ASSIGN(const StudyDecision other, Approve(SignedProposal("t", Sites(), maria_)));
  EXPECT_NE(other.mask_key, decision.mask_key);
}

TEST_F(ConsentDeskTest, AnAuthorsSignatureThatDoesNotStandIsNotApproved) {
  const StudyProposal good = SignedProposal("s", Sites(), maria_);
  ASSERT_OK_AND_ASSIGN(const PeerIdentity author,
                       CheckAuthor(good, alpha_.identity.ca_certificate_pem, kConsentDay));
  EXPECT_EQ(author.public_key_fingerprint, maria_.peer.public_key_fingerprint);
  // Long after the certificate has run out it still says who signed.
  EXPECT_THAT(CheckAuthor(good, alpha_.identity.ca_certificate_pem, kConsentDay + absl::Hours(24 * 200)),
              IsOk());

  StudyProposal unsigned_one = good;
  unsigned_one.author_signature.clear();
  EXPECT_THAT(Approve(unsigned_one),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       AllOf(HasSubstr("cannot be approved"), HasSubstr("Ask maria"))));
  StudyProposal of_another_study = SignedProposal("t", Sites(), maria_);
  of_another_study.author_signature = good.author_signature;
  EXPECT_THAT(Approve(of_another_study), StatusIs(absl::StatusCode::kUnauthenticated, _));
  StudyProposal in_another_name = good;
  in_another_name.author = "nora";
  EXPECT_THAT(Approve(in_another_name),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("statistician maria, not by")));
  // A site's key signs no study.
  StudyProposal by_a_site = SignedProposal("s", Sites(), beta_);
  EXPECT_THAT(Approve(by_a_site), StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("by site beta")));
  // Nor one of another authority.
  const TestConsortium elsewhere(folder_ / "elsewhere");
  EXPECT_THAT(Approve(SignedProposal("s", Sites(), elsewhere.Enrol("maria", Role::kStatistician))),
              StatusIs(absl::StatusCode::kUnauthenticated, _));
  StudyProposal without = good;
  without.author_certificate.clear();
  EXPECT_FALSE(Approve(without).ok());
  EXPECT_THAT(approvals_.Find(good.study_sha256), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(ConsentDeskTest, AnotherKeyForThisSiteIsNotApproved) {
  Roster roster = Sites();
  roster["alpha"] = std::string(64, '0');
  EXPECT_THAT(Approve(SignedProposal("s", roster, maria_)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another key for alpha")));
}

TEST_F(ConsentDeskTest, KeysArePinnedByApprovalOnlyAndAChangedOneNeedsAWord) {
  const StudyProposal first = SignedProposal("first", Sites(), maria_);
  ASSERT_THAT(desk_.Refuse(SignedProposal("zeroth", Sites(), maria_), "no"), IsOk());
  const KnownSitesFile pins(folder_ / "known_sites.json");
  ASSERT_OK_AND_ASSIGN(KnownSites known, pins.Read());
  EXPECT_TRUE(known.empty());
  ASSERT_THAT(Approve(first), IsOk());
  ASSERT_OK_AND_ASSIGN(known, pins.Read());
  EXPECT_EQ(known.at("beta").fingerprint, beta_.peer.public_key_fingerprint);
  EXPECT_EQ(known.at("beta").study, "first");
  EXPECT_EQ(known.at("beta").date, "2026-09-21");
  EXPECT_FALSE(known.contains("alpha"));  // this hospital knows its own key

  Roster changed = Sites();
  changed["beta"] = std::string(64, 'b');
  const StudyProposal second = SignedProposal("second", changed, maria_);
  EXPECT_THAT(Approve(second),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("beta has another key"), HasSubstr(beta_.peer.public_key_fingerprint),
                             HasSubstr(std::string(64, 'b')), HasSubstr("since 2026-09-21, study first"),
                             HasSubstr("by telephone, then: osteon-agent approve second --new-key beta"))));
  EXPECT_THAT(Approve(second, {"beta", "alpha"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--new-key alpha")));
  EXPECT_THAT(Approve(second, {"gamma"}), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no site")));
  EXPECT_THAT(approvals_.Find(second.study_sha256), StatusIs(absl::StatusCode::kNotFound, _));
  ASSERT_THAT(Approve(second, {"beta"}), IsOk());
  ASSERT_OK_AND_ASSIGN(known, pins.Read());
  EXPECT_EQ(known.at("beta").fingerprint, std::string(64, 'b'));
  EXPECT_EQ(known.at("beta").study, "second");
  // The old key is the changed one now.
  EXPECT_FALSE(Approve(SignedProposal("third", Sites(), maria_)).ok());
}

TEST_F(ConsentDeskTest, AStandingApprovalCoversPinnedSitesOfItsAuthor) {
  const std::vector<StandingApproval> rules = {{maria_.peer.public_key_fingerprint, {"beta"}}};
  const StudyProposal second = SignedProposal("second", Sites(), maria_);
  ASSERT_OK_AND_ASSIGN(bool covered, desk_.IsCoveredBy(rules, second, kConsentDay));
  EXPECT_FALSE(covered);  // nothing is pinned yet
  ASSERT_THAT(Approve(SignedProposal("first", Sites(), maria_)), IsOk());
  ASSERT_OK_AND_ASSIGN(covered, desk_.IsCoveredBy(rules, second, kConsentDay));
  EXPECT_TRUE(covered);
  const LoadedIdentity nora = consortium_.Enrol("nora", Role::kStatistician);
  ASSERT_OK_AND_ASSIGN(covered,
                       desk_.IsCoveredBy(rules, SignedProposal("third", Sites(), nora), kConsentDay));
  EXPECT_FALSE(covered);
  StudyProposal forged = second;
  forged.author_signature = "x";
  EXPECT_FALSE(desk_.IsCoveredBy(rules, forged, kConsentDay).ok());
}

TEST_F(ConsentDeskTest, AWithdrawalIsSignedStoredAndFinal) {
  const StudyProposal proposal = SignedProposal("s", Sites(), maria_);
  EXPECT_THAT(desk_.Withdraw(proposal.study_sha256, ""), StatusIs(absl::StatusCode::kNotFound, _));
  ASSERT_THAT(Approve(proposal), IsOk());
  EXPECT_THAT(approvals_.CheckNotWithdrawn(proposal.study_sha256), IsOk());
  ASSERT_OK_AND_ASSIGN(const StudyDecision decision, desk_.Withdraw(proposal.study_sha256, "new vote"));
  EXPECT_TRUE(decision.withdrawn);
  EXPECT_EQ(decision.withdrawal_reason, "new vote");
  EXPECT_THAT(
      VerifySignature(alpha_.identity.certificate_pem,
                      DecisionText(proposal.study_sha256, RosterSha256(Sites()), DecisionKind::kWithdraw, ""),
                      decision.withdrawal_signature),
      IsOk());
  EXPECT_THAT(approvals_.CheckNotWithdrawn(proposal.study_sha256),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("withdrawn")));
  EXPECT_THAT(Approve(proposal),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("not taken back")));
  EXPECT_THAT(mask_keys_.Of(proposal.study_sha256), StatusIs(absl::StatusCode::kFailedPrecondition, _));
  ASSERT_OK_AND_ASSIGN(const StudyDecision again, desk_.Withdraw(proposal.study_sha256, "another"));
  EXPECT_EQ(again.withdrawal_reason, "new vote");

  const StudyProposal refused = SignedProposal("t", Sites(), maria_);
  ASSERT_THAT(desk_.Refuse(refused, "no"), IsOk());
  EXPECT_THAT(desk_.Withdraw(refused.study_sha256, ""),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("nothing to withdraw")));
}

// What cannot be read counts as withdrawn, never as approved.
TEST_F(ConsentDeskTest, ADamagedWithdrawalIsStillNoYes) {
  const StudyProposal proposal = SignedProposal("s", Sites(), maria_);
  ASSERT_THAT(Approve(proposal), IsOk());
  ASSERT_THAT(WriteFileAtomically(approvals_.StudyFolder(proposal.study_sha256) + "/withdrawal.json", ""),
              IsOk());
  EXPECT_THAT(approvals_.CheckNotWithdrawn(proposal.study_sha256),
              StatusIs(absl::StatusCode::kFailedPrecondition, _));
  EXPECT_THAT(approvals_.Find(proposal.study_sha256), StatusIs(absl::StatusCode::kDataLoss, _));
}

}  // namespace
}  // namespace osteon
