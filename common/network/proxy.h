// Which HTTP proxy a connection goes through. gRPC decides that by itself, from the environment; this is the
// same decision, so that it can be told.
#ifndef OSTEON_COMMON_NETWORK_PROXY_H_
#define OSTEON_COMMON_NETWORK_PROXY_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/network/endpoint.h"

namespace osteon {

// A variable's value; nullopt: not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> ProcessEnvironment(const std::string& name);

struct Proxy {
  Endpoint endpoint;
  std::string user_info;  // "user:password", decoded; empty: none. Secret: never shown
  std::string variable;   // where it was found, "https_proxy"
};

// As gRPC 1.51 does (src/core/ext/filters/client_channel/http_proxy.cc): the first of grpc_proxy, https_proxy
// and http_proxy that is set, in small letters only; none when `host` ends in an entry of no_grpc_proxy or,
// where that is not set, no_proxy (comma between entries; no blanks, stars or networks). Credentials are sent
// as Basic and in no other way, and cannot hold an @, however it is written.
//
// kInvalidArgument: gRPC would pass over the variable, with the reason.
// kFailedPrecondition: gRPC would take a part of the password for the proxy's name, and tell it to name
// servers and logs: no channel may be made (CheckProxy in common/rpc/channel.h).
// No message has the user info.
absl::StatusOr<std::optional<Proxy>> ProxyFor(const std::string& host, const Environment& environment);

// What no log may show of the three variables, whichever counts: users with passwords and passwords, as
// written, decoded and as the proxy is shown them. The longest first, none twice.
std::vector<std::string> ProxySecrets(const Environment& environment);

}  // namespace osteon

#endif  // OSTEON_COMMON_NETWORK_PROXY_H_
