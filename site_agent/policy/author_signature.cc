#include "site_agent/policy/author_signature.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/consent/consent.h"
#include "common/identity/key.h"
#include "common/identity/verify.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

absl::StatusOr<PeerIdentity> Signer(const StudyProposal& proposal, const std::string& ca_certificate_pem,
                                    absl::Time now) {
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity claimed, ParsePeer(proposal.author_certificate));
  OSTEON_ASSIGN_OR_RETURN(PeerIdentity signer,
                          VerifyMemberChain(proposal.author_certificate, ca_certificate_pem,
                                            std::min(now, claimed.not_after - absl::Seconds(1))));
  if (signer.role != Role::kStatistician || signer.name != proposal.author) {
    return absl::UnauthenticatedError(absl::StrCat("it is signed by ", RoleName(signer.role), " ",
                                                   signer.name, ", not by statistician ", proposal.author));
  }
  OSTEON_RETURN_IF_ERROR(VerifySignature(proposal.author_certificate, StudyText(proposal.study_sha256),
                                         proposal.author_signature));
  return signer;
}

}  // namespace

absl::StatusOr<PeerIdentity> CheckAuthor(const StudyProposal& proposal, const std::string& ca_certificate_pem,
                                         absl::Time now) {
  absl::StatusOr<PeerIdentity> signer = Signer(proposal, ca_certificate_pem, now);
  if (signer.ok()) return signer;
  return absl::Status(signer.status().code(), absl::StrCat("study ", proposal.study.name,
                                                           " cannot be approved, for its author's "
                                                           "signature does not stand: ",
                                                           signer.status().message(), ". Ask ",
                                                           proposal.author, " whether this study is theirs"));
}

}  // namespace osteon
