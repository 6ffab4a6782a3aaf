// Ending a unary call.
#ifndef OSTEON_COORDINATOR_SESSION_FINISH_H_
#define OSTEON_COORDINATOR_SESSION_FINISH_H_

#include <grpcpp/server_context.h>

#include "absl/status/status.h"
#include "common/rpc/rpc_status.h"

namespace osteon::coordinator {

inline grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context, const absl::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(ToRpc(status));
  return reactor;
}

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_FINISH_H_
