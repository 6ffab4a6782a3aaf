#include "coordinator/cli/demo_run/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/cli/stop_signal.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(5);
constexpr absl::Duration kLook = absl::Milliseconds(10);

// fork and exec with these descriptors for standard output and error. Between the two only async-signal-safe
// calls.
absl::StatusOr<pid_t> Spawn(const std::vector<std::string>& arguments, int output, int error) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0)
    return absl::UnavailableError(absl::StrCat("cannot start ", arguments[0], ": ", std::strerror(errno)));
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(127);
    UnblockStopSignals();
    ::dup2(nothing, STDIN_FILENO);
    if (output >= 0) ::dup2(output, STDOUT_FILENO);
    if (error >= 0) ::dup2(error, STDERR_FILENO);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  if (nothing >= 0) ::close(nothing);
  return pid;
}

// Everything that can be read now; false at the end.
bool Drain(int descriptor, std::string* text) {
  char buffer[4096];
  while (true) {
    const ssize_t got = ::read(descriptor, buffer, sizeof(buffer));
    if (got > 0) {
      text->append(buffer, static_cast<std::size_t>(got));
    } else {
      return got < 0 && (errno == EAGAIN || errno == EINTR);
    }
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(const std::vector<std::string>& arguments,
                                                                  const std::string& log) {
  const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) return absl::UnavailableError(absl::StrCat("cannot write ", log, ": ", std::strerror(errno)));
  const absl::StatusOr<pid_t> pid = Spawn(arguments, file, file);
  ::close(file);
  if (!pid.ok()) return pid.status();
  return std::unique_ptr<ChildProcess>(new ChildProcess(*pid));
}

bool ChildProcess::Running() {
  if (!ended_ && ::waitpid(pid_, nullptr, WNOHANG) == pid_) ended_ = true;
  return !ended_;
}

ChildProcess::~ChildProcess() {
  if (!Running()) return;
  ::kill(pid_, SIGTERM);
  const absl::Time deadline = absl::Now() + kPatience;
  while (Running() && absl::Now() < deadline) absl::SleepFor(kLook);
  if (!Running()) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

absl::StatusOr<std::string> RunToEnd(const std::vector<std::string>& arguments,
                                     const std::function<bool()>& stopped, bool show_errors) {
  int output[2];
  int error[2];
  if (::pipe2(output, O_CLOEXEC) != 0) return absl::UnavailableError("cannot make a pipe");
  if (::pipe2(error, O_CLOEXEC) != 0) {
    ::close(output[0]);
    ::close(output[1]);
    return absl::UnavailableError("cannot make a pipe");
  }
  const absl::StatusOr<pid_t> pid = Spawn(arguments, output[1], show_errors ? -1 : error[1]);
  ::close(output[1]);
  ::close(error[1]);
  std::string printed;
  std::string complained;
  int status = 0;
  bool cancelled = false;
  if (pid.ok()) {
    ::fcntl(output[0], F_SETFL, O_NONBLOCK);
    ::fcntl(error[0], F_SETFL, O_NONBLOCK);
    while (::waitpid(*pid, &status, WNOHANG) == 0) {
      Drain(output[0], &printed);
      Drain(error[0], &complained);
      if (!cancelled && stopped()) {
        cancelled = true;
        ::kill(*pid, SIGTERM);
      }
      absl::SleepFor(kLook);
    }
    Drain(output[0], &printed);
    Drain(error[0], &complained);
  }
  ::close(output[0]);
  ::close(error[0]);
  if (!pid.ok()) return pid.status();
  if (cancelled) return absl::CancelledError("stopped");
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(absl::StrJoin(arguments, " "), " did not succeed",
                                                      complained.empty() ? "" : ":\n", complained));
  }
  return printed;
}

}  // namespace osteon
