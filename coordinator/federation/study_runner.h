// Runs every study that all its sites have approved, one thread each, from the journal on.
#ifndef OSTEON_COORDINATOR_FEDERATION_STUDY_RUNNER_H_
#define OSTEON_COORDINATOR_FEDERATION_STUDY_RUNNER_H_

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/consent/consent.h"
#include "coordinator/journal/journal.h"
#include "coordinator/report/report_input.h"
#include "coordinator/session/study_events.h"
#include "coordinator/session/task_board.h"
#include "spdlog/logger.h"

namespace osteon::coordinator {

// Signs the frozen model's text with the coordinator's key.
using ModelSigner = std::function<absl::StatusOr<report::Signature>(const std::string& text)>;

class StudyRunner : public StudyEvents {
 public:
  // All references outlive the runner.
  StudyRunner(Journal& journal, TaskBoard& board, ModelSigner sign,
              std::map<std::string, std::string> software, std::function<absl::Time()> clock,
              spdlog::logger& log);
  ~StudyRunner() override;

  // Takes up every unfinished study where the journal has it.
  absl::Status Resume();

  // Starts the study when the last site has approved; fails it when one has refused, withdrawn or is out.
  void Decided(const std::string& study_sha256) override;
  void MemberChanged(const std::string& name) override;
  absl::Status Cancel(const std::string& study_sha256) override;

  // Stops all studies where they are; the journal goes on from there.
  void Stop();

 private:
  // Why a member of the study is out: a site or the author revoked, a site with another key by now. Nothing:
  // nobody is.
  absl::StatusOr<std::optional<std::string>> WhoIsOut(const StoredStudy& study, const Roster& roster) const;
  absl::Status Consider(const std::string& study_sha256);
  void Run(const StoredStudy& stored);
  absl::Status RunToTheEnd(const StoredStudy& stored);

  Journal& journal_;
  TaskBoard& board_;
  ModelSigner sign_;
  std::map<std::string, std::string> software_;
  std::function<absl::Time()> clock_;
  spdlog::logger& log_;
  std::mutex mutex_;
  bool stopped_ = false;
  std::map<std::string, std::thread> threads_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_FEDERATION_STUDY_RUNNER_H_
