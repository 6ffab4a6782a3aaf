#include "coordinator/report/figures/run_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/text/one_line.h"

namespace osteon::report {
namespace {

constexpr absl::Duration kLook = absl::Milliseconds(5);
constexpr std::size_t kMostComplaint = 600;  // bytes of standard error that are kept

// Reads what is there now; what is beyond the limit is thrown away, so that the writer never waits.
void Drain(int descriptor, std::string& text) {
  char buffer[4096];
  while (true) {
    const ssize_t got = ::read(descriptor, buffer, sizeof(buffer));
    if (got > 0) {
      const std::size_t room = kMostComplaint - text.size();
      text.append(buffer, std::min(static_cast<std::size_t>(got), room));
    } else if (got == 0 || errno != EINTR) {
      return;
    }
  }
}

// posix_spawn's settings, destroyed on every path.
class SpawnSettings {
 public:
  SpawnSettings(const std::string& folder, int error) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, error, STDERR_FILENO);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setpgroup(&attributes_, 0);  // a group of its own, to end it with what it started
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

absl::StatusOr<pid_t> Spawn(const std::string& program, const std::vector<std::string>& arguments,
                            const std::string& folder, int error) {
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const std::string home = absl::StrCat("HOME=", folder);
  char language[] = "LANG=C.UTF-8", zone[] = "TZ=UTC";
  char* environment[] = {const_cast<char*>(home.c_str()), language, zone, nullptr};
  const SpawnSettings settings(folder, error);
  pid_t pid = 0;
  const int failed = ::posix_spawn(&pid, program.c_str(), settings.actions(), settings.attributes(),
                                   argv.data(), environment);
  if (failed != 0)
    return absl::UnavailableError(absl::StrCat("cannot start ", program, ": ", std::strerror(failed)));
  return pid;
}

// Until it exits or the deadline has passed.
absl::Status WaitFor(pid_t pid, const std::string& name, int error, absl::Duration deadline) {
  const absl::Time end = absl::Now() + deadline;
  std::string complaint;
  int status = 0;
  while (true) {
    const pid_t ended = ::waitpid(pid, &status, WNOHANG);
    Drain(error, complaint);
    if (ended == pid) break;
    if (ended < 0 && errno != EINTR)
      return absl::UnavailableError(absl::StrCat(name, " cannot be waited for: ", std::strerror(errno)));
    if (absl::Now() > end) {
      ::kill(-pid, SIGKILL);
      ::waitpid(pid, nullptr, 0);
      return absl::DeadlineExceededError(
          absl::StrCat(name, " had not finished after ", absl::FormatDuration(deadline)));
    }
    absl::SleepFor(kLook);
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(name, " did not succeed", complaint.empty() ? "" : ": ",
                                             OneLine(complaint, kMostComplaint)));
}

}  // namespace

std::string SearchPathOfThisProcess() {
  const char* path = std::getenv("PATH");
  return path == nullptr ? "" : path;
}

std::string FindProgram(const std::vector<std::string>& names, const std::string& search_path) {
  for (const std::string& name : names) {
    for (const absl::string_view folder : absl::StrSplit(search_path, ':')) {
      if (folder.empty() || folder.front() != '/') continue;
      const std::string path = absl::StrCat(folder, "/", name);
      struct stat facts {};
      if (::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) && ::access(path.c_str(), X_OK) == 0)
        return path;
    }
  }
  return "";
}

absl::Status RunProgram(const std::string& program, const std::vector<std::string>& arguments,
                        const std::string& folder, absl::Duration deadline) {
  int error[2];
  if (::pipe2(error, O_CLOEXEC | O_NONBLOCK) != 0)
    return absl::UnavailableError(absl::StrCat("cannot make a pipe: ", std::strerror(errno)));
  const absl::StatusOr<pid_t> pid = Spawn(program, arguments, folder, error[1]);
  ::close(error[1]);
  const std::string name = program.substr(program.rfind('/') + 1);
  const absl::Status status = pid.ok() ? WaitFor(*pid, name, error[0], deadline) : pid.status();
  ::close(error[0]);
  return status;
}

}  // namespace osteon::report
