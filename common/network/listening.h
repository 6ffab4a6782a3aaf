// Whether a server could listen, and if not, why: gRPC says only that it could not.
#ifndef OSTEON_COMMON_NETWORK_LISTENING_H_
#define OSTEON_COMMON_NETWORK_LISTENING_H_

#include "absl/status/status.h"
#include "common/network/endpoint.h"

namespace osteon {

// Listens at the endpoint and stops at once; port 0 always can. kUnavailable, in one sentence with what to
// do: another program has the port, this user may not open it, or the address is not this machine's.
absl::Status CheckCanListen(const Endpoint& endpoint);

}  // namespace osteon

#endif  // OSTEON_COMMON_NETWORK_LISTENING_H_
