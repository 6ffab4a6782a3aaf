// The agent's own folder: what it is, what it holds, and where the hospital's data are.
#ifndef OSTEON_SITE_AGENT_CLI_AGENT_STATE_H_
#define OSTEON_SITE_AGENT_CLI_AGENT_STATE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

// Paths inside the folder, in one place.
struct AgentFolder {
  std::string path;
  std::string Configuration() const { return path + "/agent.yaml"; }
  std::string PolicyFile() const { return path + "/policy.yaml"; }
  std::string PseudonymKeyPath() const { return path + "/pseudonym.key"; }
  std::string Key() const { return path + "/key.pem"; }
  std::string IdentityFile() const { return path + "/identity.pem"; }
  std::string Studies() const { return path + "/studies"; }
  std::string Exclusions() const { return path + "/excluded.jsonl"; }  // patients who withdrew consent
  std::string KnownSites() const { return path + "/known_sites.json"; }
  std::string LedgerFolder() const { return path + "/ledger"; }
  std::string WeightsFile() const { return LedgerFolder() + "/weights.bin"; }  // ReleasedWeights
};

// agent.yaml: written by `init`, for the administrator to edit.
struct AgentConfiguration {
  std::string coordinator;  // HOST or HOST:PORT
  std::string data;         // table or manifest, absolute or relative to the folder
  int jobs = 0;             // threads for extraction; 0: one a processor, at most four
};

// Makes the folder (0700) with agent.yaml, a default policy.yaml and a new pseudonym key; a policy and a key
// that are there already stay. kAlreadyExists: it has an agent.yaml already; nothing is changed.
// The key is encrypted unless the passphrase is empty, also one that was there in clear.
absl::Status MakeAgentFolder(const AgentFolder& folder, const AgentConfiguration& configuration,
                             absl::string_view passphrase = "");

// Errors of CheckRootOwns, here and below. kNotFound: no agent here (what to do). kInvalidArgument: every
// problem with file, line and column.
absl::StatusOr<AgentConfiguration> ReadAgentConfiguration(const AgentFolder& folder);

// kNotFound: no agent here, or one that has no identity yet, and what to do.
absl::Status CheckIsEnrolled(const AgentFolder& folder);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_AGENT_STATE_H_
