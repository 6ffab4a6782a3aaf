#include "site_agent/imaging/nifti_voxels.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/imaging/gzip_file.h"
#include "site_agent/imaging/stored_voxels.h"

namespace osteon {
namespace {

static_assert(std::endian::native == std::endian::little || std::endian::native == std::endian::big);

constexpr std::size_t kHeaderBytes = 348;  // of NIfTI-1, which begins with this number
constexpr std::int32_t kHeaderBytesOfNifti2 = 540;
using HeaderBytes = std::array<char, kHeaderBytes>;

struct Header {
  bool native = true;      // this machine's byte order
  int type = 0;            // NIfTI's datatype
  std::size_t bytes = 0;   // of a voxel
  std::size_t offset = 0;  // of the first voxel
  double slope = 0, intercept = 0;
};

template <typename T>
T Field(const HeaderBytes& bytes, std::size_t offset, bool native) {
  std::array<char, sizeof(T)> field;
  std::memcpy(field.data(), bytes.data() + offset, sizeof(T));
  if (!native) std::reverse(field.begin(), field.end());
  return std::bit_cast<T>(field);
}

absl::StatusOr<Header> ReadHeader(const std::string& path, StoredBytes* file) {
  HeaderBytes bytes{};
  OSTEON_RETURN_IF_ERROR(file->Read(bytes.data(), bytes.size()));
  Header header;
  for (const bool native : {true, false}) {
    if (Field<std::int32_t>(bytes, 0, native) != static_cast<std::int32_t>(kHeaderBytes)) continue;
    header.native = native;
    header.type = Field<std::int16_t>(bytes, 70, native);
    header.bytes = static_cast<std::size_t>(std::max<int>(0, Field<std::int16_t>(bytes, 72, native))) / 8;
    const auto offset = static_cast<double>(Field<float>(bytes, 108, native));
    header.slope = static_cast<double>(Field<float>(bytes, 112, native));
    header.intercept = static_cast<double>(Field<float>(bytes, 116, native));
    if (!(offset < 1e9))
      return absl::DataLossError(absl::StrCat(path, ": the header puts voxels at byte ", offset));
    header.offset = std::max(kHeaderBytes, static_cast<std::size_t>(std::max(0.0, offset)));
    return header;
  }
  return absl::DataLossError(absl::StrCat(path, ": does not begin with a NIfTI header"));
}

// NIfTI's numbers for the types (DT_UINT8, ... of the standard) that are held as they are.
std::optional<VoxelType> TypeOf(int type) {
  switch (type) {
    case 2:
      return VoxelType::kUint8;
    case 4:
      return VoxelType::kInt16;
    case 8:
      return VoxelType::kInt32;
    case 16:
      return VoxelType::kFloat;
    case 64:
      return VoxelType::kDouble;
    case 256:
      return VoxelType::kInt8;
    case 512:
      return VoxelType::kUint16;
    case 768:
      return VoxelType::kUint32;
    default:
      return std::nullopt;
  }
}

}  // namespace

absl::Status CheckNiftiHeader(const std::string& path) {
  constexpr std::size_t kQformCode = 252, kSformCode = 254;
  constexpr float kFarthest = 1e9F;  // mm
  OSTEON_ASSIGN_OR_RETURN(GzipFile file, GzipFile::Open(path, 0));
  HeaderBytes header{};
  OSTEON_ASSIGN_OR_RETURN(const std::size_t read, file.Read(header.data(), header.size()));
  if (read < header.size()) return absl::OkStatus();  // ITK says so
  for (const bool native : {true, false}) {
    if (Field<std::int32_t>(header, 0, native) != kHeaderBytesOfNifti2) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(path,
                     ": is NIfTI-2, and of NIfTI only the first version is read; save it as NIfTI-1, NRRD "
                     "or MetaImage"));
  }
  // As ITK's reader tells byte orders apart: by the number of dimensions, 1 to 7.
  std::int16_t dimensions = 0;
  std::memcpy(&dimensions, header.data() + 40, sizeof(dimensions));
  const bool swapped = dimensions < 1 || dimensions > 7;
  const auto is_used = [&](std::size_t code) { return header.at(code) != 0 || header.at(code + 1) != 0; };
  const auto all_near = [&](std::size_t first, std::size_t count) {
    for (std::size_t at = first; at < first + 4 * count; at += 4) {
      std::array<char, 4> bytes{header.at(at), header.at(at + 1), header.at(at + 2), header.at(at + 3)};
      if (swapped) std::reverse(bytes.begin(), bytes.end());
      float value = 0;
      std::memcpy(&value, bytes.data(), sizeof(value));
      if (!(std::fabs(value) < kFarthest)) return false;
    }
    return true;
  };
  // Spacings, then three numbers of a quaternion and an origin, then three rows of a matrix.
  constexpr std::size_t kSlope =
      112;  // and the intercept behind it; ITK takes one that is not finite for none
  if (!all_near(kSlope, 2)) {
    return absl::DataLossError(
        absl::StrCat(path, ": the header's slope or intercept of the intensities is not finite, ",
                     "or beyond 1e9; mend it, or convert the scan again"));
  }
  if (all_near(76, 4) && (!is_used(kQformCode) || all_near(256, 6)) &&
      (!is_used(kSformCode) || all_near(280, 12))) {
    return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat(
      path, ": the header's spacing, orientation or origin has a number that no scan has (not finite, or ",
      "beyond 1e9 mm)"));
}

absl::StatusOr<std::optional<Voxels>> ReadNiftiVoxels(const std::string& path, std::size_t count) {
  OSTEON_ASSIGN_OR_RETURN(StoredBytes file, StoredBytes::Open(path, 0));
  OSTEON_ASSIGN_OR_RETURN(const Header header, ReadHeader(path, &file));
  OSTEON_RETURN_IF_ERROR(file.Skip(header.offset - kHeaderBytes));
  // A slope of 0 means that none is set.
  const bool scaled = header.slope != 0 && (header.slope != 1 || header.intercept != 0);
  const std::optional<VoxelType> type = header.native && !scaled ? TypeOf(header.type) : std::nullopt;
  std::optional<Voxels> voxels;
  if (type.has_value()) {
    OSTEON_ASSIGN_OR_RETURN(voxels, file.ReadVoxels(*type, count));
  } else {
    OSTEON_RETURN_IF_ERROR(file.Skip(count * header.bytes));
  }
  OSTEON_RETURN_IF_ERROR(file.Finish());
  return voxels;
}

}  // namespace osteon
