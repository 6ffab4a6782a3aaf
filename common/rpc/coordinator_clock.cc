#include "common/rpc/coordinator_clock.h"

#include <grpcpp/client_context.h>

#include <memory>

#include "common/identity/certificate.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "common/status/status_macros.h"
#include "common/version/version.h"
#include "osteon/v1/session.grpc.pb.h"

namespace osteon {
namespace {

constexpr char kEnd[] = "-----END CERTIFICATE-----";

}  // namespace

absl::StatusOr<absl::Time> CoordinatorClock(const std::string& address, const std::string& chain_pem,
                                            absl::Duration timeout) {
  const std::size_t end = chain_pem.find(kEnd);
  if (end == std::string::npos) return absl::InvalidArgumentError("the server showed no certificate");
  const std::size_t second = end + sizeof(kEnd) - 1;
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity server, ParsePeer(chain_pem.substr(0, second)));
  OSTEON_ASSIGN_OR_RETURN(const std::string ca, CertificateFingerprint(chain_pem.substr(second)));
  const absl::Time valid = server.not_before + (server.not_after - server.not_before) / 2;
  OSTEON_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel, EnrolmentChannel(address, ca, valid));
  const std::unique_ptr<v1::Gate::Stub> gate = v1::Gate::NewStub(channel);
  grpc::ClientContext context;
  SetDeadline(context, timeout);
  v1::NegotiateRequest request;
  request.set_program("osteon-agent");
  request.set_software(SoftwareVersion());
  request.set_oldest_protocol(kOldestProtocol);
  request.set_newest_protocol(kNewestProtocol);
  v1::NegotiateReply reply;
  OSTEON_RETURN_IF_ERROR(FromRpc(gate->Negotiate(&context, request, &reply)));
  if (reply.unix_seconds() == 0) {
    return absl::UnimplementedError("the coordinator is of a version that does not tell its time");
  }
  return absl::FromUnixSeconds(reply.unix_seconds());
}

}  // namespace osteon
