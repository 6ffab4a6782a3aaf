#include "site_agent/imaging/stored_voxels.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

template <typename T>
absl::StatusOr<Voxels> ReadAs(StoredBytes* bytes, std::size_t count) {
  std::vector<T> voxels(count);
  OSTEON_RETURN_IF_ERROR(bytes->Read(voxels.data(), count * sizeof(T)));
  return Voxels(std::move(voxels));
}

}  // namespace

absl::StatusOr<StoredBytes> StoredBytes::Open(const std::string& path, std::int64_t offset) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return absl::UnavailableError(absl::StrCat(path, ": cannot be opened"));
  StoredBytes bytes;
  bytes.path_ = path;
  if (lseek(descriptor, offset, SEEK_SET) >= 0) bytes.file_.reset(gzdopen(descriptor, "rb"));
  if (bytes.file_ == nullptr) {
    close(descriptor);
    return absl::UnavailableError(absl::StrCat(path, ": cannot be read"));
  }
  gzbuffer(bytes.file_.get(), 1 << 18);
  return bytes;
}

absl::Status StoredBytes::Read(void* out, std::size_t size) {
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

absl::Status StoredBytes::Skip(std::size_t size) {
  std::array<char, 4096> ignored;
  while (size > 0) {
    const std::size_t part = std::min(size, ignored.size());
    OSTEON_RETURN_IF_ERROR(Read(ignored.data(), part));
    size -= part;
  }
  return absl::OkStatus();
}

absl::StatusOr<Voxels> StoredBytes::ReadVoxels(VoxelType type, std::size_t count) {
  switch (type) {
    case VoxelType::kInt8:
      return ReadAs<std::int8_t>(this, count);
    case VoxelType::kUint8:
      return ReadAs<std::uint8_t>(this, count);
    case VoxelType::kInt16:
      return ReadAs<std::int16_t>(this, count);
    case VoxelType::kUint16:
      return ReadAs<std::uint16_t>(this, count);
    case VoxelType::kInt32:
      return ReadAs<std::int32_t>(this, count);
    case VoxelType::kUint32:
      return ReadAs<std::uint32_t>(this, count);
    case VoxelType::kFloat:
      return ReadAs<float>(this, count);
    case VoxelType::kDouble:
      return ReadAs<double>(this, count);
  }
  return absl::InternalError("unknown voxel type");
}

absl::Status StoredBytes::Finish() {
  std::array<char, 4096> ignored;
  int got = 0;
  do {
    got = gzread(file_.get(), ignored.data(), static_cast<unsigned>(ignored.size()));
  } while (got > 0);
  if (got < 0) return Damaged("is not complete");
  const int code = gzclose(file_.release());
  return code == Z_OK ? absl::OkStatus()
                      : absl::DataLossError(absl::StrCat(path_, ": the file is not complete"));
}

// What zlib says, or else `otherwise`.
absl::Status StoredBytes::Damaged(const char* otherwise) const {
  int code = Z_OK;
  const char* text = gzerror(file_.get(), &code);
  if (code == Z_BUF_ERROR || code == Z_OK)
    return absl::DataLossError(absl::StrCat(path_, ": the file ", otherwise));
  return absl::DataLossError(absl::StrCat(path_, ": the compressed data are damaged (", text, ")"));
}

}  // namespace osteon
