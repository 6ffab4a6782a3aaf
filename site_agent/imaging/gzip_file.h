// A file's bytes one after the other, decompressed where they are gzip.
#ifndef OSTEON_SITE_AGENT_IMAGING_GZIP_FILE_H_
#define OSTEON_SITE_AGENT_IMAGING_GZIP_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace osteon {

class GzipFile {
 public:
  // From byte `offset` on. What begins as gzip there is decompressed (RFC 1952): all members that follow each
  // other; other bytes after the last are passed over, as gzip does. kUnavailable: it cannot be opened.
  static absl::StatusOr<GzipFile> Open(const std::string& path, std::int64_t offset);
  GzipFile(GzipFile&&) noexcept;
  GzipFile& operator=(GzipFile&&) noexcept;
  ~GzipFile();

  // Reads `size` bytes, or fewer where the file ends; gives their number. kDataLoss, with the file's name:
  // compressed bytes that are damaged, have another checksum, or end early.
  absl::StatusOr<std::size_t> Read(void* out, std::size_t size);

  const std::string& path() const;

 private:
  struct State;
  explicit GzipFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_GZIP_FILE_H_
