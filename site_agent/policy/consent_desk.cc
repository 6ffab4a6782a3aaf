#include "site_agent/policy/consent_desk.h"

#include "absl/strings/str_cat.h"
#include "common/consent/consent.h"
#include "common/identity/key.h"
#include "common/status/status_macros.h"
#include "site_agent/policy/author_signature.h"

namespace osteon {
namespace {

StudyDecision Undecided(const StudyProposal& proposal) {
  StudyDecision decision;
  decision.study = proposal.study;
  decision.study_sha256 = proposal.study_sha256;
  decision.roster = proposal.roster;
  return decision;
}

}  // namespace

absl::Status ConsentDesk::CheckOwnKey(const StudyProposal& proposal) const {
  const PeerIdentity& self = self_.peer;
  const auto entry = proposal.roster.find(self.name);
  if (entry != proposal.roster.end() && entry->second == self.public_key_fingerprint) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the study's roster has another key for ", self.name, " than this site's"));
}

Roster ConsentDesk::OthersOf(Roster roster) const {
  roster.erase(self_.peer.name);
  return roster;
}

absl::StatusOr<bool> ConsentDesk::IsCoveredBy(const std::vector<StandingApproval>& rules,
                                              const StudyProposal& proposal, absl::Time now) const {
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity author,
                          CheckAuthor(proposal, self_.identity.ca_certificate_pem, now));
  OSTEON_ASSIGN_OR_RETURN(const KnownSites known, known_sites_.Read());
  return IsCovered(rules, author.public_key_fingerprint, OthersOf(proposal.roster), known);
}

absl::StatusOr<std::string> ConsentDesk::Sign(const StudyDecision& decision, DecisionKind kind) const {
  OSTEON_ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::FromPem(self_.identity.private_key_pem));
  return key.Sign(DecisionText(decision.study_sha256, RosterSha256(decision.roster), kind,
                               kind == DecisionKind::kApprove ? decision.mask_key : ""));
}

absl::StatusOr<StudyDecision> ConsentDesk::Approve(const StudyProposal& proposal,
                                                   const std::set<std::string>& new_keys,
                                                   absl::Time now) const {
  OSTEON_RETURN_IF_ERROR(CheckOwnKey(proposal));
  OSTEON_RETURN_IF_ERROR(CheckAuthor(proposal, self_.identity.ca_certificate_pem, now).status());
  absl::StatusOr<StudyDecision> decision = approvals_.Find(proposal.study_sha256);
  const bool repeated =
      decision.ok() && decision->approved && !decision->withdrawn && decision->roster == proposal.roster;
  if (!repeated) {
    OSTEON_ASSIGN_OR_RETURN(const KnownSites known, known_sites_.Read());
    OSTEON_RETURN_IF_ERROR(CheckRoster(known, OthersOf(proposal.roster), new_keys, proposal.study.name));
    OSTEON_ASSIGN_OR_RETURN(const MaskKey mask_key, mask_keys_.MakeOwn(proposal.study_sha256));
    decision = Undecided(proposal);
    decision->approved = true;
    decision->mask_key = mask_key.public_bytes();
    OSTEON_ASSIGN_OR_RETURN(decision->signature, Sign(*decision, DecisionKind::kApprove));
    OSTEON_RETURN_IF_ERROR(approvals_.Save(*decision));
  }
  OSTEON_RETURN_IF_ERROR(known_sites_.Pin(OthersOf(proposal.roster), proposal.study.name, now));
  return decision;
}

absl::StatusOr<StudyDecision> ConsentDesk::Refuse(const StudyProposal& proposal,
                                                  const std::string& reason) const {
  OSTEON_RETURN_IF_ERROR(CheckOwnKey(proposal));
  StudyDecision decision = Undecided(proposal);
  decision.reason = reason;
  OSTEON_ASSIGN_OR_RETURN(decision.signature, Sign(decision, DecisionKind::kRefuse));
  OSTEON_RETURN_IF_ERROR(approvals_.Save(decision));
  return decision;
}

absl::StatusOr<StudyDecision> ConsentDesk::Withdraw(const std::string& study_sha256,
                                                    const std::string& reason) const {
  const absl::StatusOr<StudyDecision> decision = approvals_.Find(study_sha256);
  if (!decision.ok()) return decision.status();
  OSTEON_ASSIGN_OR_RETURN(const std::string signature, Sign(*decision, DecisionKind::kWithdraw));
  OSTEON_RETURN_IF_ERROR(approvals_.Withdraw(study_sha256, reason, signature));
  return approvals_.Find(study_sha256);
}

}  // namespace osteon
