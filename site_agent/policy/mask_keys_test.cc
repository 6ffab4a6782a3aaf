#include "site_agent/policy/mask_keys.h"

#include <filesystem>

#include "common/files/files.h"
#include "common/identity/secret_file.h"
#include "site_agent/policy/consent_desk.h"
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
using Keys = std::map<std::string, SignedMaskKey>;

// alpha's files; beta's approval is made in the test.
class MaskKeyFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(const StudyDecision decision, desk_.Approve(proposal_, {}, kConsentDay));
    keys_["alpha"] = {decision.mask_key, alpha_.identity.certificate_pem, decision.signature};
    keys_["beta"] = Of(beta_, std::string(32, 'b'));
  }
  SignedMaskKey Of(const LoadedIdentity& site, const std::string& mask_key) const {
    return {mask_key, site.identity.certificate_pem,
            SignedBy(site,
                     DecisionText(study_, RosterSha256(proposal_.roster), DecisionKind::kApprove, mask_key))};
  }
  std::string Path(const std::string& file) const { return approvals_.StudyFolder(study_) + "/" + file; }

  const testing::TemporaryFolder folder_;
  const TestConsortium consortium_{folder_ / "ca"};
  const LoadedIdentity alpha_ = consortium_.Enrol("alpha", Role::kSite);
  const LoadedIdentity beta_ = consortium_.Enrol("beta", Role::kSite);
  const StudyProposal proposal_ = SignedProposal(
      "s", {{"alpha", alpha_.peer.public_key_fingerprint}, {"beta", beta_.peer.public_key_fingerprint}},
      consortium_.Enrol("maria", Role::kStatistician));
  const std::string study_ = proposal_.study_sha256;
  const ApprovalFiles approvals_{folder_ / "studies"};
  const MaskKeyFiles files_{"alpha", approvals_};
  const ConsentDesk desk_{alpha_, approvals_, files_, KnownSitesFile(folder_ / "known_sites.json")};
  Keys keys_;
};

TEST_F(MaskKeyFilesTest, KeysOfAllSitesAreKeptAndFoundAgain) {
  EXPECT_THAT(files_.Of(study_), StatusIs(absl::StatusCode::kNotFound, HasSubstr("not known here yet")));
  ASSERT_THAT(files_.Store(study_, keys_), IsOk());
  const MaskKeyFiles later("alpha", approvals_);
  ASSERT_OK_AND_ASSIGN(const StudyMaskKeys found, later.Of(study_));
  EXPECT_EQ(found.public_keys, (std::map<std::string, std::string>{{"alpha", keys_["alpha"].mask_key},
                                                                   {"beta", keys_["beta"].mask_key}}));
  EXPECT_EQ(found.own.public_bytes(), keys_["alpha"].mask_key);
  namespace fs = std::filesystem;
  EXPECT_EQ(fs::status(Path("mask.key")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(MaskKeyFilesTest, AKeyThatItsHospitalDidNotSignIsRefused) {
  const auto refused = [&](const SignedMaskKey& key, const std::string& why) {
    Keys keys = keys_;
    keys["beta"] = key;
    EXPECT_THAT(files_.Store(study_, keys), StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr(why)));
  };
  // The coordinator's own key under beta's signature.
  refused({std::string(32, 'c'), keys_["beta"].certificate, keys_["beta"].signature}, "beta: its mask key");
  // Signed by somebody else who holds a certificate in beta's name.
  refused(Of(consortium_.Enrol("beta", Role::kSite), std::string(32, 'c')), "where the roster has");
  // Signed for another study, another roster, or as a refusal.
  const auto signed_text = [&](const std::string& text) {
    return SignedMaskKey{std::string(32, 'b'), beta_.identity.certificate_pem, SignedBy(beta_, text)};
  };
  const std::string roster = RosterSha256(proposal_.roster);
  const std::string key(32, 'b');
  refused(signed_text(DecisionText(std::string(64, '0'), roster, DecisionKind::kApprove, key)), "beta");
  refused(signed_text(DecisionText(study_, std::string(64, '0'), DecisionKind::kApprove, key)), "beta");
  refused(signed_text(DecisionText(study_, roster, DecisionKind::kRefuse, key)), "beta");
  refused(Of(beta_, std::string(31, 'b')), "31 bytes");
  EXPECT_THAT(files_.Of(study_), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(MaskKeyFilesTest, SitesMustBeThoseOfTheRosterAndTheOwnKeyTheOwnOne) {
  Keys missing = keys_;
  missing.erase("beta");
  EXPECT_THAT(files_.Store(study_, missing),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("beta is missing")));
  Keys more = keys_;
  more["gamma"] = keys_["beta"];
  EXPECT_THAT(files_.Store(study_, more),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("gamma is not on the roster")));
  Keys own = keys_;
  own["alpha"] = Of(alpha_, std::string(32, 'z'));
  EXPECT_THAT(files_.Store(study_, own),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another mask key for alpha")));
}

TEST_F(MaskKeyFilesTest, TheFirstKeySeenStays) {
  ASSERT_THAT(files_.Store(study_, keys_), IsOk());
  EXPECT_THAT(files_.Store(study_, keys_), IsOk());
  Keys later = keys_;
  later["beta"] = Of(beta_, std::string(32, 'c'));  // signed by beta indeed
  EXPECT_THAT(files_.Store(study_, later),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("beta has another mask key"), HasSubstr("telephone"))));
  ASSERT_OK_AND_ASSIGN(const StudyMaskKeys found, files_.Of(study_));
  EXPECT_EQ(found.public_keys.at("beta"), std::string(32, 'b'));
}

TEST_F(MaskKeyFilesTest, ALostPrivateKeyIsSaidClearlyAndNotMadeAnew) {
  ASSERT_THAT(files_.Store(study_, keys_), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(Path("mask.key")));
  std::filesystem::remove(Path("mask.key"));
  EXPECT_THAT(files_.Of(study_),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("mask.key is gone"), HasSubstr("backup"), HasSubstr("withdraw s"))));
  ASSERT_THAT(desk_.Approve(proposal_, {}, kConsentDay), IsOk());
  EXPECT_FALSE(std::filesystem::exists(Path("mask.key")));
  // Another study's key in its place.
  ASSERT_THAT(WriteFileAtomically(Path("mask.key"), std::string(64, '1'), FileMode::kSecret), IsOk());
  EXPECT_THAT(files_.Of(study_),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("is not the mask key")));
  ASSERT_THAT(WriteFileAtomically(Path("mask.key"), "12", FileMode::kSecret), IsOk());
  EXPECT_THAT(files_.Of(study_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("64 hexadecimal digits")));
  ASSERT_THAT(WriteFileAtomically(Path("mask.key"), text), IsOk());
  EXPECT_THAT(files_.Of(study_), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("chmod 600")));
  ASSERT_THAT(WriteFileAtomically(Path("mask.key"), text, FileMode::kSecret), IsOk());
  EXPECT_THAT(files_.Of(study_), IsOk());
}

TEST_F(MaskKeyFilesTest, AKeyIsEncryptedWhereTheOneBesideItIs) {
  const std::string passphrase = "lamp-otter-7-violin";
  const auto source = [&](const std::string&) -> absl::StatusOr<std::string> { return passphrase; };
  ASSERT_THAT(WriteSecretFile(folder_ / "pseudonym.key", "secret", passphrase), IsOk());
  const ApprovalFiles approvals(folder_ / "sealed");
  const MaskKeyFiles files("alpha", approvals, {folder_ / "pseudonym.key", source});
  ASSERT_OK_AND_ASSIGN(const MaskKey made, files.MakeOwn(study_));
  const std::string path = approvals.StudyFolder(study_) + "/mask.key";
  EXPECT_TRUE(IsSealedFile(path));
  EXPECT_FALSE(IsSealedFile(Path("mask.key")));
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK_AND_ASSIGN(const MaskKey again, files.MakeOwn(study_));
    EXPECT_EQ(again.public_bytes(), made.public_bytes());
  }
  EXPECT_THAT(MaskKeyFiles("alpha", approvals).MakeOwn(study_),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("is encrypted")));
  // What was decrypted before counts only while its file is there.
  ASSERT_THAT(WriteFileAtomically(path, "12", FileMode::kSecret), IsOk());
  EXPECT_THAT(files.MakeOwn(study_),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("64 hexadecimal digits")));
}

TEST_F(MaskKeyFilesTest, DamagedKeysOfOthersAreNotGuessed) {
  for (const char* text : {"", "{}", "[]", R"({"alpha": {}})", R"({"alpha": 3})"}) {
    ASSERT_THAT(WriteFileAtomically(Path("mask_keys.json"), text), IsOk());
    EXPECT_THAT(files_.Of(study_), StatusIs(absl::StatusCode::kDataLoss, _)) << text;
  }
}

TEST_F(MaskKeyFilesTest, AStudyThatIsNotApprovedHasNone) {
  EXPECT_THAT(files_.Of(std::string(64, 'a')), StatusIs(absl::StatusCode::kFailedPrecondition, _));
  EXPECT_THAT(files_.Store(std::string(64, 'a'), keys_), StatusIs(absl::StatusCode::kFailedPrecondition, _));
}

}  // namespace
}  // namespace osteon
