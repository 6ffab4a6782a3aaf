#include "common/identity/certificate_request.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "common/identity/openssl_handles.h"

namespace osteon {

absl::StatusOr<std::string> MakeCertificateRequest(const PrivateKey& key) {
  const openssl::ErrorScope scope;
  const openssl::Request request(X509_REQ_new());
  unsigned char* bytes = nullptr;
  if (request == nullptr || X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) != 1 ||
      X509_REQ_set_pubkey(request.get(), key.state().key) != 1 ||
      X509_REQ_sign(request.get(), key.state().key, EVP_sha256()) <= 0) {
    return openssl::Failed("make a certificate request");
  }
  const int length = i2d_X509_REQ(request.get(), &bytes);
  if (length <= 0) return openssl::Failed("write a certificate request");
  const std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return openssl::WritePem(PEM_STRING_X509_REQ, der);
}

}  // namespace osteon
