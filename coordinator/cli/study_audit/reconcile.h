// The coordinator's journal of a study against the ledgers of its sites.
#ifndef OSTEON_COORDINATOR_CLI_STUDY_AUDIT_RECONCILE_H_
#define OSTEON_COORDINATOR_CLI_STUDY_AUDIT_RECONCILE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/journal/round_log.h"
#include "site_agent/policy/ledger_chain.h"

namespace osteon::coordinator {

struct Difference {
  std::string site;
  std::optional<std::uint64_t> round;  // nothing: in the ledger only
  std::string purpose;
  std::string what;
};

// Every round must be in the ledger of each of its sites, with the same request and as many numbers, and what
// the coordinator was shown of the ledger then must be in its chain; every release of the study must be in a
// round. A round that a site refused may be in a ledger or not: the others may have answered before.
std::vector<Difference> Reconcile(const std::string& study_sha256, const std::vector<StoredRound>& rounds,
                                  const std::map<std::string, LedgerContents>& ledgers);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_CLI_STUDY_AUDIT_RECONCILE_H_
