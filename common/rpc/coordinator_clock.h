// What time it is at the coordinator.
#ifndef OSTEON_COMMON_RPC_COORDINATOR_CLOCK_H_
#define OSTEON_COMMON_RPC_COORDINATOR_CLOCK_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace osteon {

// Asks for it, to the second, without a client certificate and whatever this machine's clock says. The server
// must show the chain of `chain_pem` (its certificate, then its CA's), at a time when that is valid.
// kUnavailable: not reached, or another chain. kUnimplemented: a coordinator of an earlier version.
absl::StatusOr<absl::Time> CoordinatorClock(const std::string& address, const std::string& chain_pem,
                                            absl::Duration timeout);

}  // namespace osteon

#endif  // OSTEON_COMMON_RPC_COORDINATOR_CLOCK_H_
