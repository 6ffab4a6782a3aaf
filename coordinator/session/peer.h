// Who is calling: from the client certificate of the TLS connection and nothing else.
#ifndef OSTEON_COORDINATOR_SESSION_PEER_H_
#define OSTEON_COORDINATOR_SESSION_PEER_H_

#include <grpcpp/server_context.h>

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/certificate.h"
#include "coordinator/journal/member_store.h"
#include "coordinator/session/revocation_watch.h"
#include "coordinator/session/rights.h"
#include "coordinator/session/sightings.h"

namespace osteon::coordinator {

struct Peer {
  PeerIdentity identity;
  std::string certificate_pem;
};

class Peers {
 public:
  // References outlive the peers.
  Peers(const MemberStore& members, RevocationWatch& revocations, Sightings& sightings,
        std::function<absl::Time()> clock);

  // The member behind a call, whatever its role. kUnauthenticated: no client certificate, an expired one, or
  // one of no enrolled member. kPermissionDenied: revoked. From any thread.
  absl::StatusOr<Peer> Identify(const grpc::ServerContextBase& context);

  // The member behind a call, if its role may do this to any study (rights.h). Every call of every service
  // but Gate begins with this. As Identify; kPermissionDenied: also a role that never may.
  absl::StatusOr<Peer> Authenticate(const grpc::ServerContextBase& context, Action action);

  // Whether a member that was authenticated may go on: before every message of a stream, which may last for
  // months. kPermissionDenied: revoked since. kUnauthenticated: expired since.
  absl::Status Check(const PeerIdentity& who) const;

 private:
  absl::StatusOr<PeerIdentity> Read(const std::string& certificate_pem);

  const MemberStore& members_;
  RevocationWatch& revocations_;
  Sightings& sightings_;
  std::function<absl::Time()> clock_;
  // Decoding a certificate takes longer than a small round's arithmetic: what one says never changes.
  std::mutex mutex_;
  std::map<std::string, PeerIdentity> read_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_PEER_H_
