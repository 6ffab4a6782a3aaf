#include "common/cli/passphrase.h"

#include <fcntl.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/identity/limits.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr char kCredential[] = "osteon-passphrase";

std::string WithoutLineEnd(std::string text) {
  if (!text.empty() && text.back() == '\n') text.pop_back();
  if (!text.empty() && text.back() == '\r') text.pop_back();
  return text;
}

// The terminal of this process, not echoing what is typed; as before when it goes.
class QuietTerminal {
 public:
  QuietTerminal() : file_(::open("/dev/tty", O_RDWR | O_CLOEXEC)) {
    if (file_ < 0 || ::tcgetattr(file_, &before_) != 0) return;
    // A signal ends the reading, so that echo comes back before it ends the program.
    struct sigaction interrupt {};
    interrupt.sa_handler = [](int) {};
    ::sigaction(SIGINT, &interrupt, &interrupt_before_);
    sigset_t only_interrupt;
    sigemptyset(&only_interrupt);
    sigaddset(&only_interrupt, SIGINT);
    ::pthread_sigmask(SIG_UNBLOCK, &only_interrupt, &blocked_before_);
    prepared_ = true;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet_ = ::tcsetattr(file_, TCSAFLUSH, &quiet) == 0;
  }
  ~QuietTerminal() {
    if (quiet_) ::tcsetattr(file_, TCSAFLUSH, &before_);
    if (prepared_) {
      ::pthread_sigmask(SIG_SETMASK, &blocked_before_, nullptr);
      ::sigaction(SIGINT, &interrupt_before_, nullptr);
    }
    if (file_ >= 0) ::close(file_);
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;

  bool usable() const { return quiet_; }

  absl::StatusOr<std::string> Ask(const std::string& prompt) {
    Write(prompt);
    std::string line;
    while (line.size() < kMaxPemBytes) {
      char next = 0;
      const ssize_t count = ::read(file_, &next, 1);
      if (count < 0 && errno == EINTR) {
        Write("\n");
        return absl::CancelledError("interrupted; nothing was changed");
      }
      if (count <= 0 || next == '\n') break;
      line.push_back(next);
    }
    Write("\n");
    return line;
  }

 private:
  void Write(const std::string& text) {
    // A prompt that cannot be shown is no reason to stop.
    if (::write(file_, text.data(), text.size()) < 0) return;
  }

  int file_;
  bool prepared_ = false;
  bool quiet_ = false;
  termios before_{};
  struct sigaction interrupt_before_ {};
  sigset_t blocked_before_{};
};

absl::Status NoTerminal(const std::string& path) {
  return absl::FailedPreconditionError(absl::StrCat(
      path, path.empty() ? "a passphrase is needed" : " is encrypted",
      ", and there is no terminal to ask for its passphrase; give it with --passphrase-file FILE, or "
      "as systemd's credential ",
      kCredential));
}

}  // namespace

Passphrase::~Passphrase() {
  if (known_) ::explicit_bzero(known_->data(), known_->size());
}

absl::StatusOr<std::optional<std::string>> Passphrase::Given() const {
  if (!file_.empty()) {
    OSTEON_ASSIGN_OR_RETURN(std::string text, ReadSecretFile(file_, kMaxPemBytes));
    text = WithoutLineEnd(std::move(text));
    if (text.empty()) return absl::InvalidArgumentError(absl::StrCat(file_, " has no passphrase in it"));
    return text;
  }
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr) return std::nullopt;
  // systemd keeps others from it by other means than the mode.
  absl::StatusOr<std::string> text = ReadFile(absl::StrCat(folder, "/", kCredential), kMaxPemBytes);
  if (absl::IsNotFound(text.status())) return std::nullopt;
  if (!text.ok()) return text.status();
  return WithoutLineEnd(*std::move(text));
}

absl::StatusOr<std::string> Passphrase::Get(const std::string& path) {
  if (known_) return *known_;
  OSTEON_ASSIGN_OR_RETURN(known_, Given());
  if (known_) return *known_;
  QuietTerminal terminal;
  if (!terminal.usable()) return NoTerminal(path);
  OSTEON_ASSIGN_OR_RETURN(known_, terminal.Ask(absl::StrCat("passphrase for ", path, ": ")));
  return *known_;
}

absl::StatusOr<std::string> Passphrase::Choose() {
  OSTEON_ASSIGN_OR_RETURN(std::optional<std::string> chosen, Given());
  if (!chosen) {
    QuietTerminal terminal;
    if (!terminal.usable()) return NoTerminal("");
    OSTEON_ASSIGN_OR_RETURN(chosen, terminal.Ask("new passphrase: "));
    OSTEON_ASSIGN_OR_RETURN(const std::string again, terminal.Ask("the same again: "));
    if (*chosen != again) return absl::InvalidArgumentError("the two are not the same; nothing was changed");
  }
  if (chosen->size() < kLeastPassphrase) {
    return absl::InvalidArgumentError(absl::StrCat("a passphrase of ", chosen->size(),
                                                   " characters; at least ", kLeastPassphrase,
                                                   " are needed. Nothing was changed"));
  }
  known_ = *chosen;
  return *std::move(chosen);
}

PassphraseSource Passphrase::Source() {
  return [this](const std::string& path) { return Get(path); };
}

void AddPassphraseOption(CLI::App* command, const std::shared_ptr<Passphrase>& passphrase) {
  command->add_option_function<std::string>(
      "--passphrase-file", [passphrase](const std::string& file) { passphrase->UseFile(file); },
      "file with the passphrase of encrypted keys (mode 0600); otherwise systemd's credential "
      "osteon-passphrase, or it is asked for");
}

absl::Status PassphraseChange::Apply(const std::vector<std::string>& files) {
  // The present one is asked for first, as a person expects.
  std::string before;
  for (const std::string& file : files) {
    if (!IsSealedFile(file)) continue;
    OSTEON_ASSIGN_OR_RETURN(before, present.Get(file));
    break;
  }
  std::string after;
  if (!remove) {
    OSTEON_ASSIGN_OR_RETURN(after, fresh.Choose());
    if (after == before) {
      return absl::InvalidArgumentError(
          "the new passphrase is the present one; name another with --new-passphrase-file, or type it");
    }
  }
  OSTEON_RETURN_IF_ERROR(ChangePassphrase(files, present.Source(), after));
  std::printf("%s:\n", after.empty() ? "not encrypted from now on" : "encrypted with the new passphrase");
  for (const std::string& file : files) std::printf("  %s\n", file.c_str());
  return absl::OkStatus();
}

void AddPassphraseChangeOptions(CLI::App* command, const std::shared_ptr<PassphraseChange>& change) {
  command->add_option_function<std::string>(
      "--passphrase-file", [change](const std::string& file) { change->present.UseFile(file); },
      "file with the present passphrase (mode 0600); otherwise systemd's credential osteon-passphrase, or it "
      "is "
      "asked for");
  CLI::Option* fresh = command->add_option_function<std::string>(
      "--new-passphrase-file", [change](const std::string& file) { change->fresh.UseFile(file); },
      "file with the new one; otherwise it is asked for, twice");
  command->add_flag("--remove", change->remove, "leave the keys unencrypted")->excludes(fresh);
}

}  // namespace osteon
