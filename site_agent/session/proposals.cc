#include "site_agent/session/proposals.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/identity/certificate.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "common/status/status_macros.h"
#include "common/text/one_line.h"
#include "models/wire/study_wire.h"

namespace osteon {
namespace {

constexpr absl::Duration kLongestCall = absl::Seconds(30);

absl::StatusOr<StudyProposal> FromMessage(const v1::Proposal& message) {
  StudyProposal proposal;
  OSTEON_ASSIGN_OR_RETURN(proposal.study, models::StudyFromMessage(message.study()));
  proposal.study_sha256 = models::StudySha256(proposal.study);
  for (const v1::RosterEntry& entry : message.roster()) {
    OSTEON_RETURN_IF_ERROR(ValidateMemberName(entry.name()));
    const std::string& key = entry.public_key_sha256();
    if (key.size() != 64 || key.find_first_not_of("0123456789abcdef") != std::string::npos ||
        !proposal.roster.emplace(entry.name(), key).second) {
      return absl::DataLossError(
          absl::StrCat("the roster of ", proposal.study.name, " has a wrong entry for ", entry.name()));
    }
  }
  std::vector<std::string> names;
  for (const auto& [name, key] : proposal.roster) names.push_back(name);
  if (names != proposal.study.AllSites()) {
    return absl::DataLossError(
        absl::StrCat("the roster of ", proposal.study.name, " does not have the study's sites"));
  }
  if (proposal.study_sha256 != message.study_sha256() ||
      RosterSha256(proposal.roster) != message.roster_sha256()) {
    return absl::DataLossError(absl::StrCat("the proposal ", proposal.study.name,
                                            " does not have the hashes it came with; it cannot be approved"));
  }
  proposal.author = OneLine(message.author(), 64);
  proposal.state = OneLine(message.state(), 16);
  proposal.decision = OneLine(message.decision(), 16);
  proposal.author_certificate = message.author_certificate();
  proposal.author_signature = message.author_signature();
  return proposal;
}

}  // namespace

absl::StatusOr<std::vector<StudyProposal>> FetchProposals(v1::SiteSession::StubInterface& coordinator,
                                                          grpc::ClientContext& context) {
  SetDeadline(context, kLongestCall);
  v1::ListProposalsReply reply;
  OSTEON_RETURN_IF_ERROR(FromRpc(coordinator.ListProposals(&context, v1::ListProposalsRequest(), &reply)));
  std::vector<StudyProposal> proposals;
  for (const v1::Proposal& message : reply.proposals()) {
    OSTEON_ASSIGN_OR_RETURN(StudyProposal proposal, FromMessage(message));
    proposals.push_back(std::move(proposal));
  }
  return proposals;
}

absl::Status SendDecision(v1::SiteSession::StubInterface& coordinator, grpc::ClientContext& context,
                          const StudyDecision& decision) {
  SetDeadline(context, kLongestCall);
  v1::Decision message;
  message.set_study_sha256(decision.study_sha256);
  message.set_roster_sha256(RosterSha256(decision.roster));
  message.set_approve(decision.approved && !decision.withdrawn);
  message.set_withdraw(decision.withdrawn);
  message.set_reason(decision.withdrawn ? decision.withdrawal_reason : decision.reason);
  message.set_signature(decision.withdrawn ? decision.withdrawal_signature : decision.signature);
  if (!decision.withdrawn) message.set_mask_key(decision.mask_key);
  v1::DecisionReply reply;
  return FromRpc(coordinator.Decide(&context, message, &reply));
}

absl::StatusOr<std::map<std::string, SignedMaskKey>> FetchMaskKeys(
    v1::SiteSession::StubInterface& coordinator, grpc::ClientContext& context,
    const std::string& study_sha256) {
  SetDeadline(context, kLongestCall);
  v1::ListMaskKeysRequest request;
  request.set_study_sha256(study_sha256);
  v1::ListMaskKeysReply reply;
  OSTEON_RETURN_IF_ERROR(FromRpc(coordinator.ListMaskKeys(&context, request, &reply)));
  std::map<std::string, SignedMaskKey> keys;
  for (const v1::SiteMaskKey& key : reply.keys()) {
    OSTEON_RETURN_IF_ERROR(ValidateMemberName(key.site()));
    if (!keys.emplace(key.site(), SignedMaskKey{key.mask_key(), key.certificate(), key.signature()}).second) {
      return absl::DataLossError(absl::StrCat("the coordinator sent two mask keys of ", key.site()));
    }
  }
  return keys;
}

absl::StatusOr<std::vector<StudyProposal>> FetchProposals(v1::SiteSession::StubInterface& coordinator) {
  grpc::ClientContext context;
  return FetchProposals(coordinator, context);
}

absl::Status SendDecision(v1::SiteSession::StubInterface& coordinator, const StudyDecision& decision) {
  grpc::ClientContext context;
  return SendDecision(coordinator, context, decision);
}

}  // namespace osteon
