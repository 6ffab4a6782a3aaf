#include "common/identity/secret_file.h"

#include <sys/stat.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/files/files.h"
#include "common/identity/limits.h"
#include "common/identity/sealed_secret.h"
#include "common/status/status_macros.h"

namespace osteon {

absl::StatusOr<std::string> ReadSecretFile(const std::string& path, std::size_t max_bytes,
                                           const PassphraseSource& passphrase) {
  struct stat information {};
  if (::stat(path.c_str(), &information) == 0) {
    if (!S_ISREG(information.st_mode)) {
      return absl::InvalidArgumentError(absl::StrFormat("%s is not a file", path));
    }
    const unsigned mode = information.st_mode & 0777U;
    if ((mode & 077U) != 0) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "%s holds a secret, and its mode %04o lets group or others at it; run: chmod 600 %s, and think "
          "about who may have read it",
          path, mode, path));
    }
  }
  // Which says why when there is no such file.
  OSTEON_ASSIGN_OR_RETURN(std::string content, ReadFile(path, max_bytes));
  if (!IsSealed(content)) return content;
  if (passphrase == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is encrypted, and this needs it without a passphrase"));
  }
  OSTEON_ASSIGN_OR_RETURN(const std::string given, passphrase(path));
  absl::StatusOr<std::string> opened = OpenSealed(content, given);
  if (opened.ok()) return opened;
  return absl::Status(opened.status().code(), absl::StrCat(path, ": ", opened.status().message()));
}

absl::Status WriteSecretFile(const std::string& path, absl::string_view content,
                             absl::string_view passphrase) {
  if (passphrase.empty()) return WriteFileAtomically(path, content, FileMode::kSecret);
  OSTEON_ASSIGN_OR_RETURN(const std::string sealed, SealSecret(content, passphrase));
  return WriteFileAtomically(path, sealed, FileMode::kSecret);
}

absl::Status SealFile(const std::string& path, absl::string_view passphrase) {
  OSTEON_ASSIGN_OR_RETURN(const std::string content, ReadSecretFile(path, kMaxPemBytes));
  return WriteSecretFile(path, content, passphrase);
}

absl::Status ChangePassphrase(const std::vector<std::string>& paths, const PassphraseSource& present,
                              absl::string_view passphrase) {
  std::vector<std::pair<std::string, std::string>> opened;  // path, content
  for (const std::string& path : paths) {
    absl::StatusOr<std::string> content = ReadSecretFile(path, kMaxPemBytes, present);
    if (!content.ok() && !passphrase.empty()) {
      const absl::StatusOr<std::string> changed =
          ReadSecretFile(path, kMaxPemBytes, [&](const std::string&) { return std::string(passphrase); });
      if (changed.ok()) continue;
    }
    OSTEON_RETURN_IF_ERROR(content.status());
    opened.emplace_back(path, *std::move(content));
  }
  for (const auto& [path, content] : opened) {
    OSTEON_RETURN_IF_ERROR(WriteSecretFile(path, content, passphrase));
  }
  return absl::OkStatus();
}

bool IsSealedFile(const std::string& path) {
  const absl::StatusOr<std::string> content = ReadFile(path, kMaxPemBytes);
  return content.ok() && IsSealed(*content);
}

}  // namespace osteon
