#include "common/rpc/verifying_credentials.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <string>
#include <utility>
#include <vector>

#include "common/identity/nobodys_certificate.h"
#include "common/status/status_macros.h"

namespace osteon {

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> VerifyingCredentials(
    std::shared_ptr<grpc::experimental::CertificateVerifier> verifier, absl::Time now) {
  OSTEON_ASSIGN_OR_RETURN(const std::string root, NobodysCertificate(now));
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(std::make_shared<grpc::experimental::StaticDataCertificateProvider>(
      root, std::vector<grpc::experimental::IdentityKeyCertPair>{}));
  options.watch_root_certs();
  options.set_verify_server_certs(false);  // the verifier does
  options.set_check_call_host(false);
  options.set_certificate_verifier(std::move(verifier));
  return grpc::experimental::TlsCredentials(options);
}

}  // namespace osteon
