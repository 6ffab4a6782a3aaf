#include "site_agent/cohort/source_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

struct Stamp {
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;
};

std::optional<Stamp> StampOf(const std::string& path) {
  struct stat information {};
  if (::stat(path.c_str(), &information) != 0) return std::nullopt;
  return Stamp{static_cast<std::uint64_t>(information.st_size),
               std::int64_t{information.st_mtim.tv_sec} * 1'000'000'000 + information.st_mtim.tv_nsec};
}

}  // namespace

absl::StatusOr<SourceText> ReadSource(const std::string& path) {
  // The stamp is taken before the bytes: a change in between is then noticed, not missed.
  const std::optional<Stamp> stamp = StampOf(path);
  OSTEON_ASSIGN_OR_RETURN(std::string text, ReadFile(path));
  SourceFile source;
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  source.path = error ? path : absolute.lexically_normal().string();
  source.sha256 = Sha256Hex(text);
  source.size = text.size();
  source.modified_ns = stamp ? stamp->modified_ns : 0;
  return SourceText{std::move(text), std::move(source)};
}

absl::Status CheckUnchanged(const SourceFile& source) {
  const std::optional<Stamp> stamp = StampOf(source.path);
  if (!stamp) {
    const int error = errno;
    return absl::UnavailableError(
        absl::StrCat(source.path, ": cannot be looked at any more (", std::strerror(error),
                     "); the dataset of a running study was frozen from it with SHA-256 ", source.sha256,
                     ". Put the file back: the study waits for it"));
  }
  if (stamp->size == source.size && stamp->modified_ns == source.modified_ns) return absl::OkStatus();
  OSTEON_ASSIGN_OR_RETURN(const std::string now, Sha256OfFile(source.path));
  if (now == source.sha256) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      source.path, ": changed since the dataset was frozen. SHA-256 then ", source.sha256, ", now ", now,
      ". A running study uses one dataset from beginning to end: restore the file as it was. A new "
      "table belongs to a new study"));
}

}  // namespace osteon
