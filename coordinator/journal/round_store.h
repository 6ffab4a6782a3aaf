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

namespace osteon::coordinator {

// What one site gave and got in a round.
struct SiteShare {
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t scalars = 0;  // numbers released
};

struct StoredRound {
  std::string purpose;
  std::string kind;
  std::string fit;
  std::string request_sha256;
  std::string roster_sha256;
  std::uint32_t attempt = 1;
  double seconds = 0;
  std::map<std::string, SiteShare> sites;  // whose answers it holds
  std::string payload;                     // the sum's words, or the sites' records
};

class RoundStore {
 public:
  RoundStore(Database& database, Payloads payloads) : database_(database), payloads_(std::move(payloads)) {}

  // Durable when it returns. Rounds of a study are stored one after the other, `sequence` from 0.
  absl::Status Store(const std::string& study_sha256, std::uint64_t sequence, const StoredRound& round);
  absl::StatusOr<std::optional<StoredRound>> Find(const std::string& study_sha256,
                                                  std::uint64_t sequence) const;

  // All rounds of a study without their payloads.
  absl::StatusOr<std::vector<StoredRound>> Summaries(const std::string& study_sha256) const;

  absl::StatusOr<std::uint64_t> Count(const std::string& study_sha256) const;

  // What a procedure remembered.
  absl::Status Remember(const std::string& study_sha256, const std::string& name,
                        const std::vector<double>& values);
  absl::StatusOr<std::optional<std::vector<double>>> Recall(const std::string& study_sha256,
                                                            const std::string& name) const;

 private:
  absl::StatusOr<StoredRound> RoundOf(const SqlRow& row, const std::string& study_sha256,
                                      std::uint64_t sequence) const;
  Database& database_;
  Payloads payloads_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_ROUND_STORE_H_
