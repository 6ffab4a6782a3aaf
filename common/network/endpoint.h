// Where somebody listens.
#ifndef OSTEON_COMMON_NETWORK_ENDPOINT_H_
#define OSTEON_COMMON_NETWORK_ENDPOINT_H_

#include <string>

#include "absl/status/statusor.h"

namespace osteon {

inline constexpr int kDefaultPort = 443;  // what hospitals' firewalls know

// "study.example.org:7443" -> host and port; kDefaultPort where a name or IPv4 address stands alone. An IPv6
// address stands in brackets, "[::1]:443", and comes back without them. kInvalidArgument: no host, or a port
// that is not a number from 1 to 65535 (with `any_port` also 0).
struct Endpoint {
  std::string host;
  int port;
};
absl::StatusOr<Endpoint> ParseEndpoint(const std::string& address, bool any_port = false);

// ParseEndpoint's inverse.
std::string EndpointText(const Endpoint& endpoint);

// Whether a host is an IPv4 or IPv6 address and no name.
bool IsAddress(const std::string& host);

}  // namespace osteon

#endif  // OSTEON_COMMON_NETWORK_ENDPOINT_H_
