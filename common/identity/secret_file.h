// Files that only their owner may read.
#ifndef OSTEON_COMMON_IDENTITY_SECRET_FILE_H_
#define OSTEON_COMMON_IDENTITY_SECRET_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace osteon {

// The content of a private key's file or the like.
// kFailedPrecondition: group or others may read or change it; the message says chmod 600.
// kInvalidArgument: a folder or no regular file, or longer than `max_bytes`. Otherwise as ReadFile.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path, std::size_t max_bytes);

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_SECRET_FILE_H_
