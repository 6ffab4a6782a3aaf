// The passphrase of this program's encrypted files: never an argument or a variable of the environment, where
// other processes and logs see it.
#ifndef OSTEON_COMMON_CLI_PASSPHRASE_H_
#define OSTEON_COMMON_CLI_PASSPHRASE_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/identity/secret_file.h"

namespace CLI {
class App;
}

namespace osteon {

inline constexpr std::size_t kLeastPassphrase = 12;  // characters of a new one

// Looked for when it is first needed, and then kept: in `file`, if one is named (mode 0600; one line end at
// the end does not count); in systemd's credential osteon-passphrase; at the terminal, without echo.
class Passphrase {
 public:
  Passphrase() = default;
  ~Passphrase();
  Passphrase(const Passphrase&) = delete;
  Passphrase& operator=(const Passphrase&) = delete;

  void UseFile(std::string file) { file_ = std::move(file); }

  // For files that are there. kFailedPrecondition: nowhere to be found, which says how to give one.
  // kCancelled: Ctrl-C.
  absl::StatusOr<std::string> Get(const std::string& path);

  // For new files: asked twice at the terminal. kInvalidArgument: too short, or not the same twice.
  absl::StatusOr<std::string> Choose();

  // Get as a function; this object outlives it.
  PassphraseSource Source();

 private:
  absl::StatusOr<std::optional<std::string>> Given() const;

  std::string file_;
  std::optional<std::string> known_;
};

// --passphrase-file.
void AddPassphraseOption(CLI::App* command, const std::shared_ptr<Passphrase>& passphrase);

// From one passphrase to another, or from or to none.
class PassphraseChange {
 public:
  // ChangePassphrase, and a line that says which files. kInvalidArgument: a new one that is too short, or is
  // the present one.
  absl::Status Apply(const std::vector<std::string>& files);

  Passphrase present, fresh;
  bool remove = false;  // to none
};

// --passphrase-file, --new-passphrase-file and --remove.
void AddPassphraseChangeOptions(CLI::App* command, const std::shared_ptr<PassphraseChange>& change);

}  // namespace osteon

#endif  // OSTEON_COMMON_CLI_PASSPHRASE_H_
