// Private to common/rpc: TLS without a certificate of one's own, to a server that a verifier of ours judges.
#ifndef OSTEON_COMMON_RPC_VERIFYING_CREDENTIALS_H_
#define OSTEON_COMMON_RPC_VERIFYING_CREDENTIALS_H_

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/tls_certificate_verifier.h>

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace osteon {

// `verifier` alone decides. The machine's own roots are not asked for: gRPC would refuse to connect where it
// has none.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> VerifyingCredentials(
    std::shared_ptr<grpc::experimental::CertificateVerifier> verifier, absl::Time now);

}  // namespace osteon

#endif  // OSTEON_COMMON_RPC_VERIFYING_CREDENTIALS_H_
