#include "site_agent/cli/check_folder.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/cohort/exclusions.h"
#include "site_agent/cohort/pseudonym.h"
#include "site_agent/policy/approvals.h"
#include "site_agent/policy/ledger_chain.h"
#include "site_agent/policy/policy.h"
#include "site_agent/policy/verify_ledger.h"
#include "site_agent/policy/withdrawn_patients.h"

namespace osteon {
namespace {

absl::StatusOr<std::string> Examine(const AgentFolder& folder, const absl::StatusOr<LoadedIdentity>& identity,
                                    const PassphraseSource& passphrase) {
  OSTEON_RETURN_IF_ERROR(ReadPolicyInForce(folder.PolicyFile()).status());
  OSTEON_RETURN_IF_ERROR(ReadKey(folder.PseudonymKeyPath(), passphrase).status());
  OSTEON_ASSIGN_OR_RETURN(const std::vector<absl::StatusOr<StudyDecision>> decisions,
                          ApprovalFiles(folder.Studies()).All());
  for (const absl::StatusOr<StudyDecision>& decision : decisions) OSTEON_RETURN_IF_ERROR(decision.status());
  OSTEON_ASSIGN_OR_RETURN(const std::set<std::string> withdrawn,
                          Exclusions(folder.Exclusions()).Pseudonyms());
  OSTEON_ASSIGN_OR_RETURN(const LedgerContents contents, ReadLedgerContents(folder.LedgerFolder()));
  OSTEON_RETURN_IF_ERROR(CheckNobodyIsMissing(withdrawn, contents.events, folder.Exclusions()));
  std::string found = absl::StrCat("policy and key are there, ", decisions.size(), " studies are decided on");
  if (!identity.ok()) return found;
  OSTEON_ASSIGN_OR_RETURN(const LedgerAudit ledger, VerifyLedger(folder.LedgerFolder(), identity->peer.name,
                                                                 identity->identity.certificate_pem));
  return absl::StrCat(found, ", the ledger is whole with ", ledger.releases, " releases");
}

}  // namespace

Finding CheckFolder(const AgentFolder& folder, const absl::StatusOr<LoadedIdentity>& identity,
                    const PassphraseSource& passphrase) {
  const absl::StatusOr<std::string> found = Examine(folder, identity, passphrase);
  if (found.ok()) return Ok("folder", *found);
  return Failure(
      "folder", std::string(found.status().message()),
      "mend the file, or restore it from a backup; every file in the folder must be the agent's user's own");
}

}  // namespace osteon
