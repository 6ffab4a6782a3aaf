// A study's journal as the coordinator tells it, checked by whoever asked.
#ifndef OSTEON_COORDINATOR_CLI_STUDY_AUDIT_VERIFY_ROUNDS_H_
#define OSTEON_COORDINATOR_CLI_STUDY_AUDIT_VERIFY_ROUNDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/audit/hash_chain.h"
#include "coordinator/journal/round_log.h"
#include "osteon/v1/session.pb.h"

namespace osteon::coordinator {

struct ToldJournal {
  std::string study, study_sha256, state;
  ChainHead head;
  std::string signed_by;  // SHA-256 of the coordinator's public key
  std::vector<StoredRound> rounds;
};

// Checks that the rounds' chain ends in the head, that the coordinator's key signed it and a site's key every
// head of its ledger in the rounds, with certificates of the consortium's CA. kDataLoss, kUnauthenticated:
// what was found and what was expected. kInvalidArgument: not such messages.
absl::StatusOr<ToldJournal> VerifyRounds(const std::vector<v1::JournalPart>& parts,
                                         const std::string& ca_certificate_pem, absl::Time now);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_CLI_STUDY_AUDIT_VERIFY_ROUNDS_H_
