#include "coordinator/journal/round_log.h"

namespace osteon::coordinator {

absl::Status MemoryRoundLog::Store(const std::string& study_sha256, std::uint64_t sequence,
                                   const StoredRound& round) {
  const std::scoped_lock lock(mutex_);
  std::vector<StoredRound>& rounds = rounds_[study_sha256];
  if (rounds.size() != sequence) return absl::InternalError("rounds are stored one after the other");
  rounds.push_back(round);
  rounds.back().payload.clear();
  return absl::OkStatus();
}

absl::StatusOr<std::optional<StoredRound>> MemoryRoundLog::Find(const std::string& /*study_sha256*/,
                                                                std::uint64_t /*sequence*/) const {
  return std::nullopt;
}

absl::StatusOr<std::vector<StoredRound>> MemoryRoundLog::Summaries(const std::string& study_sha256) const {
  const std::scoped_lock lock(mutex_);
  const auto found = rounds_.find(study_sha256);
  return found == rounds_.end() ? std::vector<StoredRound>() : found->second;
}

absl::Status MemoryRoundLog::Remember(const std::string& study_sha256, const std::string& name,
                                      const std::vector<double>& values) {
  const std::scoped_lock lock(mutex_);
  memory_[{study_sha256, name}] = values;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::vector<double>>> MemoryRoundLog::Recall(const std::string& study_sha256,
                                                                          const std::string& name) const {
  const std::scoped_lock lock(mutex_);
  const auto found = memory_.find({study_sha256, name});
  if (found == memory_.end()) return std::nullopt;
  return found->second;
}

}  // namespace osteon::coordinator
