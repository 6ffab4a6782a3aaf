#include "common/identity/secret_file.h"

#include <sys/stat.h>

#include "absl/strings/str_format.h"
#include "common/files/files.h"

namespace osteon {

absl::StatusOr<std::string> ReadSecretFile(const std::string& path, std::size_t max_bytes) {
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
  return ReadFile(path, max_bytes);  // which says why when there is no such file
}

}  // namespace osteon
