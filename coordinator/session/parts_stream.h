// Writes the messages of an answer, one after the other.
#ifndef OSTEON_COORDINATOR_SESSION_PARTS_STREAM_H_
#define OSTEON_COORDINATOR_SESSION_PARTS_STREAM_H_

#include <grpcpp/server_context.h>

#include <deque>
#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "coordinator/session/finish.h"

namespace osteon::coordinator {

// Deletes itself at the end. When `parts` is an error, or `may` gives one, which is asked before every
// message, the call ends with it.
template <typename Message>
class PartsStream : public grpc::ServerWriteReactor<Message> {
 public:
  PartsStream(absl::StatusOr<std::deque<Message>> parts, std::function<absl::Status()> may)
      : may_(std::move(may)) {
    if (!parts.ok()) {
      this->Finish(ToCaller(parts.status()));
      return;
    }
    parts_ = *std::move(parts);
    Next();
  }
  void OnWriteDone(bool ok) override {
    parts_.pop_front();
    if (!ok) {
      this->Finish(grpc::Status(grpc::StatusCode::UNAVAILABLE, "the connection is gone"));
      return;
    }
    Next();
  }
  void OnDone() override { delete this; }

 private:
  void Next() {
    if (parts_.empty()) {
      this->Finish(grpc::Status::OK);
    } else if (const absl::Status status = may_(); !status.ok()) {
      this->Finish(ToCaller(status));
    } else {
      this->StartWrite(&parts_.front());
    }
  }
  std::function<absl::Status()> may_;
  std::deque<Message> parts_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_PARTS_STREAM_H_
