#include "coordinator/metrics/coordinator_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <set>

#include "common/identity/certificate.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/certificate_request.h"
#include "common/identity/key.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::coordinator {
namespace {

using osteon::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::Not;

// Whose studies stand still.
class StandsStill : public StudyEvents {
 public:
  void Submitted(const std::string&) override {}
  absl::Status Decided(const std::string&) override { return absl::OkStatus(); }
  void MemberChanged(const std::string&) override {}
  absl::Status Cancel(const std::string&) override { return absl::OkStatus(); }
  std::optional<StudyNow> Now(const std::string& study_sha256) const override {
    if (!studies.contains(study_sha256)) return std::nullopt;
    StudyNow now;
    now.stands_still = "database or disk is full";
    return now;
  }
  std::set<std::string> studies;
};

class CoordinatorMetricsTest : public ::testing::Test {
 protected:
  CoordinatorMetricsTest()
      : ca_(CertificateAuthority::Create(folder_ / "ca", "marrow", now_).value()),
        server_(ca_.SignServer(PrivateKey::Generate().value(), {"localhost"}, now_, absl::Hours(24 * 30))
                    .value()),
        journal_(Journal::Open(folder_ / "c").value()) {}

  void Admit(const std::string& name, Role role, int days) {
    const PrivateKey key = PrivateKey::Generate().value();
    const std::string certificate =
        ca_.SignMember(MakeCertificateRequest(key).value(), name, role, now_, absl::Hours(24 * days)).value();
    Invitation invitation;
    invitation.name = name;
    invitation.role = RoleName(role);
    invitation.secret_sha256 = name;
    ASSERT_THAT(journal_->members().Invite(invitation, now_), IsOk());
    Member member;
    member.name = name;
    member.role = RoleName(role);
    member.certificate = certificate;
    member.public_key_sha256 = key.PublicKeyFingerprint();
    member.enrolled = now_;
    member.serial = ParsePeer(certificate)->serial_hex;
    member.not_after = now_ + absl::Hours(24 * days);
    ASSERT_THAT(journal_->members().Admit(invitation, member), IsOk());
  }
  void AddStudy(const std::string& hash, const std::string& name) {
    StoredStudy study;
    study.study_sha256 = hash;
    study.name = name;
    study.author = "maria";
    study.state = StudyState::kProposed;
    study.submitted = now_;
    ASSERT_THAT(journal_->studies().Add(study), IsOk());
  }
  void AddRound(const std::string& study, std::uint64_t sequence, std::uint64_t sent) {
    StoredRound round;
    round.purpose = "fit";
    round.kind = "moments";
    round.seconds = 1.5;
    round.sites["alpha"] = {sent, 100, 7};
    round.payload = "sum";
    ASSERT_THAT(journal_->rounds().Store(study, sequence, round), IsOk());
  }
  std::string Text() {
    return MetricsText(
        CoordinatorMetrics({*journal_, board_, runner_, folder_ / "c", server_}, now_).value());
  }

  osteon::testing::TemporaryFolder folder_;
  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  CertificateAuthority ca_;
  std::string server_;
  std::unique_ptr<Journal> journal_;
  TaskBoard board_;
  StandsStill runner_;
};

// Its last state in the journal is another one: the journal is what cannot be written.
TEST_F(CoordinatorMetricsTest, AStudyThatStandsStillIsPaused) {
  AddStudy("aa", "marrow");
  AddStudy("bb", "spine");
  ASSERT_THAT(journal_->studies().Move("aa", StudyState::kRunning, ""), IsOk());
  ASSERT_THAT(journal_->studies().Move("bb", StudyState::kRunning, ""), IsOk());
  runner_.studies = {"bb"};
  EXPECT_THAT(Text(), HasSubstr("osteon_studies{state=\"PAUSED\"} 1\nosteon_studies{state=\"RUNNING\"} 1\n"));
}

TEST_F(CoordinatorMetricsTest, CountsRoundsBytesAndNumbersOverStudiesOfOneName) {
  AddStudy("aa", "marrow");
  AddRound("aa", 0, 10);
  AddRound("aa", 1, 20);
  ASSERT_THAT(journal_->studies().Move("aa", StudyState::kFailed, "why").status(), IsOk());
  AddStudy("bb", "marrow");
  AddRound("bb", 0, 5);
  const std::string text = Text();
  EXPECT_THAT(text, HasSubstr("\nosteon_rounds_total{study=\"marrow\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_round_seconds_total{study=\"marrow\"} 4.5\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_bytes_from_site_total{study=\"marrow\",site=\"alpha\"} 35\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_bytes_to_site_total{study=\"marrow\",site=\"alpha\"} 300\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_numbers_released_total{study=\"marrow\",site=\"alpha\"} 21\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_studies{state=\"FAILED\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_studies{state=\"PROPOSED\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_disk_free_bytes "));
}

TEST_F(CoordinatorMetricsTest, TellsDaysOfCertificatesAndNoPersonsName) {
  Admit("alpha", Role::kSite, 90);
  Admit("maria", Role::kStatistician, 90);
  AddStudy("aa", "marrow");
  now_ += absl::Hours(24 * 10);
  const std::string text = Text();
  EXPECT_THAT(text, HasSubstr("\nosteon_certificate_days_left{role=\"coordinator\",site=\"\"} 20\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_certificate_days_left{role=\"site\",site=\"alpha\"} 80\n"));
  EXPECT_THAT(text, HasSubstr("\nosteon_site_connected{site=\"alpha\"} 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("maria")));
  ASSERT_THAT(journal_->members().Revoke("alpha", "laptop stolen", now_), IsOk());
  EXPECT_THAT(Text(), Not(HasSubstr("alpha")));
}

}  // namespace
}  // namespace osteon::coordinator
