// Private to common/identity: one place that puts a certificate together, extension by extension.
#ifndef OSTEON_COMMON_IDENTITY_CERTIFICATE_BUILDER_H_
#define OSTEON_COMMON_IDENTITY_CERTIFICATE_BUILDER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/openssl_handles.h"

namespace osteon::openssl {

enum class CertificateKind { kAuthority, kClient, kServer };

struct CertificateContent {
  CertificateKind kind = CertificateKind::kClient;
  std::string organisation;  // may be empty
  std::string common_name;
  std::vector<std::string> uris;
  std::vector<std::string> dns_names;
  std::vector<std::string> addresses;  // 4 or 16 raw bytes each
  absl::Time not_before;
  absl::Time not_after;
};

// X.509 v3 with a random 128-bit serial number, signed with ECDSA-SHA256, in PEM.
//   kAuthority  basicConstraints CA:TRUE pathlen:0, keyUsage keyCertSign and cRLSign (both critical), SKI
//   kClient     basicConstraints CA:FALSE and keyUsage digitalSignature (both critical), SKI, AKI,
//               extendedKeyUsage clientAuth
//   kServer     the same with serverAuth
//
// `issuer` is null for a certificate that signs itself. SKI is RFC 7093's method 1: the first 160 bits of the
// SHA-256 of the public key. kInternal: OpenSSL failed. kUnavailable: no random serial number.
absl::StatusOr<std::string> BuildCertificate(const CertificateContent& content, evp_pkey_st* subject_key,
                                             x509_st* issuer, evp_pkey_st* issuer_key);

}  // namespace osteon::openssl

#endif  // OSTEON_COMMON_IDENTITY_CERTIFICATE_BUILDER_H_
