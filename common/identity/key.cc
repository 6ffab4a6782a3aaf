#include "common/identity/key.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/hash/sha256.h"
#include "common/identity/openssl_handles.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

std::shared_ptr<const PrivateKey::State> Share(openssl::Key key) {
  auto state = std::make_shared<PrivateKey::State>();
  state->key = key.release();
  return state;
}

}  // namespace

PrivateKey::PrivateKey(std::shared_ptr<const State> state, std::string fingerprint)
    : state_(std::move(state)), fingerprint_(std::move(fingerprint)) {}

absl::StatusOr<PrivateKey> PrivateKey::Generate() {
  const openssl::ErrorScope scope;
  openssl::Key key(EVP_EC_gen("P-256"));
  if (key == nullptr) return openssl::Failed("make a key");
  OSTEON_ASSIGN_OR_RETURN(const std::string der, openssl::P256PublicKeyDer(key.get(), "new key"));
  return PrivateKey(Share(std::move(key)), Sha256Hex(der));
}

absl::StatusOr<PrivateKey> PrivateKey::FromPem(absl::string_view pem) {
  const openssl::ErrorScope scope;
  OSTEON_ASSIGN_OR_RETURN(const openssl::PemBlock block,
                          openssl::ReadOnePemBlock(pem, PEM_STRING_PKCS8INF, "private key"));
  OSTEON_ASSIGN_OR_RETURN(openssl::Key key, openssl::KeyFromDer(block.der, "private key"));
  OSTEON_ASSIGN_OR_RETURN(const std::string der, openssl::P256PublicKeyDer(key.get(), "private key"));
  struct ContextDeleter {
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  };
  const std::unique_ptr<EVP_PKEY_CTX, ContextDeleter> context(EVP_PKEY_CTX_new(key.get(), nullptr));
  if (context == nullptr || EVP_PKEY_pairwise_check(context.get()) != 1) {
    return absl::InvalidArgumentError(
        "private key: its public part does not belong to it; the file was altered");
  }
  return PrivateKey(Share(std::move(key)), Sha256Hex(der));
}

absl::StatusOr<std::string> PrivateKey::ToPem() const {
  struct InfoDeleter {
    void operator()(PKCS8_PRIV_KEY_INFO* info) const { PKCS8_PRIV_KEY_INFO_free(info); }
  };
  const openssl::ErrorScope scope;
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, InfoDeleter> info(EVP_PKEY2PKCS8(state_->key));
  unsigned char* bytes = nullptr;
  const int length = info == nullptr ? -1 : i2d_PKCS8_PRIV_KEY_INFO(info.get(), &bytes);
  if (length <= 0) return openssl::Failed("write a key");
  const openssl::PemBlock block(
      PEM_STRING_PKCS8INF, std::string(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length)));
  OPENSSL_clear_free(bytes, static_cast<std::size_t>(length));
  return openssl::WritePem(block.label, block.der);
}

absl::StatusOr<std::string> PrivateKey::Sign(absl::string_view message) const {
  const openssl::ErrorScope scope;
  const openssl::DigestContext context(EVP_MD_CTX_new());
  std::size_t length = 0;
  if (context == nullptr ||
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, state_->key) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &length, openssl::Bytes(message), message.size()) != 1) {
    return openssl::Failed("sign");
  }
  std::string signature(length, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                     openssl::Bytes(message), message.size()) != 1) {
    return openssl::Failed("sign");
  }
  signature.resize(length);
  return signature;
}

absl::Status VerifySignature(absl::string_view certificate_pem, absl::string_view message,
                             absl::string_view signature) {
  const openssl::ErrorScope scope;
  OSTEON_ASSIGN_OR_RETURN(const openssl::Certificate certificate,
                          openssl::CertificateFromPem(certificate_pem, "certificate"));
  OSTEON_RETURN_IF_ERROR(
      openssl::P256PublicKeyDer(X509_get_X509_PUBKEY(certificate.get()), "certificate").status());
  const openssl::DigestContext context(EVP_MD_CTX_new());
  if (context == nullptr || EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr,
                                                 X509_get0_pubkey(certificate.get())) != 1) {
    return openssl::Failed("verify a signature");
  }
  if (EVP_DigestVerify(context.get(), openssl::Bytes(signature), signature.size(), openssl::Bytes(message),
                       message.size()) != 1) {
    return absl::UnauthenticatedError(
        absl::StrCat("the signature (", signature.size(),
                     " bytes) is not by this certificate's key over this message; either was altered"));
  }
  return absl::OkStatus();
}

}  // namespace osteon
