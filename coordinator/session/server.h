// The listening side: one port, TLS only.
#ifndef OSTEON_COORDINATOR_SESSION_SERVER_H_
#define OSTEON_COORDINATOR_SESSION_SERVER_H_

#include <grpcpp/server.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace osteon::coordinator {

struct ServerOptions {
  std::string listen;  // "0.0.0.0:443"; port 0 picks a free one
  std::string private_key_pem;
  std::string certificate_chain_pem;  // the server's certificate followed by the CA's
  std::string ca_certificate_pem;     // client certificates must be of this CA
};

class RunningServer {
 public:
  // `services` outlive the server. kUnavailable: the address cannot be used.
  static absl::StatusOr<std::unique_ptr<RunningServer>> Start(const ServerOptions& options,
                                                              const std::vector<grpc::Service*>& services);
  ~RunningServer();

  int port() const { return port_; }
  // Ends all calls and waits for them.
  void Stop();

 private:
  RunningServer(std::unique_ptr<grpc::Server> server, int port) : server_(std::move(server)), port_(port) {}
  std::unique_ptr<grpc::Server> server_;
  int port_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_SERVER_H_
