// Random bytes for keys and secrets, and the comparison that goes with them.
#ifndef OSTEON_COMMON_HASH_RANDOM_H_
#define OSTEON_COMMON_HASH_RANDOM_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

// `count` bytes of OpenSSL's private generator, seeded by the operating system. Any thread may call it.
// kInvalidArgument: more than 2^20 bytes. kUnavailable: the generator has no entropy; never weaker bytes
// instead.
absl::StatusOr<std::string> RandomBytes(std::size_t count);

// Equality in a time that depends on the lengths only, for secrets and their hashes.
bool ConstantTimeEqual(absl::string_view a, absl::string_view b);

}  // namespace osteon

#endif  // OSTEON_COMMON_HASH_RANDOM_H_
