// Every round of every study, in the order in which its procedure asked: what was asked, of whom, and the
// answer.
#ifndef OSTEON_COORDINATOR_JOURNAL_ROUND_LOG_H_
#define OSTEON_COORDINATOR_JOURNAL_ROUND_LOG_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/audit/signed_head.h"

namespace osteon::coordinator {

// What one site gave and got in a round.
struct SiteShare {
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t scalars = 0;  // numbers released
  SignedHead ledger = {};     // how far the site's ledger went when the round was stored; filled by the store
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
  // When read:
  std::string payload_sha256;
  std::string hash;  // of the study's chain of rounds up to this one (round_chain.h)
};

class RoundLog {
 public:
  virtual ~RoundLog() = default;

  // Durable when it returns. Rounds of a study are stored one after the other, `sequence` from 0;
  // kInternal: another one is next.
  virtual absl::Status Store(const std::string& study_sha256, std::uint64_t sequence,
                             const StoredRound& round) = 0;
  virtual absl::StatusOr<std::optional<StoredRound>> Find(const std::string& study_sha256,
                                                          std::uint64_t sequence) const = 0;
  // All rounds of a study without their payloads.
  virtual absl::StatusOr<std::vector<StoredRound>> Summaries(const std::string& study_sha256) const = 0;

  // What a procedure remembered.
  virtual absl::Status Remember(const std::string& study_sha256, const std::string& name,
                                const std::vector<double>& values) = 0;
  virtual absl::StatusOr<std::optional<std::vector<double>>> Recall(const std::string& study_sha256,
                                                                    const std::string& name) const = 0;
};

// For simulation: a log that ends with the process, and keeps no payloads because nothing is replayed from
// it.
class MemoryRoundLog : public RoundLog {
 public:
  absl::Status Store(const std::string& study_sha256, std::uint64_t sequence,
                     const StoredRound& round) override;
  absl::StatusOr<std::optional<StoredRound>> Find(const std::string& study_sha256,
                                                  std::uint64_t sequence) const override;
  absl::StatusOr<std::vector<StoredRound>> Summaries(const std::string& study_sha256) const override;
  absl::Status Remember(const std::string& study_sha256, const std::string& name,
                        const std::vector<double>& values) override;
  absl::StatusOr<std::optional<std::vector<double>>> Recall(const std::string& study_sha256,
                                                            const std::string& name) const override;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<StoredRound>> rounds_;
  std::map<std::pair<std::string, std::string>, std::vector<double>> memory_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_ROUND_LOG_H_
