// Whole files in and out. A file appears under its final name complete or not at all.
#ifndef OSTEON_COMMON_FILES_FILES_H_
#define OSTEON_COMMON_FILES_FILES_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

// kNotFound: no such file. kInvalidArgument: a folder, a pipe with a name (for whose writer one could wait
// for ever; the shell's own, as in <(command), is read), or longer than `max_bytes`. kPermissionDenied,
// kUnavailable: what the operating system said. The message names the path.
absl::StatusOr<std::string> ReadFile(const std::string& path, std::size_t max_bytes = std::size_t{1} << 30);

enum class FileMode { kPublic, kSecret };  // 0644, 0600

// Writes beside `path`, flushes to disk, renames over it and flushes the folder. On error nothing is left
// behind and an earlier file of that name stays as it was.
absl::Status WriteFileAtomically(const std::string& path, absl::string_view content,
                                 FileMode mode = FileMode::kPublic);

// Root may write into everybody's folder, and would leave files there that its owner cannot read.
// kFailedPrecondition: this is root, and the folder is another user's; names the user, and `command` to run
// as that one.
absl::Status CheckRootOwns(const std::string& folder, absl::string_view command);

// Makes the folder and its parents; no error when it is there already.
absl::Status MakeFolder(const std::string& path, FileMode mode = FileMode::kPublic);

// The folder of the running program's file (where the three programs stand side by side).
absl::StatusOr<std::string> ProgramFolder();

}  // namespace osteon

#endif  // OSTEON_COMMON_FILES_FILES_H_
