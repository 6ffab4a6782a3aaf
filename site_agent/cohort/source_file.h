// The file that data came from, so that a later change is noticed.
#ifndef OSTEON_SITE_AGENT_COHORT_SOURCE_FILE_H_
#define OSTEON_SITE_AGENT_COHORT_SOURCE_FILE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace osteon {

struct SourceFile {
  std::string path;              // absolute
  std::string sha256;            // 64 lower-case digits, of the bytes that were read
  std::uint64_t size = 0;        // bytes
  std::int64_t modified_ns = 0;  // since 1970, as the file system says
  friend bool operator==(const SourceFile&, const SourceFile&) = default;
};

struct SourceText {
  std::string text;
  SourceFile source;
};

// Reads a whole file and says what was read. Also ReadFile's errors.
absl::StatusOr<SourceText> ReadSource(const std::string& path);

// OK when the file is still what was read. Size and time of change are looked at first; the file is read
// again only when one of them differs. kFailedPrecondition: other content, or gone; the message names the
// file, both hashes and what to do.
absl::Status CheckUnchanged(const SourceFile& source);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_COHORT_SOURCE_FILE_H_
