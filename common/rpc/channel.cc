#include "common/rpc/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/tls_certificate_verifier.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/identity/verify.h"
#include "common/network/proxy.h"
#include "common/rpc/rpc_status.h"
#include "common/rpc/verifying_credentials.h"
#include "common/status/status_macros.h"
#include "common/version/version.h"
#include "osteon/v1/session.grpc.pb.h"

namespace osteon {
namespace {

// Requests with thousands of columns are a few megabytes; what comes from the coordinator is bounded all the
// same.
constexpr int kLargestMessageToClient = 256 << 20;

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kLargestMessageToClient);
  // A connection that a firewall has forgotten is noticed within a minute.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // The session has its own pauses between attempts; a new channel is dialled at once.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5'000);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return arguments;
}

// Accepts the server whose chain ends in the CA that the token names.
class PinnedCaVerifier : public grpc::experimental::ExternalCertificateVerifier {
 public:
  PinnedCaVerifier(std::string ca_fingerprint, std::string host, absl::Time now)
      : ca_fingerprint_(std::move(ca_fingerprint)), host_(std::move(host)), now_(now) {}

  bool Verify(grpc::experimental::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)> /*callback*/, grpc::Status* sync_status) override {
    const grpc::string_ref chain = request->peer_cert_full_chain();
    const auto verified =
        VerifyServerChain(absl::string_view(chain.data(), chain.size()), ca_fingerprint_, host_, now_);
    // gRPC wants UNAUTHENTICATED here; the sentence reaches the caller inside the connection's error.
    *sync_status = verified.ok() ? grpc::Status::OK
                                 : grpc::Status(grpc::StatusCode::UNAUTHENTICATED,
                                                std::string(verified.status().message()));
    return true;
  }
  void Cancel(grpc::experimental::TlsCustomVerificationCheckRequest* /*request*/) override {}

 private:
  std::string ca_fingerprint_;
  std::string host_;
  absl::Time now_;
};

// gRPC would ask a proxy for a host without a port.
std::string WithPort(const std::string& address) {
  const absl::StatusOr<Endpoint> endpoint = ParseEndpoint(address);
  return endpoint.ok() ? EndpointText(*endpoint) : address;
}

}  // namespace

absl::Status CheckProxy(const std::string& address) {
  const absl::StatusOr<Endpoint> endpoint = ParseEndpoint(address);
  const absl::Status read = ProxyFor(endpoint.ok() ? endpoint->host : address, ProcessEnvironment).status();
  // What gRPC passes over is no reason not to try.
  return absl::IsFailedPrecondition(read) ? read : absl::OkStatus();
}

std::shared_ptr<grpc::Channel> MemberChannel(const std::string& address, const Identity& identity) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = identity.ca_certificate_pem;
  options.pem_private_key = identity.private_key_pem;
  options.pem_cert_chain = identity.certificate_pem;
  return grpc::CreateCustomChannel(WithPort(address), grpc::SslCredentials(options), Arguments());
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> EnrolmentChannel(const std::string& address,
                                                                const std::string& ca_fingerprint,
                                                                absl::Time now) {
  OSTEON_ASSIGN_OR_RETURN(const Endpoint endpoint, ParseEndpoint(address));
  OSTEON_RETURN_IF_ERROR(CheckProxy(address));
  // The token's fingerprint is the only root.
  OSTEON_ASSIGN_OR_RETURN(
      const std::shared_ptr<grpc::ChannelCredentials> credentials,
      VerifyingCredentials(grpc::experimental::ExternalCertificateVerifier::Create<PinnedCaVerifier>(
                               ca_fingerprint, endpoint.host, now),
                           now));
  return grpc::CreateCustomChannel(WithPort(address), credentials, Arguments());
}

absl::Status Negotiate(grpc::Channel& channel, const std::string& program, const std::string& address,
                       absl::Duration timeout) {
  // The stub wants to share the channel; it does not outlive this call.
  const std::unique_ptr<v1::Gate::Stub> gate =
      v1::Gate::NewStub(std::shared_ptr<grpc::Channel>(&channel, [](grpc::Channel*) {}));
  grpc::ClientContext context;
  SetDeadline(context, timeout);
  v1::NegotiateRequest request;
  request.set_program(program);
  request.set_software(SoftwareVersion());
  request.set_oldest_protocol(kOldestProtocol);
  request.set_newest_protocol(kNewestProtocol);
  v1::NegotiateReply reply;
  const absl::Status status = FromRpc(gate->Negotiate(&context, request, &reply));
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) {
    return absl::UnavailableError(absl::StrCat("the coordinator at ", address, " could not be reached (",
                                               status.message(),
                                               "). Nothing was sent. Usual causes: it is not running, a "
                                               "firewall, or a certificate that one side does not accept"));
  }
  return status;
}

void SetDeadline(grpc::ClientContext& context, absl::Duration timeout) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
}

}  // namespace osteon
