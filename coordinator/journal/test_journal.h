// A journal in a folder of its own, and what tests put into it.
#ifndef OSTEON_COORDINATOR_JOURNAL_TEST_JOURNAL_H_
#define OSTEON_COORDINATOR_JOURNAL_TEST_JOURNAL_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "coordinator/journal/database.h"
#include "coordinator/journal/journal.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::coordinator {

inline const std::string kHash(64, 'a');
inline const std::string kOther(64, 'b');
inline const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);
inline const absl::Time kFinished = kNow + absl::Hours(3);

inline StoredStudy SmallStudy(const std::string& hash, const std::string& name) {
  StoredStudy study;
  study.study_sha256 = hash;
  study.name = name;
  study.author = "ada";
  study.study_bytes = std::string("\0study\xff", 7);
  study.roster = "alpha 1\nbeta 2\n";
  study.roster_sha256 = std::string(64, 'c');
  study.submitted = kNow + absl::Microseconds(7);
  study.author_certificate = "PEM of ada";
  study.author_signature = std::string("\0signed", 7);
  return study;
}

inline StoredRound SmallRound(const std::string& payload) {
  StoredRound round;
  round.purpose = "fit suv";
  round.kind = "logistic";
  round.fit = "suv";
  round.request_sha256 = std::string(64, 'd');
  round.roster_sha256 = std::string(64, 'c');
  round.attempt = 2;
  round.seconds = 0.1;
  round.sites = {{"alpha", {8, 100, 1}}, {"beta", {16, 101, 2}}};
  round.payload = payload;
  return round;
}

class JournalTest : public ::testing::Test {
 protected:
  void SetUp() override { Reopen(); }
  void Reopen() {
    journal_.reset();
    ASSERT_OK_AND_ASSIGN(journal_, Journal::Open(path_));
  }
  void AddStudy() { ASSERT_THAT(journal_->studies().Add(SmallStudy(kHash, "suv")), testing::IsOk()); }
  StudyState State() {
    const auto found = journal_->studies().Find(kHash);
    return found.ok() && *found ? (*found)->state : StudyState::kProposed;
  }
  // The database itself, as somebody else would get at it.
  void Damage(const std::string& sql) {
    ASSERT_OK_AND_ASSIGN(const auto database, Database::Open(path_ + "/coordinator.db"));
    ASSERT_THAT(database->Execute(sql), testing::IsOk());
  }

  const testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "journal";
  std::unique_ptr<Journal> journal_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_TEST_JOURNAL_H_
