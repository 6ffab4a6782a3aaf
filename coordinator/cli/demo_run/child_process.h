// Programs that this one starts, and that never outlive it.
#ifndef OSTEON_COORDINATOR_CLI_DEMO_RUN_CHILD_PROCESS_H_
#define OSTEON_COORDINATOR_CLI_DEMO_RUN_CHILD_PROCESS_H_

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace osteon {

// A running program. Destroyed: SIGTERM, after five seconds SIGKILL, and waited for. The kernel sends it
// SIGTERM when this process dies whatever way.
class ChildProcess {
 public:
  // `arguments[0]` is the program's path. Standard output and error are appended to `log`; standard input is
  // empty.
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(const std::vector<std::string>& arguments,
                                                             const std::string& log);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // False once it has ended by itself.
  bool Running();
  pid_t pid() const { return pid_; }

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}
  pid_t pid_;
  bool ended_ = false;
};

// Runs a program to its end and gives what it printed. kFailedPrecondition: it exited with another code than
// 0; the message has what it wrote to standard error. kCancelled: `stopped` became true; the program was
// ended.
absl::StatusOr<std::string> RunToEnd(const std::vector<std::string>& arguments,
                                     const std::function<bool()>& stopped, bool show_errors = false);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_CLI_DEMO_RUN_CHILD_PROCESS_H_
