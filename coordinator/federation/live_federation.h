// The federation of a live study: what the journal has is answered from there, the rest by the sites; every
// answer is durable before the procedure sees it. So a procedure that is run again after a crash goes through
// the same values until it catches up, and nothing is asked twice.
#ifndef OSTEON_COORDINATOR_FEDERATION_LIVE_FEDERATION_H_
#define OSTEON_COORDINATOR_FEDERATION_LIVE_FEDERATION_H_

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <type_traits>

#include "absl/time/time.h"
#include "coordinator/federation/round_waits.h"
#include "coordinator/journal/round_log.h"
#include "coordinator/session/task_board.h"
#include "models/federation/federation.h"

namespace osteon::coordinator {

class LiveFederation : public models::Federation {
 public:
  struct Study {
    std::string study_sha256;
    std::string roster_sha256;
  };
  // `clock` measures how long rounds take; no result depends on it. Without `waits`, which outlives this,
  // rounds wait for ever, and a journal that is not to be had is an error.
  LiveFederation(Study study, RoundLog& rounds, TaskBoard& board, std::function<absl::Time()> clock,
                 RoundWaits* waits = nullptr);

  // kDataLoss: the procedure asks another request than the journal holds at this place; nothing goes on from
  // there.
  absl::StatusOr<RingVector> Sum(const models::Round& round, const models::SumRequest& request) override;
  absl::StatusOr<std::map<std::string, models::SiteRecord>> Gather(
      const models::Round& round, const models::GatherRequest& request) override;
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override;

  std::uint64_t replayed() const { return replayed_; }  // rounds answered by the journal

 private:
  std::shared_ptr<const models::Task> TaskOf(
      const models::Round& round, std::variant<models::SumRequest, models::GatherRequest> request) const;
  absl::StatusOr<std::optional<StoredRound>> Replay(const models::Task& task);
  absl::Status Store(const models::Task& task, const std::string& kind, absl::Time begun,
                     std::map<std::string, SiteShare> shares, std::string payload);
  // With the answer in memory, until it is on disk.
  absl::Status StoreAnswered(const StoredRound& round);
  template <typename Call>
  std::invoke_result_t<Call> Insist(const Call& call) {
    return waits_ == nullptr ? call() : waits_->Insist(call);
  }
  absl::Status StoreRefusal(const models::Task& task, absl::Time begun, const absl::Status& refusal);

  Study study_;
  RoundLog& rounds_;
  TaskBoard& board_;
  std::function<absl::Time()> clock_;
  RoundWaits* waits_;
  std::uint64_t sequence_ = 0;
  std::uint64_t replayed_ = 0;
  std::set<std::string> remembered_;  // names used in this run
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_FEDERATION_LIVE_FEDERATION_H_
