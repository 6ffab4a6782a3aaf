// Ending a call.
#ifndef OSTEON_COORDINATOR_SESSION_FINISH_H_
#define OSTEON_COORDINATOR_SESSION_FINISH_H_

#include <grpcpp/server_context.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/rpc_status.h"

namespace osteon::coordinator {

// What the caller reads. A journal that is not to be had is no coordinator that is not to be reached: that
// is another code, which programs do not take for a lost connection, and nothing that the caller can mend.
inline grpc::Status ToCaller(const absl::Status& status) {
  if (!absl::IsUnavailable(status)) return ToRpc(status);
  return ToRpc(absl::ResourceExhaustedError(
      absl::StrCat("the coordinator was reached but cannot do this now (", status.message(),
                   "). Nothing is lost: try again, and tell its host if it lasts")));
}

inline grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context, const absl::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(ToCaller(status));
  return reactor;
}

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_FINISH_H_
