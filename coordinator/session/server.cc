#include "coordinator/session/server.h"

#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <sys/resource.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/network/endpoint.h"
#include "common/network/listening.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {
namespace {

// A summand comes in chunks of 1 MB and a study is text: nothing larger has a reason to be.
constexpr int kLargestMessage = 4 << 20;
constexpr int kStreamsOfAConnection = 64;
constexpr std::size_t kMemoryForMessages = std::size_t{1} << 30;

// gRPC's listener gives up for good when no file more can be opened: a thousand silent connections would do
// it at the usual limit of 1024.
void AllowManyConnections() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == files.rlim_max) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace

absl::StatusOr<std::unique_ptr<RunningServer>> RunningServer::Start(
    const ServerOptions& options, const std::vector<grpc::Service*>& services) {
  OSTEON_ASSIGN_OR_RETURN(const Endpoint endpoint, ParseEndpoint(options.listen, /*any_port=*/true));
  OSTEON_RETURN_IF_ERROR(CheckCanListen(endpoint));
  AllowManyConnections();
  // A certificate is asked for and, when shown, must be the CA's. Enrolment has none yet; every other call
  // asks who is there (peer.h).
  grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
  tls.pem_root_certs = options.ca_certificate_pem;
  tls.pem_key_cert_pairs.push_back({options.private_key_pem, options.certificate_chain_pem});
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(options.listen, grpc::SslServerCredentials(tls), &port);
  builder.SetMaxReceiveMessageSize(kLargestMessage);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsOfAConnection);
  builder.SetResourceQuota(grpc::ResourceQuota("osteon").Resize(kMemoryForMessages));
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  for (grpc::Service* service : services) builder.RegisterService(service);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", options.listen));
  }
  return std::unique_ptr<RunningServer>(new RunningServer(std::move(server), port));
}

RunningServer::~RunningServer() {
  Stop();
}

void RunningServer::Stop() {
  server_->Shutdown(absl::ToChronoTime(absl::Now() + absl::Milliseconds(500)));
  server_->Wait();
}

}  // namespace osteon::coordinator
