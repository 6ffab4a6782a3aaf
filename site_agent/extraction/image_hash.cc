#include "site_agent/extraction/image_hash.h"

#include <filesystem>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "site_agent/imaging/header_text.h"

namespace osteon {
namespace {

bool EndsInOne(const std::string& path, absl::string_view joined, absl::string_view detached) {
  const std::string name = absl::AsciiStrToLower(path);
  return absl::EndsWith(name, joined) || absl::EndsWith(name, detached);
}

// What follows the field that names the voxels' file; nullopt where the header has none. A NRRD's header ends
// with a blank line, a MetaImage's with that field.
std::optional<std::string> VoxelFile(const std::string& header, bool nrrd) {
  for (absl::string_view line : absl::StrSplit(header, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (nrrd && line.empty()) break;
    for (const absl::string_view field : {"ElementDataFile", "data file", "datafile"}) {
      if (!absl::StartsWithIgnoreCase(line, field)) continue;
      const absl::string_view rest = absl::StripLeadingAsciiWhitespace(line.substr(field.size()));
      if (rest.empty() || (rest[0] != '=' && rest[0] != ':')) continue;
      return std::string(absl::StripAsciiWhitespace(rest.substr(1)));
    }
  }
  return std::nullopt;
}

}  // namespace

// Whether voxels stand in another file is what the header says, not the extension.
absl::StatusOr<std::vector<std::string>> FilesOfImage(const std::string& path) {
  const bool nrrd = EndsInOne(path, ".nrrd", ".nhdr");
  if (!nrrd && !EndsInOne(path, ".mha", ".mhd")) return std::vector<std::string>{path};
  const std::optional<std::string> header = ReadHeaderText(path);
  if (!header.has_value()) return ReadFile(path).status();  // which says why
  const std::optional<std::string> voxels = VoxelFile(*header, nrrd);
  if (nrrd ? !voxels.has_value() : voxels.has_value() && absl::EqualsIgnoreCase(*voxels, "LOCAL")) {
    return std::vector<std::string>{path};
  }
  if (!voxels.has_value() || voxels->empty()) {
    return absl::UnimplementedError(absl::StrCat(path, ": the header does not say where its voxels are"));
  }
  if (absl::StartsWith(*voxels, "LIST") || absl::StrContains(*voxels, '%')) {
    return absl::UnimplementedError(absl::StrCat(path, ": voxels in several files"));
  }
  return std::vector<std::string>{path, (std::filesystem::path(path).parent_path() / *voxels).string()};
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
