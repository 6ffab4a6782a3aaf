// What is proposed to this site, and telling the coordinator what was decided.
#ifndef OSTEON_SITE_AGENT_SESSION_PROPOSALS_H_
#define OSTEON_SITE_AGENT_SESSION_PROPOSALS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "osteon/v1/session.grpc.pb.h"
#include "site_agent/policy/approvals.h"
#include "site_agent/policy/mask_keys.h"
#include "site_agent/policy/study_proposal.h"

namespace osteon {

// A `context` is the caller's, to end the call early.

// Proposals for this site. Study and roster hashes are computed here, not believed.
// kDataLoss: a proposal whose hashes are not those of what it contains.
absl::StatusOr<std::vector<StudyProposal>> FetchProposals(v1::SiteSession::StubInterface& coordinator,
                                                          grpc::ClientContext& context);
absl::StatusOr<std::vector<StudyProposal>> FetchProposals(v1::SiteSession::StubInterface& coordinator);

// Sends the decision, or the withdrawal where the approval was taken back.
absl::Status SendDecision(v1::SiteSession::StubInterface& coordinator, grpc::ClientContext& context,
                          const StudyDecision& decision);
absl::Status SendDecision(v1::SiteSession::StubInterface& coordinator, const StudyDecision& decision);

// The mask keys of the study's sites as the coordinator has them; MaskKeyFiles::Store checks them.
// kFailedPrecondition: a site has not approved yet. kDataLoss: a site named twice.
absl::StatusOr<std::map<std::string, SignedMaskKey>> FetchMaskKeys(
    v1::SiteSession::StubInterface& coordinator, grpc::ClientContext& context,
    const std::string& study_sha256);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_SESSION_PROPOSALS_H_
