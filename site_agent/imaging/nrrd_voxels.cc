#include "site_agent/imaging/nrrd_voxels.h"

#include <algorithm>
#include <bit>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/status/status_macros.h"
#include "common/text/one_line.h"
#include "site_agent/imaging/header_text.h"

namespace osteon {
namespace {

constexpr std::size_t kLongestField = 300;

struct NrrdHeader {
  std::map<std::string, std::string> fields;  // values by names in small letters
  std::optional<std::int64_t> end;            // of the first byte behind it; nothing: no empty line ends it
};

NrrdHeader ReadFields(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  NrrdHeader header;
  std::string line;
  std::size_t read = 0;
  while (!header.end && read < kLongestHeader && std::getline(in, line)) {
    read += line.size() + 1;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) header.end = in.tellg();
    const std::size_t colon = line.find(": ");
    if (line.empty() || line[0] == '#' || colon == std::string::npos) continue;
    header.fields[absl::AsciiStrToLower(line.substr(0, colon))] =
        std::string(absl::StripAsciiWhitespace(line.substr(colon + 2)));
  }
  return header;
}

// The offset of the first byte after the header, where the voxels follow there in a form that is read here.
std::optional<std::int64_t> PlainVoxels(const std::string& path, VoxelType type) {
  const NrrdHeader header = ReadFields(path);
  for (const char* elsewhere : {"data file", "datafile", "line skip", "lineskip", "byte skip", "byteskip"}) {
    if (header.fields.contains(elsewhere)) return std::nullopt;
  }
  const auto is = [&](const char* field, absl::string_view value) {
    const auto found = header.fields.find(field);
    return found != header.fields.end() && absl::EqualsIgnoreCase(found->second, value);
  };
  const bool one_byte = type == VoxelType::kInt8 || type == VoxelType::kUint8;
  const char* native = std::endian::native == std::endian::little ? "little" : "big";
  if (!one_byte && !is("endian", native)) return std::nullopt;
  // Raw voxels could by chance begin like a gzip file, which the reader would then decompress.
  if (!is("encoding", "gzip") && !is("encoding", "gz")) return std::nullopt;
  return header.end;
}

}  // namespace

absl::Status CheckNrrdHeader(const std::string& path) {
  const std::optional<std::string> header = ReadHeaderText(path);
  if (!header.has_value()) return absl::UnavailableError(absl::StrCat(path, ": cannot be opened"));
  const std::string& text = *header;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const absl::string_view line =
        absl::StripTrailingAsciiWhitespace(absl::string_view(text).substr(at, end - at));
    ++number;
    if (line.empty()) break;  // voxels follow
    if (line.size() > kLongestField && line[0] != '#' && !absl::StrContains(line, ":=")) {
      return absl::DataLossError(absl::StrCat(path, ":", number, ": a line of ", line.size(),
                                              " bytes; a field of a NRRD header has at most ",
                                              kLongestField));
    }
    at = end + 1;
  }
  return absl::OkStatus();
}

std::optional<std::string> NrrdDataFile(const std::string& path) {
  const NrrdHeader header = ReadFields(path);
  for (const char* field : {"data file", "datafile"}) {
    const auto found = header.fields.find(field);
    if (found == header.fields.end()) continue;
    const std::string& name = found->second;
    if (name.empty() || absl::StartsWith(name, "LIST") || absl::StrContains(name, '%')) return std::nullopt;
    return (std::filesystem::path(path).parent_path() / name).string();
  }
  return std::nullopt;
}

absl::StatusOr<std::uintmax_t> NrrdCompression(const std::string& path) {
  const NrrdHeader header = ReadFields(path);
  const auto found = header.fields.find("encoding");
  const std::string encoding = found == header.fields.end() ? "" : absl::AsciiStrToLower(found->second);
  if (encoding == "gzip" || encoding == "gz") return kHighestCompression;
  for (const char* name : {"raw", "hex", "ascii", "text", "txt"}) {
    if (encoding == name) return sizeof(double) / 2;
  }
  return absl::InvalidArgumentError(absl::StrCat(path, ": voxels are encoded as \"", OneLine(encoding, 20),
                                                 "\"; read are raw and gzip, as which you can save it"));
}

absl::StatusOr<std::optional<Voxels>> ReadNrrdVoxels(const std::string& path, VoxelType type,
                                                     std::size_t count) {
  const std::optional<std::int64_t> offset = PlainVoxels(path, type);
  if (!offset.has_value()) return std::optional<Voxels>();
  OSTEON_ASSIGN_OR_RETURN(StoredBytes bytes, StoredBytes::Open(path, *offset));
  OSTEON_ASSIGN_OR_RETURN(Voxels voxels, bytes.ReadVoxels(type, count));
  OSTEON_RETURN_IF_ERROR(bytes.Finish());
  return std::optional<Voxels>(std::move(voxels));
}

}  // namespace osteon
