// What is proposed to this site, and telling the coordinator what was decided.
#ifndef OSTEON_SITE_AGENT_SESSION_PROPOSALS_H_
#define OSTEON_SITE_AGENT_SESSION_PROPOSALS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "osteon/v1/session.grpc.pb.h"
#include "site_agent/policy/approvals.h"

namespace osteon {

struct StudyProposal {
  models::Study study;
  std::string study_sha256;
  std::string author;
  Roster roster;
  std::string state;     // PROPOSED, RUNNING, ...
  std::string decision;  // "", "approved", "refused": as the coordinator has it
};

// Proposals for this site. Study and roster hashes are computed here, not believed.
// kDataLoss: a proposal whose hashes are not those of what it contains.
absl::StatusOr<std::vector<StudyProposal>> FetchProposals(v1::SiteSession::StubInterface& coordinator);

absl::Status SendDecision(v1::SiteSession::StubInterface& coordinator, const StudyDecision& decision);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_SESSION_PROPOSALS_H_
