#include "coordinator/cli/serve_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace osteon::coordinator {

absl::StatusOr<ServeLock> ServeLock::Hold(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return absl::UnavailableError(absl::StrCat("cannot open ", path, ": ", std::strerror(errno)));
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return ServeLock(file);
  ::close(file);
  return absl::UnavailableError(absl::StrCat(
      "another coordinator is running on this folder (", path,
      " is held); two would tear its journal apart. Stop that one first, or choose another --state"));
}

ServeLock::~ServeLock() {
  if (file_ >= 0) ::close(file_);
}

ServeLock::ServeLock(ServeLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

}  // namespace osteon::coordinator
