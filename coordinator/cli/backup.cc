#include "coordinator/cli/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {
namespace {

namespace fs = std::filesystem;

// What CopyJournal copies, and what belongs to the running `serve`.
bool IsLeftOut(const std::string& relative) {
  return absl::StartsWith(relative, "coordinator.db") || absl::StartsWith(relative, "payloads/") ||
         relative == "serve.lock" || relative == "address";
}

absl::Status CopySmallFiles(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::recursive_directory_iterator entry(from, fs::directory_options::follow_directory_symlink, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const std::string relative = entry->path().lexically_relative(from).string();
    if (IsLeftOut(relative) || !entry->is_regular_file()) continue;
    const absl::StatusOr<std::string> content = ReadFile(entry->path().string());
    // A certificate that came is taken from `enrolments`, and files are replaced, while this goes on.
    if (absl::IsNotFound(content.status())) continue;
    OSTEON_RETURN_IF_ERROR(content.status());
    const fs::path copy = to / relative;
    OSTEON_RETURN_IF_ERROR(MakeFolder(copy.parent_path().string(), FileMode::kSecret));
    OSTEON_RETURN_IF_ERROR(WriteFileAtomically(copy.string(), *content, FileMode::kSecret));
  }
  if (error)
    return absl::UnavailableError(absl::StrCat("cannot read ", from.string(), ": ", error.message()));
  return absl::OkStatus();
}

absl::Status Rename(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) {
    return absl::UnavailableError(absl::StrCat("cannot write ", to.string(), ": ", std::strerror(errno)));
  }
  const int folder = ::open(to.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool flushed = folder >= 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  return flushed ? absl::OkStatus()
                 : absl::UnavailableError(absl::StrCat("cannot flush ", to.parent_path().string()));
}

}  // namespace

absl::StatusOr<CopiedJournal> BackUpCoordinator(const CoordinatorFolder& folder, const std::string& out) {
  std::error_code ignored;
  // Absolute first: of a name that is not there yet it would make nothing else.
  const fs::path from = fs::weakly_canonical(fs::absolute(folder.path, ignored), ignored);
  fs::path to = fs::weakly_canonical(fs::absolute(out, ignored), ignored);
  if (to.filename().empty()) to = to.parent_path();
  OSTEON_RETURN_IF_ERROR(CheckIsThere(folder));
  if (fs::exists(to, ignored)) {
    return absl::AlreadyExistsError(
        absl::StrCat(to.string(), " is there already; a backup is a new folder. Choose another --out"));
  }
  if (absl::StartsWith(to.string() + "/", from.string() + "/")) {
    return absl::InvalidArgumentError(
        absl::StrCat(to.string(), " is inside ", from.string(),
                     "; a backup belongs on another disk. Choose another --out"));
  }
  const fs::path partial = to.string() + ".partial";
  fs::remove_all(partial, ignored);  // of a backup that was killed
  OSTEON_RETURN_IF_ERROR(MakeFolder(to.parent_path().string()));
  OSTEON_RETURN_IF_ERROR(MakeFolder(partial.string(), FileMode::kSecret));
  absl::StatusOr<CopiedJournal> copied = CopyJournal(from.string(), partial.string());
  absl::Status status = copied.status();
  if (status.ok()) status = CopySmallFiles(from, partial);
  if (status.ok()) status = Rename(partial, to);
  if (!status.ok()) {
    fs::remove_all(partial, ignored);
    return status;
  }
  return copied;
}

}  // namespace osteon::coordinator
