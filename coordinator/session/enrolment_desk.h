// Turns an invitation into a member.
#ifndef OSTEON_COORDINATOR_SESSION_ENROLMENT_DESK_H_
#define OSTEON_COORDINATOR_SESSION_ENROLMENT_DESK_H_

#include <mutex>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/certificate_authority.h"
#include "coordinator/journal/member_store.h"

namespace osteon::coordinator {

struct EnrolmentQuestion {
  std::string name;
  std::string role;
  std::string token_secret;         // base 32
  std::string certificate_request;  // PEM
};

class EnrolmentDesk {
 public:
  // `authority`: absent when the CA's key lives elsewhere. Then every request waits as
  // FOLDER/NAME.request, for `osteon-coordinator sign`, and FOLDER/NAME.certificate is taken when it has
  // come.
  EnrolmentDesk(MemberStore& members, std::optional<CertificateAuthority> authority,
                std::string ca_certificate, std::string folder);

  // The certificate, or nullopt while it waits for a signature.
  // kPermissionDenied: a token that is not known, used by another key, answered with a certificate
  // more than ten minutes ago, expired, or for another name or role. kInvalidArgument: a certificate request
  // that cannot be used.
  absl::StatusOr<std::optional<std::string>> Enrol(const EnrolmentQuestion& question, absl::Time now);

  const std::string& ca_certificate() const { return ca_certificate_; }

 private:
  absl::StatusOr<std::optional<std::string>> Certify(const Invitation& invitation, absl::Time now);

  std::mutex mutex_;  // one enrolment at a time
  MemberStore& members_;
  std::optional<CertificateAuthority> authority_;
  std::string ca_certificate_;
  std::string folder_;
};

// NAME.request as a file: what `sign` needs and shows to the operator.
struct PendingRequest {
  std::string name;
  std::string role;
  std::string certificate_request;
};
std::string PendingRequestText(const PendingRequest& request);
absl::StatusOr<PendingRequest> ParsePendingRequest(const std::string& text);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_ENROLMENT_DESK_H_
