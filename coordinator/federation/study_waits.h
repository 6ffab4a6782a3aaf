// How one running study waits: for sites, and for a journal that is not to be had. Says PAUSED when it has
// waited for a while and RUNNING when it goes on; a wait for sites counts from the journal, over restarts.
#ifndef OSTEON_COORDINATOR_FEDERATION_STUDY_WAITS_H_
#define OSTEON_COORDINATOR_FEDERATION_STUDY_WAITS_H_

#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "coordinator/federation/round_waits.h"
#include "coordinator/journal/study_store.h"
#include "coordinator/session/study_events.h"
#include "spdlog/logger.h"

namespace osteon::coordinator {

struct WaitRules {
  absl::Duration grace = absl::Seconds(60);          // a site may take this long before its study is PAUSED
  absl::Duration between_tries = absl::Seconds(10);  // of a journal that cannot be written
};

class StudyWaits : public RoundWaits {
 public:
  struct Study {
    std::string name, study_sha256;
    std::uint32_t max_wait_days = 0;
    std::uint64_t rounds_expected = 0;
    bool paused = false;  // as the journal has it
  };
  // Moves the study to PAUSED or RUNNING in the journal, and says whom it waits for.
  using Move = std::function<absl::Status(StudyState state, const std::set<std::string>& whom)>;
  // Says that the study is PAUSED or RUNNING where the journal, which is what is not to be had, cannot.
  using TellStandstill = std::function<void(StudyState from, StudyState to, const std::string& reason)>;
  // Sleeps; kUnavailable, kCancelled: the study is not to go on.
  using Sleep = std::function<absl::Status(absl::Duration)>;

  // All references outlive this. `rules` are those of a real coordinator but in tests.
  StudyWaits(Study study, WaitRules rules, StudyStore& store, Move move, TellStandstill tell_standstill,
             Sleep sleep, std::function<absl::Time()> clock, spdlog::logger& log);

  // RoundWaits; from the study's own thread.
  absl::Duration Nap() const override { return rules_.grace; }
  absl::Status StillWaits(const std::set<std::string>& awaited) override;
  void PutOut(std::uint64_t sequence, const std::string& purpose) override;
  void Answered() override;
  absl::Status StandStill(const absl::Status& why) override;
  void GoOn() override;

  // Whom the study waited for when its last round ended without an answer of theirs.
  const std::set<std::string>& Named() const { return told_; }

  // From any thread.
  const std::string& study_name() const { return study_.name; }
  StudyNow Now() const;

 private:
  absl::Status Pause(const std::set<std::string>& awaited);
  void Resume();
  void NoteStandstill(const absl::Status& why);
  absl::Time Deadline() const;

  const Study study_;
  const WaitRules rules_;
  StudyStore& store_;
  const Move move_;
  const TellStandstill tell_standstill_;
  const Sleep sleep_;
  const std::function<absl::Time()> clock_;
  spdlog::logger& log_;
  const absl::Time taken_up_;  // when this process began with the study

  bool paused_;  // in the journal
  bool paused_for_sites_ = false;
  std::uint64_t sequence_ = 0;  // of the round that is out
  std::set<std::string> told_;  // whom the log has named

  mutable std::mutex mutex_;                   // of what Now reads
  absl::Time since_ = absl::InfiniteFuture();  // when the round was put out first
  std::string step_;
  std::string stands_still_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_FEDERATION_STUDY_WAITS_H_
