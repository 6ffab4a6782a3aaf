#include "coordinator/session/peer.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {

absl::StatusOr<Peer> AuthenticatedPeer(const grpc::ServerContextBase& context, const MemberStore& members,
                                       const std::vector<Role>& roles, absl::Time now) {
  const std::shared_ptr<const grpc::AuthContext> connection = context.auth_context();
  const std::vector<grpc::string_ref> certificates =
      connection == nullptr ? std::vector<grpc::string_ref>()
                            : connection->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (certificates.empty()) {
    return absl::UnauthenticatedError("this call needs a client certificate of the consortium; enrol first");
  }
  Peer peer;
  peer.certificate_pem.assign(certificates.front().data(), certificates.front().size());
  OSTEON_ASSIGN_OR_RETURN(peer.identity, ParsePeer(peer.certificate_pem));
  if (now > peer.identity.not_after) {
    return absl::UnauthenticatedError(absl::StrCat("the certificate of ", peer.identity.name, " expired on ",
                                                   absl::FormatTime(peer.identity.not_after)));
  }
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Member> member, members.Find(peer.identity.name));
  if (!member || member->public_key_sha256 != peer.identity.public_key_fingerprint ||
      member->role != RoleName(peer.identity.role)) {
    return absl::UnauthenticatedError(
        absl::StrCat(peer.identity.name, " is not enrolled here with this key"));
  }
  if (std::find(roles.begin(), roles.end(), peer.identity.role) == roles.end()) {
    return absl::PermissionDeniedError(
        absl::StrCat("this call is not for the role ", RoleName(peer.identity.role)));
  }
  return peer;
}

}  // namespace osteon::coordinator
