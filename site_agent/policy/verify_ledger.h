// Whether a hospital's ledger is whole: `osteon-agent audit verify`.
#ifndef OSTEON_SITE_AGENT_POLICY_VERIFY_LEDGER_H_
#define OSTEON_SITE_AGENT_POLICY_VERIFY_LEDGER_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/audit/hash_chain.h"

namespace osteon {

struct LedgerAudit {
  std::size_t releases = 0, events = 0;
  ChainHead head;
  std::string signed_by;       // SHA-256 of the public key; empty for a ledger without entries
  bool loss_accepted = false;  // entries were lost
};

// Reads a ledger's folder, also while an agent works on it: the chain of all lines, the hash of every
// payload, and that the head in head.json is in the chain and was signed by the key of the site's
// certificate. kDataLoss: what is broken, with the line, what was found and what was expected.
// kUnauthenticated: another key signed.
absl::StatusOr<LedgerAudit> VerifyLedger(const std::string& folder, const std::string& site,
                                         absl::string_view certificate_pem);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_VERIFY_LEDGER_H_
