// A proposed study as an administrator reads it before saying yes or no.
#ifndef OSTEON_SITE_AGENT_CLI_DESCRIBE_PROPOSAL_H_
#define OSTEON_SITE_AGENT_CLI_DESCRIBE_PROPOSAL_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "common/identity/certificate.h"
#include "site_agent/policy/known_sites.h"
#include "site_agent/policy/study_proposal.h"

namespace osteon {

// What this hospital knows about a proposal.
struct ProposalFacts {
  std::string self;                                  // this site's name
  std::string decision;                              // made here: "not decided", "approved", ...
  absl::StatusOr<PeerIdentity> author;               // CheckAuthor's
  KnownSites known;                                  // pinned keys
  std::map<std::string, std::string> policy_limits;  // numbers of policy.yaml, by key
  std::map<std::string, std::string> extraction;     // image (empty: all) -> hash of the settings
};

// Who asks; the study in words; which kinds of request it allows; how much to expect, as an estimate; records
// that leave one by one; limits, of which the stricter counts; the roster with what is known of each key, and
// its phrase. Several lines, ending with an empty one.
std::string DescribeProposal(const StudyProposal& proposal, const ProposalFacts& facts);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_DESCRIBE_PROPOSAL_H_
