// Who asks: the author's signature on a proposed study.
#ifndef OSTEON_SITE_AGENT_POLICY_AUTHOR_SIGNATURE_H_
#define OSTEON_SITE_AGENT_POLICY_AUTHOR_SIGNATURE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/certificate.h"
#include "site_agent/policy/study_proposal.h"

namespace osteon {

// The statistician who signed `proposal.study_sha256`, by a certificate of the consortium's CA. A certificate
// that has run out since is accepted: it says who signed, not when.
// kUnauthenticated: the certificate is another CA's, another role's or another name's than
// `proposal.author`, or the signature is not over this study. kInvalidArgument, kDataLoss: the certificate
// cannot be read. The message says that the study cannot be approved.
absl::StatusOr<PeerIdentity> CheckAuthor(const StudyProposal& proposal, const std::string& ca_certificate_pem,
                                         absl::Time now);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_AUTHOR_SIGNATURE_H_
