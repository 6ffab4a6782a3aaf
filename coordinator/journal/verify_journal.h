// Whether the journal is whole: `osteon-coordinator audit verify`.
#ifndef OSTEON_COORDINATOR_JOURNAL_VERIFY_JOURNAL_H_
#define OSTEON_COORDINATOR_JOURNAL_VERIFY_JOURNAL_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/audit/hash_chain.h"
#include "coordinator/journal/journal.h"

namespace osteon::coordinator {

struct StudyAudit {
  std::string study, study_sha256;
  ChainHead head;      // as far as it is whole
  absl::Status whole;  // kDataLoss, kUnauthenticated: which round, what was found and what was expected
};

// Of every study: the chain, the hash of every payload, the coordinator's signature under the head, and
// the sites' signatures under the heads of their ledgers that stand in the rounds. Errors are those of
// reading.
absl::StatusOr<std::vector<StudyAudit>> VerifyJournal(Journal& journal,
                                                      absl::string_view coordinator_certificate_pem);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_VERIFY_JOURNAL_H_
