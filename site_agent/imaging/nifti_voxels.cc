#include "site_agent/imaging/nifti_voxels.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

static_assert(std::endian::native == std::endian::little || std::endian::native == std::endian::big);

// Where the fields that matter stand: NIfTI-1 (348 bytes) and NIfTI-2 (540 bytes).
constexpr std::size_t kSize1 = 348, kSize2 = 540;

struct Header {
  bool native = true;      // this machine's byte order
  int type = 0;            // NIfTI's datatype
  std::size_t bytes = 0;   // of a voxel
  std::size_t offset = 0;  // of the first voxel
  double slope = 0, intercept = 0;
};

// zlib's gz functions read a file that is not compressed as it is.
class GzFile {
 public:
  static absl::StatusOr<GzFile> Open(const std::string& path) {
    GzFile file;
    file.path_ = path;
    file.file_.reset(gzopen(path.c_str(), "rb"));
    if (file.file_ == nullptr) return absl::UnavailableError(absl::StrCat(path, ": cannot be opened"));
    gzbuffer(file.file_.get(), 1 << 18);
    return file;
  }

  absl::Status Read(void* out, std::size_t size) {
    auto* to = static_cast<char*>(out);
    while (size > 0) {
      const auto part = static_cast<unsigned>(std::min<std::size_t>(size, 1U << 30));
      const int got = gzread(file_.get(), to, part);
      if (got <= 0) return Damaged("ends before its last voxel");
      to += got;
      size -= static_cast<std::size_t>(got);
    }
    return absl::OkStatus();
  }

  absl::Status Skip(std::size_t size) {
    std::array<char, 4096> ignored;
    for (; size > 0; size -= std::min(size, ignored.size())) {
      OSTEON_RETURN_IF_ERROR(Read(ignored.data(), std::min(size, ignored.size())));
    }
    return absl::OkStatus();
  }

  // Reads whatever follows; only then has zlib compared the checksum.
  absl::Status Finish() {
    std::array<char, 4096> ignored;
    int got = 0;
    do {
      got = gzread(file_.get(), ignored.data(), static_cast<unsigned>(ignored.size()));
    } while (got > 0);
    if (got < 0 || gzclose(file_.release()) != Z_OK) return Damaged("is not complete");
    return absl::OkStatus();
  }

 private:
  struct Close {
    void operator()(gzFile file) const { gzclose(file); }
  };

  // What zlib says, or else `otherwise`.
  absl::Status Damaged(const char* otherwise) const {
    int code = Z_OK;
    const char* text = file_ == nullptr ? nullptr : gzerror(file_.get(), &code);
    if (code == Z_BUF_ERROR || code == Z_OK || text == nullptr) {
      return absl::DataLossError(absl::StrCat(path_, ": the file ", otherwise));
    }
    return absl::DataLossError(absl::StrCat(path_, ": the compressed data are damaged (", text, ")"));
  }

  std::string path_;
  std::unique_ptr<gzFile_s, Close> file_;
};

template <typename T>
T Field(const std::array<char, kSize2>& bytes, std::size_t offset, bool native) {
  std::array<char, sizeof(T)> field;
  std::memcpy(field.data(), bytes.data() + offset, sizeof(T));
  if (!native) std::reverse(field.begin(), field.end());
  return std::bit_cast<T>(field);
}

absl::StatusOr<Header> ReadHeader(const std::string& path, GzFile* file, std::size_t* position) {
  std::array<char, kSize2> bytes{};
  OSTEON_RETURN_IF_ERROR(file->Read(bytes.data(), kSize1));
  *position = kSize1;
  Header header;
  for (const bool native : {true, false}) {
    const auto size = Field<std::int32_t>(bytes, 0, native);
    header.native = native;
    double offset = 0;
    if (size == static_cast<std::int32_t>(kSize1)) {
      header.type = Field<std::int16_t>(bytes, 70, native);
      header.bytes = static_cast<std::size_t>(std::max<int>(0, Field<std::int16_t>(bytes, 72, native))) / 8;
      offset = static_cast<double>(Field<float>(bytes, 108, native));
      header.slope = static_cast<double>(Field<float>(bytes, 112, native));
      header.intercept = static_cast<double>(Field<float>(bytes, 116, native));
    } else if (size == static_cast<std::int32_t>(kSize2)) {
      OSTEON_RETURN_IF_ERROR(file->Read(bytes.data() + kSize1, kSize2 - kSize1));
      *position = kSize2;
      header.type = Field<std::int16_t>(bytes, 12, native);
      header.bytes = static_cast<std::size_t>(std::max<int>(0, Field<std::int16_t>(bytes, 14, native))) / 8;
      offset = static_cast<double>(Field<std::int64_t>(bytes, 168, native));
      header.slope = Field<double>(bytes, 176, native);
      header.intercept = Field<double>(bytes, 184, native);
    } else {
      continue;
    }
    if (!(offset < 1e9))
      return absl::DataLossError(absl::StrCat(path, ": the header puts voxels at byte ", offset));
    header.offset = std::max(*position, static_cast<std::size_t>(std::max(0.0, offset)));
    return header;
  }
  return absl::DataLossError(absl::StrCat(path, ": does not begin with a NIfTI header"));
}

template <typename T>
absl::StatusOr<std::optional<Voxels>> ReadAs(GzFile* file, std::size_t count) {
  std::vector<T> voxels(count);
  OSTEON_RETURN_IF_ERROR(file->Read(voxels.data(), count * sizeof(T)));
  return std::optional<Voxels>(std::move(voxels));
}

absl::StatusOr<std::optional<Voxels>> ReadPlain(const Header& header, GzFile* file, std::size_t count) {
  // A slope of 0 means that none is set.
  const bool scaled = header.slope != 0 && (header.slope != 1 || header.intercept != 0);
  if (header.native && !scaled) {
    switch (header.type) {  // DT_UINT8, ... of the standard
      case 2:
        return ReadAs<std::uint8_t>(file, count);
      case 4:
        return ReadAs<std::int16_t>(file, count);
      case 8:
        return ReadAs<std::int32_t>(file, count);
      case 16:
        return ReadAs<float>(file, count);
      case 64:
        return ReadAs<double>(file, count);
      case 256:
        return ReadAs<std::int8_t>(file, count);
      case 512:
        return ReadAs<std::uint16_t>(file, count);
      case 768:
        return ReadAs<std::uint32_t>(file, count);
      default:
        break;
    }
  }
  OSTEON_RETURN_IF_ERROR(file->Skip(count * header.bytes));
  return std::optional<Voxels>();
}

}  // namespace

absl::StatusOr<std::optional<Voxels>> ReadNiftiVoxels(const std::string& path, std::size_t count) {
  OSTEON_ASSIGN_OR_RETURN(GzFile file, GzFile::Open(path));
  std::size_t position = 0;
  OSTEON_ASSIGN_OR_RETURN(const Header header, ReadHeader(path, &file, &position));
  OSTEON_RETURN_IF_ERROR(file.Skip(header.offset - position));
  OSTEON_ASSIGN_OR_RETURN(std::optional<Voxels> voxels, ReadPlain(header, &file, count));
  OSTEON_RETURN_IF_ERROR(file.Finish());
  return voxels;
}

}  // namespace osteon
