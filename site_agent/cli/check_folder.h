// Doctor's look at the agent's own folder: what `run` reads before it connects.
#ifndef OSTEON_SITE_AGENT_CLI_CHECK_FOLDER_H_
#define OSTEON_SITE_AGENT_CLI_CHECK_FOLDER_H_

#include "absl/status/statusor.h"
#include "common/identity/identity_file.h"
#include "common/identity/secret_file.h"
#include "site_agent/cli/agent_state.h"
#include "site_agent/doctor/finding.h"

namespace osteon {

// The policy, the pseudonym key, every decision and the ledger can be read, the ledger is whole, and the
// rules are in force. Whether the ledger was rolled back only the coordinator knows; `run` asks it.
Finding CheckFolder(const AgentFolder& folder, const absl::StatusOr<LoadedIdentity>& identity,
                    const PassphraseSource& passphrase);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_CHECK_FOLDER_H_
