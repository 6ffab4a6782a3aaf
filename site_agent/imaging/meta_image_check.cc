#include "site_agent/imaging/meta_image_check.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/imaging/header_text.h"
#include "site_agent/imaging/stored_voxels.h"

namespace osteon {
namespace {

struct Location {
  std::string file;
  std::int64_t offset = 0;  // -1: voxels are at the end of the file
  bool compressed = false;
};

absl::StatusOr<Location> FindVoxels(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::map<std::string, std::string> fields;
  std::string line;
  std::size_t read = 0;
  while (fields.count("ElementDataFile") == 0 && read < kLongestHeader && std::getline(in, line)) {
    read += line.size() + 1;
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos) continue;
    fields[std::string(absl::StripAsciiWhitespace(line.substr(0, equals)))] =
        std::string(absl::StripAsciiWhitespace(line.substr(equals + 1)));
  }
  const std::string data = fields["ElementDataFile"];
  if (data.empty()) return absl::DataLossError(absl::StrCat(path, ": the header has no ElementDataFile"));
  if (absl::StartsWith(data, "LIST") || data.find('%') != std::string::npos) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": voxels in several files are not supported"));
  }
  Location location;
  location.compressed = absl::EqualsIgnoreCase(fields["CompressedData"], "true");
  if (absl::EqualsIgnoreCase(data, "LOCAL")) {
    location.file = path;
    location.offset = in.tellg();
  } else {
    location.file = (std::filesystem::path(path).parent_path() / data).string();
    if (!absl::SimpleAtoi(fields["HeaderSize"], &location.offset)) location.offset = 0;
  }
  return location;
}

// The length of what a zlib or gzip stream holds, or some length beyond `most` as soon as it is longer; -1
// where it is damaged or ends early.
std::int64_t InflatedLength(std::ifstream* in, std::int64_t most) {
  constexpr int kZlibOrGzip = 32 + MAX_WBITS;
  z_stream stream{};
  if (inflateInit2(&stream, kZlibOrGzip) != Z_OK) return -1;
  std::array<char, 1 << 16> input, output;
  int code = Z_OK;
  std::int64_t length = 0;
  while (code == Z_OK && length <= most && in->read(input.data(), input.size()).gcount() > 0) {
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(in->gcount());
    while (code == Z_OK && length <= most && (stream.avail_in > 0 || stream.avail_out == 0)) {
      stream.next_out = reinterpret_cast<Bytef*>(output.data());
      stream.avail_out = static_cast<uInt>(output.size());
      code = inflate(&stream, Z_NO_FLUSH);
      length += static_cast<std::int64_t>(output.size() - stream.avail_out);
    }
    if (code == Z_BUF_ERROR) code = Z_OK;  // only that more input is wanted
  }
  inflateEnd(&stream);
  return code == Z_STREAM_END || length > most ? length : -1;
}

// The format's own fields have names of letters, and their texts go into 255 bytes as well; what other
// programs add (0008|0060) is kept in longer ones.
constexpr std::size_t kLongestName = 200, kLongestValue = 250, kLongestAddedValue = 4000;
constexpr int kMostDimensions = 10;

// What stands before and after the first = or :, without blanks around it.
std::pair<std::string, std::string> FieldOf(const std::string& line) {
  const std::size_t separator = line.find_first_of("=:");
  const bool has_value = separator != std::string::npos;
  return {std::string(absl::StripAsciiWhitespace(line.substr(0, separator))),
          has_value ? std::string(absl::StripAsciiWhitespace(line.substr(separator + 1))) : ""};
}

}  // namespace

absl::Status CheckMetaImageHeader(const std::string& path) {
  const std::optional<std::string> header = ReadHeaderText(path);
  if (!header.has_value()) return absl::NotFoundError(absl::StrCat(path, ": cannot be opened"));
  const std::string& text = *header;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const auto [name, value] = FieldOf(line);
    const std::string place = absl::StrCat(path, ":", ++number);
    // ITK ends names at some of them, and values not.
    const bool plain = std::none_of(line.begin(), line.end(),
                                    [](unsigned char c) { return c != '\t' && absl::ascii_iscntrl(c); });
    if (!plain) return absl::DataLossError(absl::StrCat(place, ": a control character in the header"));
    // ITK would take the next line for this one's value.
    if (!name.empty() && line.find_first_of("=:") == std::string::npos) {
      return absl::DataLossError(absl::StrCat(place, ": a line of a MetaImage header needs NAME = VALUE"));
    }
    const bool own = std::all_of(name.begin(), name.end(), absl::ascii_isalpha);
    const std::size_t longest = own ? kLongestValue : kLongestAddedValue;
    if (name.size() > kLongestName || value.size() > longest) {
      return absl::DataLossError(absl::StrCat(
          place, ": a name of ", name.size(), " and a value of ", value.size(),
          " bytes; this field of a MetaImage header has at most ", kLongestName, " and ", longest));
    }
    int dimensions = 0;
    if (name == "NDims" &&
        (!absl::SimpleAtoi(value, &dimensions) || dimensions < 1 || dimensions > kMostDimensions)) {
      return absl::DataLossError(absl::StrCat(place, ": NDims needs a number from 1 to ", kMostDimensions,
                                              ", found \"", value.substr(0, 20), "\""));
    }
    if (name == "ElementDataFile") return absl::OkStatus();
    at = end + 1;
  }
  return absl::DataLossError(absl::StrCat(path, ": the header has no ElementDataFile"));
}

absl::Status CheckMetaImageVoxels(const std::string& path, std::uintmax_t bytes) {
  OSTEON_ASSIGN_OR_RETURN(const Location location, FindVoxels(path));
  std::error_code error;
  const std::uintmax_t length = std::filesystem::file_size(location.file, error);
  if (error)
    return absl::NotFoundError(
        absl::StrCat(path, ": its voxels' file ", location.file, ": ", error.message()));
  if (location.compressed) {
    std::ifstream in(location.file, std::ios::binary);
    in.seekg(std::max<std::int64_t>(0, location.offset));
    const std::uintmax_t most = bytes + kMostBehindVoxels;
    const std::int64_t inflated = InflatedLength(&in, static_cast<std::int64_t>(most));
    if (inflated < 0) {
      return absl::DataLossError(
          absl::StrCat(location.file, ": the compressed voxels are damaged or end too early"));
    }
    if (static_cast<std::uintmax_t>(inflated) > most) return TooMuchBehindVoxels(location.file);
    if (static_cast<std::uintmax_t>(inflated) >= bytes) return absl::OkStatus();
    return absl::DataLossError(
        absl::StrCat(location.file, ": holds ", inflated, " bytes of voxels; the header says ", bytes));
  }
  const std::uintmax_t offset = location.offset < 0 ? 0 : static_cast<std::uintmax_t>(location.offset);
  if (length >= offset && length - offset >= bytes) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(location.file, ": holds ", length < offset ? 0 : length - offset,
                                          " bytes of voxels; the header says ", bytes));
}

}  // namespace osteon
