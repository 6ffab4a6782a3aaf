// Tasks of one connection that wait to be answered.
#ifndef OSTEON_SITE_AGENT_SESSION_WAITING_TASKS_H_
#define OSTEON_SITE_AGENT_SESSION_WAITING_TASKS_H_

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <set>

#include "models/federation/task.h"

namespace osteon {

// From one thread at a time.
class WaitingTasks {
 public:
  using Clock = std::chrono::steady_clock;
  // A study has one task out at a time: more than this is no study's.
  static constexpr std::size_t kMost = 1000;

  // One that waits already does not wait twice. False: kMost wait, so it was not taken.
  bool Add(models::Task task, Clock::time_point not_before);

  // The moment of the first one; nothing: none waits.
  std::optional<Clock::time_point> Next() const;
  // The one of that moment, which waits no longer. Only where one waits.
  models::Task TakeNext();

  std::size_t size() const { return waiting_.size(); }

 private:
  struct Waiting {
    models::Task task;
    Clock::time_point not_before;
  };
  static bool Earlier(const Waiting& a, const Waiting& b) { return a.not_before < b.not_before; }

  std::deque<Waiting> waiting_;
  std::set<models::TaskKey> keys_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_SESSION_WAITING_TASKS_H_
