// Who is calling: from the client certificate of the TLS connection and nothing else.
#ifndef OSTEON_COORDINATOR_SESSION_PEER_H_
#define OSTEON_COORDINATOR_SESSION_PEER_H_

#include <grpcpp/server_context.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/certificate.h"
#include "coordinator/journal/member_store.h"

namespace osteon::coordinator {

struct Peer {
  PeerIdentity identity;
  std::string certificate_pem;
};

// The member behind a call, if its role is one of `roles`. Every call of every service but Gate begins with
// this. kUnauthenticated: no client certificate, an expired one, or one of no enrolled member.
// kPermissionDenied: another role.
absl::StatusOr<Peer> AuthenticatedPeer(const grpc::ServerContextBase& context, const MemberStore& members,
                                       const std::vector<Role>& roles, absl::Time now);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_PEER_H_
