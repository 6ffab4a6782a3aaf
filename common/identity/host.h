// Private to common/identity: a host as it is typed, checked before it goes into a certificate or is compared
// with one.
#ifndef OSTEON_COMMON_IDENTITY_HOST_H_
#define OSTEON_COMMON_IDENTITY_HOST_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

struct Host {
  std::string name;     // lower case; empty for an address
  std::string address;  // 4 or 16 raw bytes; empty for a name
};

// A DNS name, an IPv4 address or an IPv6 address (brackets allowed), without a port.
// kInvalidArgument: anything else. A wildcard, a leading dot, a trailing dot and an empty text are "anything
// else": the first two would match more than one host, and an empty one would match all.
absl::StatusOr<Host> ParseHost(absl::string_view text);

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_HOST_H_
