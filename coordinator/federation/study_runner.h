// Runs every study that all its sites have approved, one thread each, from the journal on. What happens to
// one study, be it an exception or a disk that is full, is that study's alone.
#ifndef OSTEON_COORDINATOR_FEDERATION_STUDY_RUNNER_H_
#define OSTEON_COORDINATOR_FEDERATION_STUDY_RUNNER_H_

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/consent/consent.h"
#include "coordinator/federation/state_change.h"
#include "coordinator/federation/study_waits.h"
#include "coordinator/journal/journal.h"
#include "coordinator/report/report_input.h"
#include "coordinator/session/study_events.h"
#include "coordinator/session/task_board.h"
#include "spdlog/logger.h"

namespace osteon::coordinator {

// Signs the frozen model's text with the coordinator's key.
using ModelSigner = std::function<absl::StatusOr<report::Signature>(const std::string& text)>;

struct StudyRunnerOptions {
  ModelSigner sign;
  std::map<std::string, std::string> software;
  std::function<absl::Time()> clock;
  WaitRules waits{};
  StateListener listener = nullptr;  // told of every change of state; may be absent
};

class StudyRunner : public StudyEvents {
 public:
  // All references outlive the runner.
  StudyRunner(Journal& journal, TaskBoard& board, StudyRunnerOptions options, spdlog::logger& log);
  ~StudyRunner() override;

  // Takes up every unfinished study where the journal has it.
  absl::Status Resume();

  void Submitted(const std::string& study_sha256) override;
  // Starts the study when the last site has approved; fails it when one has refused, withdrawn or is out.
  absl::Status Decided(const std::string& study_sha256) override;
  void MemberChanged(const std::string& name) override;
  absl::Status Cancel(const std::string& study_sha256) override;
  std::optional<StudyNow> Now(const std::string& study_sha256) const override;
  // kUnavailable: a study stands still, which one and why.
  absl::Status CheckGoesOn() const;

  // Stops all studies where they are; the journal goes on from there.
  void Stop();

 private:
  struct Out {
    std::string who, why;
  };
  // The first member of the study that is out: a site or the author revoked, a site with another key by now.
  absl::StatusOr<std::optional<Out>> WhoIsOut(const StoredStudy& study, const Roster& roster) const;
  absl::Status Consider(const std::string& study_sha256);
  absl::Status Start(const StoredStudy& stored);
  void Run(const StoredStudy& stored);
  // RunToTheEnd, from the journal again where that was not to be had, and with exceptions as errors.
  absl::Status RunGuarded(const StoredStudy& stored, const models::Study& study, StudyWaits& waits);
  absl::Status RunToTheEnd(const StoredStudy& stored, const models::Study& study, StudyWaits& waits);
  std::shared_ptr<StudyWaits> WaitsOf(const StoredStudy& stored, const models::Study& study);

  // Every change of state goes through here. No error when the study has ended already.
  absl::Status Move(const std::string& study_sha256, StudyState state, const std::string& message,
                    const std::set<std::string>& whom = {});
  // Moves it to an end and stops its thread.
  absl::Status End(const std::string& study_sha256, StudyState state, const std::string& message,
                   const std::set<std::string>& whom = {});
  void Tell(const StoredStudy& study, const std::string& from, const std::string& to,
            const std::string& message, const std::set<std::string>& whom);
  void TellStandstill(const StoredStudy& study, StudyState from, StudyState to, const std::string& reason);
  bool IsStopped() const;
  absl::Status Sleep(const std::string& study_sha256, absl::Duration duration);

  Journal& journal_;
  TaskBoard& board_;
  const StudyRunnerOptions options_;
  spdlog::logger& log_;
  std::mutex moving_;  // one change of state at a time
  mutable std::mutex mutex_;
  std::condition_variable ended_;
  bool stopped_ = false;
  std::set<std::string> over_;  // studies whose threads are to end
  std::map<std::string, std::thread> threads_;
  std::map<std::string, std::shared_ptr<StudyWaits>> waits_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_FEDERATION_STUDY_RUNNER_H_
