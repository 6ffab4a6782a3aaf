#include "coordinator/session/peer.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {

Peers::Peers(const MemberStore& members, RevocationWatch& revocations, Sightings& sightings,
             std::function<absl::Time()> clock)
    : members_(members), revocations_(revocations), sightings_(sightings), clock_(std::move(clock)) {}

absl::Status Peers::Check(const PeerIdentity& who) const {
  const absl::Time now = clock_();
  if (now > who.not_after) {
    return absl::UnauthenticatedError(absl::StrCat("the certificate of ", who.name, " expired on ",
                                                   absl::FormatTime(who.not_after),
                                                   "; the coordinator's clock says ", absl::FormatTime(now)));
  }
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Revocation> revocation,
                          members_.FindRevocation(who.serial_hex, who.public_key_fingerprint));
  return revocation ? RevokedStatus(*revocation) : absl::OkStatus();
}

absl::StatusOr<PeerIdentity> Peers::Read(const std::string& certificate_pem) {
  constexpr std::size_t kMostKept = 4096;
  {
    const std::scoped_lock lock(mutex_);
    const auto known = read_.find(certificate_pem);
    if (known != read_.end()) return known->second;
  }
  OSTEON_ASSIGN_OR_RETURN(PeerIdentity identity, ParsePeer(certificate_pem));
  const std::scoped_lock lock(mutex_);
  if (read_.size() >= kMostKept) read_.clear();
  read_[certificate_pem] = identity;
  return identity;
}

absl::StatusOr<Peer> Peers::Identify(const grpc::ServerContextBase& context) {
  const std::shared_ptr<const grpc::AuthContext> connection = context.auth_context();
  const std::vector<grpc::string_ref> certificates =
      connection == nullptr ? std::vector<grpc::string_ref>()
                            : connection->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (certificates.empty()) {
    return absl::UnauthenticatedError("this call needs a client certificate of the consortium; enrol first");
  }
  OSTEON_RETURN_IF_ERROR(revocations_.Look());
  Peer peer;
  peer.certificate_pem.assign(certificates.front().data(), certificates.front().size());
  OSTEON_ASSIGN_OR_RETURN(peer.identity, Read(peer.certificate_pem));
  OSTEON_RETURN_IF_ERROR(Check(peer.identity));
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Member> member, members_.Find(peer.identity.name));
  if (!member || member->public_key_sha256 != peer.identity.public_key_fingerprint ||
      member->role != RoleName(peer.identity.role)) {
    return absl::UnauthenticatedError(
        absl::StrCat(peer.identity.name, " is not enrolled here with this key"));
  }
  sightings_.Called(peer.identity.name);
  return peer;
}

absl::StatusOr<Peer> Peers::Authenticate(const grpc::ServerContextBase& context, Action action) {
  OSTEON_ASSIGN_OR_RETURN(Peer peer, Identify(context));
  if (ReachOf(peer.identity.role, action) == Reach::kNone) {
    return absl::PermissionDeniedError(
        absl::StrCat("this call is not for the role ", RoleName(peer.identity.role)));
  }
  return peer;
}

}  // namespace osteon::coordinator
