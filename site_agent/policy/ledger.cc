#include "site_agent/policy/ledger.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/hash/sha256.h"

namespace osteon {

std::string TaskId(const models::TaskKey& key) {
  return Sha256Hex(absl::StrCat("osteon task v1\n", key.study_sha256, "\n", key.roster_sha256, "\n", key.fit,
                                "\n", key.request_sha256, "\n", key.attempt, "\n",
                                absl::StrJoin(key.sites, " ")));
}

absl::StatusOr<std::optional<std::string>> MemoryLedger::Find(const models::TaskKey& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = payloads_.find(TaskId(key));
  if (found == payloads_.end()) return std::nullopt;
  return found->second;
}

absl::Status MemoryLedger::Store(LedgerEntry entry, const std::string& payload) {
  const std::scoped_lock lock(mutex_);
  if (!payloads_.emplace(TaskId(entry.key), payload).second)
    return absl::InternalError("a task was stored twice");
  entry.payload_sha256 = Sha256Hex(payload);
  entries_.push_back(std::move(entry));
  return absl::OkStatus();
}

std::vector<LedgerEntry> MemoryLedger::Entries() const {
  const std::scoped_lock lock(mutex_);
  return entries_;
}

bool SameButForTime(const LedgerEvent& a, const LedgerEvent& b) {
  return a.event == b.event && a.study_sha256 == b.study_sha256 && a.request_sha256 == b.request_sha256 &&
         a.why == b.why;
}

bool LossAccepted(const std::vector<LedgerEvent>& events) {
  return std::any_of(events.begin(), events.end(),
                     [](const LedgerEvent& event) { return event.event == kLossAcceptedEvent; });
}

std::map<std::pair<std::string, std::string>, std::uint64_t> CountRefusals(
    const std::vector<LedgerEvent>& events) {
  std::map<std::pair<std::string, std::string>, std::uint64_t> refusals, more;
  for (const LedgerEvent& event : events) {
    if (event.event == kRefusedEvent) ++refusals[{event.study, event.study_sha256}];
    if (event.event == kMoreRefusedEvent) more[{event.study, event.study_sha256}] = event.tasks;
  }
  for (const auto& [study, tasks] : more) refusals[study] += tasks;
  return refusals;
}

absl::Status MemoryLedger::Note(const LedgerEvent& event) {
  const std::scoped_lock lock(mutex_);
  const bool known = std::any_of(events_.begin(), events_.end(),
                                 [&](const LedgerEvent& earlier) { return SameButForTime(earlier, event); });
  if (!known) events_.push_back(event);
  return absl::OkStatus();
}

std::vector<LedgerEvent> MemoryLedger::Events() const {
  const std::scoped_lock lock(mutex_);
  return events_;
}

bool MemoryLedger::CapsSpent() const {
  const std::scoped_lock lock(mutex_);
  return LossAccepted(events_);
}

}  // namespace osteon
