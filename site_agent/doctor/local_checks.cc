#include "site_agent/doctor/local_checks.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/csv/csv.h"
#include "site_agent/extraction/manifest.h"

namespace osteon {
namespace {

constexpr std::uintmax_t kLeastRoom = 200'000'000;
constexpr std::uintmax_t kGoodRoom = 5'000'000'000;
constexpr int kFewDays = 30;
constexpr std::size_t kMostNamed = 3;

// A file, or a folder with a series of files.
bool CanBeRead(const std::string& path) {
  std::error_code error;
  const bool folder = std::filesystem::is_directory(path, error);
  return access(path.c_str(), folder ? R_OK | X_OK : R_OK) == 0;
}

Finding CheckManifest(const Manifest& manifest) {
  std::set<std::string> folders, files;
  std::vector<std::string> unreadable;  // "manifest.csv:3": a name of an image may be a patient's
  for (const ManifestCase& one : manifest.cases) {
    for (const ManifestImage& image : one.images) {
      std::vector<std::string> paths(image.mask.begin(), image.mask.end());
      paths.push_back(image.image);
      for (const std::string& path : paths) {
        if (path.empty() || !files.insert(path).second) continue;
        folders.insert(std::filesystem::path(path).parent_path().string());
        if (!CanBeRead(path)) unreadable.push_back(absl::StrCat(manifest.file, ":", one.line));
      }
    }
  }
  const std::string count = absl::StrCat(files.size(), " images and masks in ", folders.size(), " folder",
                                         folders.size() == 1 ? "" : "s");
  if (unreadable.empty()) return Ok("images", absl::StrCat(count, ", all readable"));
  const std::size_t named = std::min(unreadable.size(), kMostNamed);
  const std::vector<std::string> first(unreadable.begin(),
                                       unreadable.begin() + static_cast<std::ptrdiff_t>(named));
  return Failure("images",
                 absl::StrCat(unreadable.size(), " of ", count, " cannot be read: ",
                              absl::StrJoin(first, "; "), unreadable.size() > named ? "; ..." : ""),
                 "mount the folder (also into the container, where the agent runs in one), give the agent's "
                 "user the right to "
                 "read it, or correct the manifest");
}

// Only where: the reader's own sentence has cells in it, and a header that is missing makes cells of columns'
// names.
Finding CannotBeUsed(const std::string& file, const absl::Status& why) {
  absl::string_view rest = why.message();
  std::string place = file;
  if (absl::ConsumePrefix(&rest, absl::StrCat(file, ":"))) {
    const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits > 0) place = absl::StrCat(file, ":", rest.substr(0, digits));
  }
  return Failure(
      "images", absl::StrCat(place, " cannot be used"),
      "osteon-agent map --explain (a table) or extract --manifest (images) says what is wrong with it");
}

}  // namespace

Finding CheckDisk(const std::string& folder) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  if (error) return Failure("disk", absl::StrCat(folder, ": ", error.message()), "check --state");
  const std::string found = absl::StrCat(space.available / 1'000'000, " MB free where ", folder, " is");
  struct statvfs files {};
  if (statvfs(folder.c_str(), &files) == 0 && files.f_files > 0 && files.f_favail == 0) {
    return Failure("disk", absl::StrCat(found, ", but no file more can be made there (no inode is free)"),
                   "remove files that are not needed; df -i shows how many there are");
  }
  if (access(folder.c_str(), W_OK) != 0) {
    return Failure("disk", absl::StrCat(folder, " cannot be written by this user"),
                   "run doctor as the agent's user; the folder must be its own");
  }
  const std::string to_do =
      "make room: ledger, frozen rows and features grow, and nothing is sent that cannot be stored";
  if (space.available < kLeastRoom) return Failure("disk", found, to_do);
  if (space.available < kGoodRoom) return Warning("disk", found, to_do);
  return Ok("disk", found);
}

Finding CheckCertificate(const absl::StatusOr<LoadedIdentity>& identity, absl::Time now) {
  if (!identity.ok()) {
    const bool missing = absl::IsNotFound(identity.status());
    return Failure("certificate",
                   missing ? "this agent is not enrolled" : std::string(identity.status().message()),
                   missing ? "osteon-agent enrol --token TOKEN"
                           : "what it says, or ask the operator for a new invitation");
  }
  const PeerIdentity& peer = identity->peer;
  const double days = absl::ToDoubleHours(peer.not_after - now) / 24;
  const std::string found = absl::StrCat("of ", RoleName(peer.role), " ", peer.name, ", until ",
                                         absl::FormatTime("%Y-%m-%d", peer.not_after, absl::UTCTimeZone()),
                                         ", ", static_cast<int>(days), " days left");
  if (peer.role != Role::kSite) {
    return Failure("certificate", found, "an agent needs a certificate of the role site: ask the operator");
  }
  if (days < kFewDays) {
    return Warning("certificate", found, "see that osteon-agent run is running; otherwise ask the operator");
  }
  return Ok("certificate", found);
}

Finding CheckImages(const std::string& data_path) {
  if (!CanBeRead(data_path)) {
    return Failure("images", absl::StrCat(data_path, " cannot be read by this user"),
                   "check `data` of agent.yaml, and the rights of the file and its folders");
  }
  const absl::StatusOr<CsvTable> table = ReadCsv(data_path);
  if (!table.ok()) return CannotBeUsed(data_path, table.status());
  const bool has_images = table->Column("image") || table->Column("mask");
  if (!has_images) {
    return Ok("images",
              absl::StrCat(data_path, " is a table of ", table->rows.size(), " rows; no images are needed"));
  }
  const absl::StatusOr<Manifest> manifest = ReadManifest(data_path);
  if (!manifest.ok()) return CannotBeUsed(data_path, manifest.status());
  return CheckManifest(*manifest);
}

}  // namespace osteon
