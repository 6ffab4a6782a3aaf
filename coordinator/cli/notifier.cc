#include "coordinator/cli/notifier.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"

extern "C" {  // glibc 2.36's header does not say so itself
#include <sys/pidfd.h>
}

extern char** environ;

namespace osteon::coordinator {
namespace {

constexpr std::size_t kMostWaiting = 1000;

std::string JsonOf(const StateChange& change) {
  const nlohmann::ordered_json json = {
      {"study", change.study},
      {"study_sha256", change.study_sha256},
      {"old_state", change.from},
      {"new_state", change.to},
      {"sites", change.whom},
      {"message", change.message},
      {"time", absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", change.time, absl::UTCTimeZone())}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

// A descriptor that is closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int operator*() const { return number_; }

 private:
  int number_;
};

absl::Status SystemError(const std::string& what) {
  return absl::UnavailableError(absl::StrCat(what, ": ", std::strerror(errno)));
}

// Standard input as a file in memory: a program that does not read it holds nobody up.
absl::Status Fill(int file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t now = ::write(file, text.data() + done, text.size() - done);
    if (now < 0 && errno == EINTR) continue;
    if (now <= 0) return SystemError("the JSON for standard input");
    done += static_cast<std::size_t>(now);
  }
  return ::lseek(file, 0, SEEK_SET) == 0 ? absl::OkStatus() : SystemError("the JSON for standard input");
}

// A process group of its own, with no signal blocked, and its output where this program's log goes.
absl::StatusOr<int> Spawn(const std::string& program, std::vector<std::string> arguments, int input) {
  std::vector<char*> words = {const_cast<char*>(program.c_str())};
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t process = -1;
  const int failed = posix_spawn(&process, program.c_str(), &files, &attributes, words.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) return absl::UnavailableError(absl::StrCat("cannot be started: ", std::strerror(failed)));
  return process;
}

}  // namespace

absl::Status CheckNotifyProgram(const std::string& program) {
  if (::access(program.c_str(), X_OK) == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--notify ", program, ": ", std::strerror(errno),
                   "; needs the path of one executable file, without arguments"));
}

Notifier::Notifier(std::string program, spdlog::logger& log, absl::Duration deadline)
    : program_(std::move(program)),
      log_(log),
      deadline_(deadline),
      stop_event_(::eventfd(0, EFD_CLOEXEC)),
      worker_([this] { Work(); }) {}

Notifier::~Notifier() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    waiting_.clear();
  }
  const std::uint64_t one = 1;
  if (::write(stop_event_, &one, sizeof one) < 0) log_.warn("--notify: {}", std::strerror(errno));
  changed_.notify_all();
  worker_.join();
  ::close(stop_event_);
}

void Notifier::Tell(const StateChange& change) {
  {
    const std::scoped_lock lock(mutex_);
    if (waiting_.size() < kMostWaiting) {
      waiting_.push_back(change);
    } else {
      log_.warn("--notify: study {} is {}, not told: {} changes wait", change.study, change.to, kMostWaiting);
    }
  }
  changed_.notify_all();
}

void Notifier::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopped_ || !waiting_.empty(); });
    if (stopped_) return;
    const StateChange change = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    const absl::Status ran = RunProgram(change);
    if (!ran.ok()) {
      log_.warn("--notify {} (study {}, {}): {}", program_, change.study, change.to,
                std::string(ran.message()));
    }
    lock.lock();
  }
}

absl::Status Notifier::RunProgram(const StateChange& change) {
  const Descriptor input(::memfd_create("osteon-notify", MFD_CLOEXEC));
  if (*input < 0) return SystemError("the JSON for standard input");
  OSTEON_RETURN_IF_ERROR(Fill(*input, JsonOf(change)));
  OSTEON_ASSIGN_OR_RETURN(
      const int process,
      Spawn(program_, {change.study, change.from, change.to, absl::StrJoin(change.whom, ",")}, *input));
  return WaitFor(process);
}

absl::Status Notifier::WaitFor(int process) {
  const Descriptor ended(::pidfd_open(process, 0));
  pollfd events[] = {{*ended, POLLIN, 0}, {stop_event_, POLLIN, 0}};
  const auto milliseconds = static_cast<int>(absl::ToInt64Milliseconds(deadline_));
  int came = -1;
  do {
    came = ::poll(events, 2, milliseconds);
  } while (came < 0 && errno == EINTR);
  const bool in_time = (events[0].revents & POLLIN) != 0;
  if (!in_time) ::kill(-process, SIGKILL);
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (!in_time) {
    return came > 0 ? absl::CancelledError("killed, because the coordinator stops")
                    : absl::DeadlineExceededError(
                          absl::StrCat("killed after ", absl::FormatDuration(deadline_), " without an end"));
  }
  if (WIFSIGNALED(status)) return absl::InternalError(absl::StrCat("ended by signal ", WTERMSIG(status)));
  if (WEXITSTATUS(status) == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("exit code ", WEXITSTATUS(status)));
}

}  // namespace osteon::coordinator
