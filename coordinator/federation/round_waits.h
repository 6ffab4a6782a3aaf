// Who is told how a study's rounds wait, and says for how long they may.
#ifndef OSTEON_COORDINATOR_FEDERATION_ROUND_WAITS_H_
#define OSTEON_COORDINATOR_FEDERATION_ROUND_WAITS_H_

#include <cstdint>
#include <string>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/session/task_board.h"

namespace osteon::coordinator {

class RoundWaits : public Patience {
 public:
  // A round that the journal does not have goes out to its sites; all of them have answered it.
  virtual void PutOut(std::uint64_t sequence, const std::string& purpose) = 0;
  virtual void Answered() = 0;

  // The journal is not to be had (a full disk, a lock), and why. Returns when it is to be tried again, or
  // with the reason for which it is not.
  virtual absl::Status StandStill(const absl::Status& why) = 0;
  // The journal was to be had again.
  virtual void GoOn() = 0;

  // Calls until the journal is to be had.
  template <typename Call>
  std::invoke_result_t<Call> Insist(const Call& call) {
    auto result = call();
    if (!IsJournalAway(StatusOf(result))) return result;
    while (IsJournalAway(StatusOf(result))) {
      if (absl::Status again = StandStill(StatusOf(result)); !again.ok()) return again;
      result = call();
    }
    GoOn();
    return result;
  }

 private:
  static bool IsJournalAway(const absl::Status& status) {
    return absl::IsUnavailable(status) || absl::IsPermissionDenied(status);
  }
  static const absl::Status& StatusOf(const absl::Status& status) { return status; }
  template <typename T>
  static const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
    return result.status();
  }
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_FEDERATION_ROUND_WAITS_H_
