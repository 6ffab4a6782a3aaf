#include "site_agent/imaging/stored_voxels.h"

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

absl::Status TooMuchBehindVoxels(const std::string& path) {
  return absl::DataLossError(absl::StrCat(path, ": has more than ", kMostBehindVoxels >> 20,
                                          " MB behind the last voxel that its header tells of"));
}

absl::StatusOr<StoredBytes> StoredBytes::Open(const std::string& path, std::int64_t offset) {
  OSTEON_ASSIGN_OR_RETURN(GzipFile file, GzipFile::Open(path, offset));
  return StoredBytes(std::move(file));
}

absl::Status StoredBytes::Read(void* out, std::size_t size) {
  OSTEON_ASSIGN_OR_RETURN(const std::size_t got, file_.Read(out, size));
  if (got == size) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(file_.path(), ": the file ends before its last voxel"));
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
  std::size_t got = 0, behind = 0;
  do {
    OSTEON_ASSIGN_OR_RETURN(got, file_.Read(ignored.data(), ignored.size()));
    behind += got;
    if (behind > kMostBehindVoxels) return TooMuchBehindVoxels(file_.path());
  } while (got > 0);
  return absl::OkStatus();
}

}  // namespace osteon
