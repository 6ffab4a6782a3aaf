// Every round of every study, in the order in which its procedure asked: what was asked, of whom, and the
// answer.
#ifndef OSTEON_COORDINATOR_JOURNAL_ROUND_STORE_H_
#define OSTEON_COORDINATOR_JOURNAL_ROUND_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/journal/database.h"
#include "coordinator/journal/payloads.h"
#include "coordinator/journal/round_log.h"

namespace osteon::coordinator {

class RoundStore : public RoundLog {
 public:
  RoundStore(Database& database, Payloads payloads) : database_(database), payloads_(std::move(payloads)) {}

  absl::Status Store(const std::string& study_sha256, std::uint64_t sequence,
                     const StoredRound& round) override;
  absl::StatusOr<std::optional<StoredRound>> Find(const std::string& study_sha256,
                                                  std::uint64_t sequence) const override;

  absl::StatusOr<std::vector<StoredRound>> Summaries(const std::string& study_sha256) const override;

  absl::StatusOr<std::uint64_t> Count(const std::string& study_sha256) const;

  absl::Status Remember(const std::string& study_sha256, const std::string& name,
                        const std::vector<double>& values) override;
  absl::StatusOr<std::optional<std::vector<double>>> Recall(const std::string& study_sha256,
                                                            const std::string& name) const override;

 private:
  absl::StatusOr<StoredRound> RoundOf(const SqlRow& row, const std::string& study_sha256,
                                      std::uint64_t sequence) const;
  Database& database_;
  Payloads payloads_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_ROUND_STORE_H_
