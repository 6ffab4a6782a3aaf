// absl::Status on the wire and back. The codes are the same numbers.
#ifndef OSTEON_COMMON_RPC_RPC_STATUS_H_
#define OSTEON_COMMON_RPC_RPC_STATUS_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace osteon {

grpc::Status ToRpc(const absl::Status& status);
absl::Status FromRpc(const grpc::Status& status);

}  // namespace osteon

#endif  // OSTEON_COMMON_RPC_RPC_STATUS_H_
