// Voxels as they are stored in a file, plain or compressed with gzip, with every byte accounted for.
#ifndef OSTEON_SITE_AGENT_IMAGING_STORED_VOXELS_H_
#define OSTEON_SITE_AGENT_IMAGING_STORED_VOXELS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/imaging/gzip_file.h"
#include "site_agent/imaging/volume.h"

namespace osteon {

enum class VoxelType { kInt8, kUint8, kInt16, kUint16, kInt32, kUint32, kFloat, kDouble };

// Bytes one after the other. kDataLoss, with the file's name, where they end too early or do not decompress.
// Deflate cannot shrink more than 1032 to 1; a header that promises more than that is wrong.
inline constexpr std::uintmax_t kHighestCompression = 1032;

// A file may have this much behind its last voxel, and no more: compressed, it would be unpacked for nothing.
inline constexpr std::size_t kMostBehindVoxels = std::size_t{1} << 24;
// kDataLoss.
absl::Status TooMuchBehindVoxels(const std::string& path);

class StoredBytes {
 public:
  // From byte `offset` of the file on; what begins as gzip there is decompressed. kUnavailable: it cannot be
  // opened.
  static absl::StatusOr<StoredBytes> Open(const std::string& path, std::int64_t offset);

  absl::Status Read(void* out, std::size_t size);
  absl::Status Skip(std::size_t size);

  // `count` voxels in this machine's byte order.
  absl::StatusOr<Voxels> ReadVoxels(VoxelType type, std::size_t count);

  // Reads what follows to the end of the file; only then has the checksum of compressed bytes been compared.
  // kDataLoss: it is another one, or more follows than kMostBehindVoxels.
  absl::Status Finish();

 private:
  explicit StoredBytes(GzipFile file) : file_(std::move(file)) {}
  GzipFile file_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_STORED_VOXELS_H_
