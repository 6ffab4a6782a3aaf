// Every round of every study, in the order in which its procedure asked: what was asked, of whom, and the
// answer.
#ifndef OSTEON_COORDINATOR_JOURNAL_ROUND_STORE_H_
#define OSTEON_COORDINATOR_JOURNAL_ROUND_STORE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/journal/database.h"
#include "coordinator/journal/head_store.h"
#include "coordinator/journal/payloads.h"
#include "coordinator/journal/round_log.h"

namespace osteon::coordinator {

// Signs the head of a study's chain, whose name in it is given (round_chain.h).
using HeadSigner = std::function<absl::StatusOr<SignedHead>(const std::string& who, const ChainHead& head)>;

// Over all rounds of one study.
struct RoundTotals {
  std::uint64_t rounds = 0;
  double seconds = 0;
  std::map<std::string, SiteShare> sites;  // sums, without ledgers
};

class RoundStore : public RoundLog {
 public:
  // `heads` outlives the store.
  RoundStore(Database& database, Payloads payloads, HeadStore& heads)
      : database_(database), payloads_(std::move(payloads)), heads_(heads) {}

  // From now on the head of a study's chain is signed with each round. Before that, and in tests, it is not.
  void SignHeadsWith(HeadSigner signer) { signer_ = std::move(signer); }

  absl::Status Store(const std::string& study_sha256, std::uint64_t sequence,
                     const StoredRound& round) override;
  absl::StatusOr<std::optional<StoredRound>> Find(const std::string& study_sha256,
                                                  std::uint64_t sequence) const override;

  absl::StatusOr<std::vector<StoredRound>> Summaries(const std::string& study_sha256) const override;

  absl::StatusOr<RoundTotals> Totals(const std::string& study_sha256) const;
  absl::StatusOr<std::uint64_t> Count(const std::string& study_sha256) const;
  // One more than the last round's number; Count when none is missing.
  absl::StatusOr<std::uint64_t> End(const std::string& study_sha256) const;
  // Of the study's chain, as it was stored with the last round.
  absl::StatusOr<SignedHead> Head(const std::string& study_sha256) const;

  // Gives the rounds of a journal of the first version their hashes; what makes them durable.
  absl::StatusOr<std::vector<Database::Statement>> ChainAll(const std::string& study_sha256) const;

  absl::Status Remember(const std::string& study_sha256, const std::string& name,
                        const std::vector<double>& values) override;
  absl::StatusOr<std::optional<std::vector<double>>> Recall(const std::string& study_sha256,
                                                            const std::string& name) const override;

 private:
  absl::StatusOr<StoredRound> RoundOf(const SqlRow& row, const std::string& study_sha256,
                                      std::uint64_t sequence) const;
  Database::Statement KeepingHead(const std::string& study_sha256, const SignedHead& head) const;

  Database& database_;
  Payloads payloads_;
  HeadStore& heads_;
  HeadSigner signer_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_ROUND_STORE_H_
