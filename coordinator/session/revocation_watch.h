// Notices that `osteon-coordinator revoke`, another process, has written to the journal, and acts on it.
#ifndef OSTEON_COORDINATOR_SESSION_REVOCATION_WATCH_H_
#define OSTEON_COORDINATOR_SESSION_REVOCATION_WATCH_H_

#include <cstdint>
#include <mutex>

#include "absl/status/status.h"
#include "coordinator/journal/member_store.h"
#include "coordinator/session/study_events.h"
#include "coordinator/session/task_board.h"
#include "spdlog/logger.h"

namespace osteon::coordinator {

// What a revoked member is told, on every call and stream. kPermissionDenied.
absl::Status RevokedStatus(const Revocation& revocation);

class RevocationWatch {
 public:
  // All references outlive the watch.
  RevocationWatch(const MemberStore& members, TaskBoard& board, StudyEvents& events, spdlog::logger& log)
      : members_(members), board_(board), events_(events), log_(log) {}

  // Cuts the stream of each member that was revoked since the last look, and ends its studies. One short
  // query when there is nothing new: every call begins with it, so no answer is taken after a revocation that
  // was not acted on. From any thread, without a lock that board or events take.
  absl::Status Look();

 private:
  const MemberStore& members_;
  TaskBoard& board_;
  StudyEvents& events_;
  spdlog::logger& log_;
  std::mutex mutex_;
  std::int64_t seen_ = 0;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_REVOCATION_WATCH_H_
