// The studies that are proposed to this site, asked of the coordinator.
#ifndef OSTEON_SITE_AGENT_CLI_PROPOSED_STUDIES_H_
#define OSTEON_SITE_AGENT_CLI_PROPOSED_STUDIES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/identity/identity_file.h"
#include "site_agent/cli/agent_state.h"
#include "site_agent/session/proposals.h"

namespace osteon {

// The coordinator as this site sees it.
struct CoordinatorConnection {
  LoadedIdentity identity;
  std::unique_ptr<v1::SiteSession::Stub> coordinator;
};

// kNotFound: no agent in the folder, or not enrolled. kUnavailable: the coordinator cannot be reached.
absl::StatusOr<CoordinatorConnection> Connect(const AgentFolder& folder, const PassphraseSource& passphrase);

// By name, or by eight or more first digits of the hash; a name that several studies share must be given as a
// hash. kNotFound, kInvalidArgument.
absl::StatusOr<StudyProposal> FindProposal(const std::vector<StudyProposal>& proposals,
                                           const std::string& wanted);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_PROPOSED_STUDIES_H_
