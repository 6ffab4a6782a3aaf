// Where a test lets the process end: between any two things that the journal makes durable.
#ifndef OSTEON_COORDINATOR_JOURNAL_WRITE_HOOK_H_
#define OSTEON_COORDINATOR_JOURNAL_WRITE_HOOK_H_

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"

namespace osteon::coordinator {

struct Blob {
  std::string bytes;
  friend bool operator==(const Blob&, const Blob&) = default;
};
using SqlValue = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

enum class WritePoint { kBeforePayload, kBeforeRows, kAfterRows };

// Called at each point with the first statement and its parameters; of a payload there is no statement and
// the parameter is its hash. An error at a point before is what the write ends with, and nothing is written;
// one at kAfterRows is told although the rows are durable. From any thread. No program has one.
using WriteHook = std::function<absl::Status(WritePoint point, const std::string& statement,
                                             const std::vector<SqlValue>& parameters)>;

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_WRITE_HOOK_H_
