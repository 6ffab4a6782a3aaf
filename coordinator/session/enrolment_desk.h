// Turns an invitation into a member, and gives members new certificates.
#ifndef OSTEON_COORDINATOR_SESSION_ENROLMENT_DESK_H_
#define OSTEON_COORDINATOR_SESSION_ENROLMENT_DESK_H_

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/certificate.h"
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
  // Both files go when the certificate was taken. `lifetime`: of what `authority` signs.
  EnrolmentDesk(MemberStore& members, std::optional<CertificateAuthority> authority,
                std::string ca_certificate, std::string folder,
                absl::Duration lifetime = CertificateAuthority::kDefaultLifetime);

  // The certificate, or nullopt while it waits for a signature.
  // kPermissionDenied: a token that is not known, used by another key, answered with a certificate
  // more than ten minutes ago, expired, or for another name or role; or a key that was revoked.
  // kInvalidArgument: a certificate request that cannot be used.
  absl::StatusOr<std::optional<std::string>> Enrol(const EnrolmentQuestion& question, absl::Time now);

  // Whether the key of a request was revoked. kInvalidArgument, kDataLoss: a request that cannot be used.
  absl::StatusOr<bool> IsRevoked(const std::string& certificate_request) const;

  // A new certificate for a member's own key, name and role, or nullopt while it waits for a signature. While
  // more than half of its newest certificate's life is left, that one: the answer may have been lost on the
  // way. kInvalidArgument: a request for another key, or one that cannot be used. kFailedPrecondition: not a
  // member with this key.
  absl::StatusOr<std::optional<std::string>> Renew(const PeerIdentity& who,
                                                   const std::string& certificate_request, absl::Time now);

  const std::string& ca_certificate() const { return ca_certificate_; }

 private:
  // Who gets a certificate, for which key.
  struct Applicant {
    std::string name;
    std::string role;
    std::string public_key_sha256;
    std::string certificate_request;
    absl::Time longer_than = absl::InfinitePast();  // what ends no later is the member's present one
  };
  absl::StatusOr<std::optional<Member>> Certify(const Applicant& applicant, absl::Time now) const;
  void RemoveFiles(const std::string& name) const;

  std::mutex mutex_;  // one enrolment at a time
  MemberStore& members_;
  std::optional<CertificateAuthority> authority_;
  std::string ca_certificate_;
  std::string folder_;
  absl::Duration lifetime_;
};

// NAME.request as a file: what `sign` needs and shows to the operator.
struct PendingRequest {
  std::string name;
  std::string role;
  std::string certificate_request;
  std::vector<std::string> hosts{};  // of a server's
};
std::string PendingRequestText(const PendingRequest& request);
absl::StatusOr<PendingRequest> ParsePendingRequest(const std::string& text);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_ENROLMENT_DESK_H_
