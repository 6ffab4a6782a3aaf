#include "site_agent/cli/data_notes.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace osteon {
namespace {

bool AppendPrivately(const std::string& path, absl::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return false;
  const ssize_t written = ::write(file, text.data(), text.size());
  const int error = written < 0 ? errno : ENOSPC;
  ::close(file);
  errno = error;
  return written == static_cast<ssize_t>(text.size());
}

}  // namespace

std::string DataNotes::Add(const std::string& study_sha256, absl::string_view what, absl::Time now) {
  const std::string path = studies_.StudyFolder(study_sha256) + "/data-notes.txt";
  const std::scoped_lock lock(mutex_);
  std::string& last = last_[study_sha256];
  if (last != what) {
    const std::string note =
        absl::StrCat(absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", now, absl::UTCTimeZone()), " ", what, "\n");
    if (!AppendPrivately(path, note)) {
      return absl::StrCat("what is wrong could not be written to ", path, ": ", std::strerror(errno));
    }
    last = std::string(what);
  }
  return absl::StrCat("what is wrong stands in ", path);
}

}  // namespace osteon
