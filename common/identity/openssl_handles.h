// Private to common/identity: OpenSSL's objects as values that free themselves, and PEM read strictly. The
// types are only declared here, so that OpenSSL's headers stay in the .cc files.
#ifndef OSTEON_COMMON_IDENTITY_OPENSSL_HANDLES_H_
#define OSTEON_COMMON_IDENTITY_OPENSSL_HANDLES_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/identity/key.h"

struct evp_pkey_st;
struct evp_md_ctx_st;
struct x509_st;
struct X509_req_st;
struct X509_pubkey_st;
struct x509_store_st;
struct x509_store_ctx_st;
struct asn1_string_st;

namespace osteon {

struct PrivateKey::State {
  ~State();
  evp_pkey_st* key = nullptr;
};

namespace openssl {

struct Deleter {
  void operator()(evp_pkey_st* key) const;
  void operator()(evp_md_ctx_st* context) const;
  void operator()(x509_st* certificate) const;
  void operator()(X509_req_st* request) const;
  void operator()(x509_store_st* store) const;
  void operator()(x509_store_ctx_st* context) const;
};
using Key = std::unique_ptr<evp_pkey_st, Deleter>;
using DigestContext = std::unique_ptr<evp_md_ctx_st, Deleter>;
using Certificate = std::unique_ptr<x509_st, Deleter>;
using Request = std::unique_ptr<X509_req_st, Deleter>;
using Store = std::unique_ptr<x509_store_st, Deleter>;
using StoreContext = std::unique_ptr<x509_store_ctx_st, Deleter>;

// OpenSSL keeps errors in a queue of the thread, and whatever is left there makes a later TLS call on that
// thread (gRPC's) report a failure that is not its own. A public function that calls OpenSSL begins with one
// of these; it takes away what the function left behind.
class ErrorScope {
 public:
  ErrorScope();
  ~ErrorScope();
  ErrorScope(const ErrorScope&) = delete;
  ErrorScope& operator=(const ErrorScope&) = delete;
};

// The bytes of `text` and their number, of the types that OpenSSL takes.
inline const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* Bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
inline int Length(absl::string_view text) {
  return static_cast<int>(text.size());
}

// kInternal: "OpenSSL could not <what>: <its newest reason>".
absl::Status Failed(absl::string_view what);

// One block between BEGIN and END, decoded. The bytes are wiped at destruction: some are private keys.
struct PemBlock {
  PemBlock(std::string label_in, std::string der_in);
  PemBlock(PemBlock&&) noexcept = default;
  PemBlock& operator=(PemBlock&&) noexcept = default;
  PemBlock(const PemBlock&) = delete;
  PemBlock& operator=(const PemBlock&) = delete;
  ~PemBlock();

  std::string label;  // "CERTIFICATE", "PRIVATE KEY", ...
  std::string der;
};

// Every block of `pem`, in order; text around the blocks is passed over. `what` names it in messages.
// kInvalidArgument: over 64 KB, or no block. kDataLoss: a block that cannot be decoded, or one that a
// passphrase locks.
absl::StatusOr<std::vector<PemBlock>> ReadPem(absl::string_view pem, absl::string_view what);

// The one block that must be there, of the given label.
absl::StatusOr<PemBlock> ReadOnePemBlock(absl::string_view pem, absl::string_view label,
                                         absl::string_view what);

std::string WritePem(absl::string_view label, absl::string_view der);

// kDataLoss: not DER of that kind, or bytes are left over.
absl::StatusOr<Certificate> CertificateFromDer(absl::string_view der, absl::string_view what);
absl::StatusOr<Certificate> CertificateFromPem(absl::string_view pem, absl::string_view what);
std::string CertificateDer(const x509_st* certificate);
absl::StatusOr<Key> KeyFromDer(absl::string_view pkcs8, absl::string_view what);

// The DER SubjectPublicKeyInfo of a P-256 key in its one accepted form (named curve, uncompressed point, 91
// bytes), so that one key has one fingerprint. kInvalidArgument: another type, curve or form; the message
// says which was found.
absl::StatusOr<std::string> P256PublicKeyDer(const evp_pkey_st* key, absl::string_view what);
absl::StatusOr<std::string> P256PublicKeyDer(const X509_pubkey_st* key, absl::string_view what);

// A certificate request in PEM whose sender holds its key, and whose key is one of ours.
absl::StatusOr<Request> ReadRequest(absl::string_view request_pem);

// kDataLoss: no time of the calendar.
absl::StatusOr<absl::Time> TimeOf(const asn1_string_st* time);

}  // namespace openssl
}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_OPENSSL_HANDLES_H_
