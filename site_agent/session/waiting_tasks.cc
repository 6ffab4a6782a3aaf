#include "site_agent/session/waiting_tasks.h"

#include <algorithm>
#include <utility>

namespace osteon {

bool WaitingTasks::Add(models::Task task, Clock::time_point not_before) {
  if (keys_.contains(task.key)) return true;
  if (waiting_.size() == kMost) return false;
  keys_.insert(task.key);
  waiting_.push_back({std::move(task), not_before});
  return true;
}

std::optional<WaitingTasks::Clock::time_point> WaitingTasks::Next() const {
  const auto next = std::min_element(waiting_.begin(), waiting_.end(), Earlier);
  if (next == waiting_.end()) return std::nullopt;
  return next->not_before;
}

models::Task WaitingTasks::TakeNext() {
  const auto next = std::min_element(waiting_.begin(), waiting_.end(), Earlier);
  models::Task task = std::move(next->task);
  waiting_.erase(next);
  keys_.erase(task.key);
  return task;
}

}  // namespace osteon
