// Saying yes, no, and no more: the checks and signatures behind `approve`, `refuse`, `withdraw` and standing
// approvals. Everything is stored here before the coordinator hears of it.
#ifndef OSTEON_SITE_AGENT_POLICY_CONSENT_DESK_H_
#define OSTEON_SITE_AGENT_POLICY_CONSENT_DESK_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/identity_file.h"
#include "site_agent/policy/approvals.h"
#include "site_agent/policy/known_sites.h"
#include "site_agent/policy/mask_keys.h"
#include "site_agent/policy/standing_approvals.h"
#include "site_agent/policy/study_proposal.h"

namespace osteon {

class ConsentDesk {
 public:
  // `approvals` and `mask_keys` outlive the desk.
  ConsentDesk(LoadedIdentity self, const ApprovalFiles& approvals, const MaskKeyFiles& mask_keys,
              KnownSitesFile known_sites)
      : self_(std::move(self)),
        approvals_(approvals),
        mask_keys_(mask_keys),
        known_sites_(std::move(known_sites)) {}

  // Signs study, roster and a new mask key; stores the decision; pins the other sites' keys. Repeated, it
  // gives the stored decision. kFailedPrecondition: the roster has another key for this site, a site's key is
  // not the pinned one and not in `new_keys`, or it was decided otherwise before. kInvalidArgument:
  // `new_keys` names a site whose key has not changed. Otherwise as CheckAuthor.
  absl::StatusOr<StudyDecision> Approve(const StudyProposal& proposal, const std::set<std::string>& new_keys,
                                        absl::Time now) const;

  // kFailedPrecondition: the roster has another key for this site, or the study was approved before.
  absl::StatusOr<StudyDecision> Refuse(const StudyProposal& proposal, const std::string& reason) const;

  // kFailedPrecondition: the study was not approved here.
  absl::StatusOr<StudyDecision> Withdraw(const std::string& study_sha256, const std::string& reason) const;

  // Whether one of `rules` covers the proposal. Errors as CheckAuthor's.
  absl::StatusOr<bool> IsCoveredBy(const std::vector<StandingApproval>& rules, const StudyProposal& proposal,
                                   absl::Time now) const;

 private:
  absl::Status CheckOwnKey(const StudyProposal& proposal) const;
  Roster OthersOf(Roster roster) const;  // without this site
  absl::StatusOr<std::string> Sign(const StudyDecision& decision, DecisionKind kind) const;

  LoadedIdentity self_;
  const ApprovalFiles& approvals_;
  const MaskKeyFiles& mask_keys_;
  KnownSitesFile known_sites_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_CONSENT_DESK_H_
