#include "site_agent/extraction/image_hash.h"

#include <cstddef>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr std::size_t kLongestHeader = 1 << 20;

// What follows the field that names the voxels' file; empty where there is none.
std::string VoxelFile(const std::string& header) {
  for (absl::string_view line : absl::StrSplit(header, '\n')) {
    for (const absl::string_view field : {"ElementDataFile", "data file", "datafile"}) {
      if (!absl::StartsWithIgnoreCase(line, field)) continue;
      line.remove_prefix(field.size());
      line = absl::StripAsciiWhitespace(line);
      if (line.empty() || (line[0] != '=' && line[0] != ':')) continue;
      return std::string(absl::StripAsciiWhitespace(line.substr(1)));
    }
  }
  return "";
}

}  // namespace

absl::StatusOr<std::vector<std::string>> FilesOfImage(const std::string& path) {
  const std::string name = absl::AsciiStrToLower(path);
  if (!absl::EndsWith(name, ".mhd") && !absl::EndsWith(name, ".nhdr")) return std::vector<std::string>{path};
  OSTEON_ASSIGN_OR_RETURN(const std::string header, ReadFile(path, kLongestHeader));
  const std::string voxels = VoxelFile(header);
  if (voxels.empty() || absl::EqualsIgnoreCase(voxels, "LOCAL")) return std::vector<std::string>{path};
  if (absl::StartsWith(voxels, "LIST") || absl::StrContains(voxels, '%')) {
    return absl::UnimplementedError(absl::StrCat(path, ": voxels in several files"));
  }
  return std::vector<std::string>{path, (std::filesystem::path(path).parent_path() / voxels).string()};
}

absl::StatusOr<std::string> HashOfImage(const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::string> files, FilesOfImage(path));
  std::string hashes;
  for (const std::string& file : files) {
    OSTEON_ASSIGN_OR_RETURN(const std::string hash, Sha256OfFile(file));
    hashes += hash;
  }
  return files.size() == 1 ? hashes : Sha256Hex(hashes);
}

}  // namespace osteon
