// Whether anybody can still connect. gRPC's listener gives up for good, and tells nobody, when no file can be
// opened for a connection that came: so the coordinator dials itself.
#ifndef OSTEON_COORDINATOR_CLI_LISTENER_CHECK_H_
#define OSTEON_COORDINATOR_CLI_LISTENER_CHECK_H_

#include <chrono>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace osteon::coordinator {

struct ListenerProbes {
  absl::Duration between = absl::Seconds(15);
  absl::Duration timeout = absl::Seconds(5);
  int before_deaf = 3;  // probes one after the other without an answer: a busy machine may miss one
};

class ListenerCheck {
 public:
  explicit ListenerCheck(const ListenerProbes& probes) : probes_(probes) {}

  // Dials `address` (HOST:PORT; of all interfaces, this machine) unless it did so just now. True: it does not
  // answer any more, and whoever listens should listen anew. From one thread.
  bool FindsItDeaf(const std::string& address);
  // What the last probe met; from any thread.
  absl::Status Last() const;

 private:
  using Clock = std::chrono::steady_clock;
  const ListenerProbes probes_;
  Clock::time_point next_ = Clock::now();
  int unanswered_ = 0;
  mutable std::mutex mutex_;
  absl::Status last_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_CLI_LISTENER_CHECK_H_
