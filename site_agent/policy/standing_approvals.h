// Approvals by rule: policy.yaml's `standing_approvals`.
#ifndef OSTEON_SITE_AGENT_POLICY_STANDING_APPROVALS_H_
#define OSTEON_SITE_AGENT_POLICY_STANDING_APPROVALS_H_

#include <set>
#include <string>
#include <vector>

#include "common/config/yaml.h"
#include "site_agent/policy/known_sites.h"

namespace osteon {

// What this hospital approves without being asked each time: studies that this author signed, whose other
// sites are among these.
struct StandingApproval {
  std::string author_key;  // SHA-256 of the author's public key, in hexadecimal
  std::set<std::string> sites;
  friend bool operator==(const StandingApproval&, const StandingApproval&) = default;
};

// The key `standing_approvals` of a policy, a list of {author_key: SHA256, sites: [name, ...]}; none where it
// is absent. Problems go to `problems`.
std::vector<StandingApproval> ParseStandingApprovals(YamlMap& policy, YamlProblems& problems);

// Whether a rule covers a study signed with `author_key`: there is another site than this one, and each of
// these others is named in that rule and pinned here with the roster's key.
bool IsCovered(const std::vector<StandingApproval>& rules, const std::string& author_key,
               const Roster& others, const KnownSites& known);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_STANDING_APPROVALS_H_
