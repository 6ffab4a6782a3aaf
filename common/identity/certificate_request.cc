#include "common/identity/certificate_request.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "common/hash/sha256.h"
#include "common/identity/openssl_handles.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace openssl {

absl::StatusOr<Request> ReadRequest(absl::string_view request_pem) {
  OSTEON_ASSIGN_OR_RETURN(const PemBlock block,
                          ReadOnePemBlock(request_pem, PEM_STRING_X509_REQ, "certificate request"));
  const auto* begin = reinterpret_cast<const unsigned char*>(block.der.data());
  const unsigned char* end = begin;
  Request request(d2i_X509_REQ(nullptr, &end, static_cast<long>(block.der.size())));
  if (request == nullptr || end != begin + block.der.size()) {
    return absl::DataLossError("certificate request: the block is not a PKCS#10 request");
  }
  OSTEON_RETURN_IF_ERROR(
      P256PublicKeyDer(X509_REQ_get_X509_PUBKEY(request.get()), "certificate request").status());
  if (X509_REQ_verify(request.get(), X509_REQ_get0_pubkey(request.get())) != 1) {
    return absl::InvalidArgumentError(
        "certificate request: its signature is not by its own key; it was altered, or made without the "
        "private key");
  }
  return request;
}

}  // namespace openssl

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

absl::StatusOr<std::string> RequestPublicKeyFingerprint(absl::string_view request_pem) {
  const openssl::ErrorScope scope;
  OSTEON_ASSIGN_OR_RETURN(const openssl::Request request, openssl::ReadRequest(request_pem));
  OSTEON_ASSIGN_OR_RETURN(
      const std::string der,
      openssl::P256PublicKeyDer(X509_REQ_get_X509_PUBKEY(request.get()), "certificate request"));
  return Sha256Hex(der);
}

}  // namespace osteon
