// Payloads of any size: small ones in the database, those over 1 MB as files beside it, named by their
// SHA-256.
#ifndef OSTEON_COORDINATOR_JOURNAL_PAYLOADS_H_
#define OSTEON_COORDINATOR_JOURNAL_PAYLOADS_H_

#include <cstddef>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/journal/write_hook.h"

namespace osteon::coordinator {

inline constexpr std::size_t kLargestPayloadInDatabase = std::size_t{1} << 20;

class Payloads {
 public:
  explicit Payloads(std::string folder, WriteHook hook = nullptr)
      : folder_(std::move(folder)), hook_(std::move(hook)) {}

  // Durable when it returns; the same bytes twice are one file.
  absl::Status Store(const std::string& sha256, const std::string& bytes) const;

  // kDataLoss: missing, or its bytes do not have that hash.
  absl::StatusOr<std::string> Load(const std::string& sha256) const;

 private:
  std::string PathOf(const std::string& sha256) const;
  std::string folder_;
  WriteHook hook_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_PAYLOADS_H_
