#include "coordinator/journal/payloads.h"

#include <filesystem>
#include <limits>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {

std::string Payloads::PathOf(const std::string& sha256) const {
  return absl::StrCat(folder_, "/", sha256.substr(0, 2), "/", sha256);
}

absl::Status Payloads::Store(const std::string& sha256, const std::string& bytes) const {
  if (hook_) {
    OSTEON_RETURN_IF_ERROR(hook_(WritePoint::kBeforePayload, "", {sha256}));
  }
  const std::string path = PathOf(sha256);
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) return absl::OkStatus();
  OSTEON_RETURN_IF_ERROR(MakeFolder(absl::StrCat(folder_, "/", sha256.substr(0, 2)), FileMode::kSecret));
  return WriteFileAtomically(path, bytes, FileMode::kSecret);
}

absl::StatusOr<std::string> Payloads::Load(const std::string& sha256) const {
  absl::StatusOr<std::string> bytes = ReadFile(PathOf(sha256), std::numeric_limits<std::size_t>::max());
  if (!bytes.ok()) return absl::DataLossError(absl::StrCat("journal: ", bytes.status().message()));
  if (Sha256Hex(*bytes) != sha256) {
    return absl::DataLossError(
        absl::StrCat("journal: ", PathOf(sha256), " does not have the content it is named by"));
  }
  return bytes;
}

}  // namespace osteon::coordinator
