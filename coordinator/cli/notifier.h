// Runs a program at every change of a study's state: mail, a ticket, a chat message are its business.
#ifndef OSTEON_COORDINATOR_CLI_NOTIFIER_H_
#define OSTEON_COORDINATOR_CLI_NOTIFIER_H_

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "coordinator/federation/state_change.h"
#include "spdlog/logger.h"

namespace osteon::coordinator {

// kInvalidArgument: no such file, or not executable.
absl::Status CheckNotifyProgram(const std::string& program);

// PROGRAM STUDY OLD NEW SITES, without a shell: the study's name, both states, and the sites joined by commas
// ("" where there is none). On standard input one JSON object: study, study_sha256, old_state, new_state,
// sites, message, time. One run at a time, in the order of the changes.
class Notifier {
 public:
  // A run that takes longer than `deadline` is killed with all that it started. What goes wrong is logged and
  // nothing else: no study waits for it. `log` outlives this.
  Notifier(std::string program, spdlog::logger& log, absl::Duration deadline = absl::Seconds(30));
  // Changes that have not been told are dropped; a run is killed.
  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  // Returns at once. The newest of more than a thousand that wait is dropped.
  void Tell(const StateChange& change);

 private:
  void Work();
  absl::Status RunProgram(const StateChange& change);
  // Until the process ends, the deadline or the end of this.
  absl::Status WaitFor(int process);

  const std::string program_;
  spdlog::logger& log_;
  const absl::Duration deadline_;
  int stop_event_;  // becomes readable when this ends
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  std::deque<StateChange> waiting_;
  std::thread worker_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_CLI_NOTIFIER_H_
