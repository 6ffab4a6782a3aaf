// One `serve` a folder.
#ifndef OSTEON_COORDINATOR_CLI_SERVE_LOCK_H_
#define OSTEON_COORDINATOR_CLI_SERVE_LOCK_H_

#include <string>

#include "absl/status/statusor.h"

namespace osteon::coordinator {

// Held until it is destroyed, or the process ends, however that comes about.
class ServeLock {
 public:
  // kUnavailable: another process holds it, or the file cannot be opened.
  static absl::StatusOr<ServeLock> Hold(const std::string& path);
  ~ServeLock();
  ServeLock(ServeLock&& other) noexcept;
  ServeLock& operator=(ServeLock&&) = delete;

 private:
  explicit ServeLock(int file) : file_(file) {}
  int file_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_CLI_SERVE_LOCK_H_
