// For tests: certificates and requests that our own code refuses to make.
#ifndef OSTEON_COMMON_IDENTITY_FORGE_H_
#define OSTEON_COMMON_IDENTITY_FORGE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/certificate_builder.h"
#include "common/identity/key.h"

namespace osteon::forge {

inline const absl::Time kNow = absl::FromCivil(absl::CivilHour(2026, 3, 1, 12), absl::UTCTimeZone());

enum class KeyKind { kP256, kP384, kRsa };

// A request whose subject is CN=evil and which asks for the alternative names URI urn:osteon:operator:evil
// and DNS evil.example.
std::string EvilRequest(KeyKind kind);

// The request with another key put in, its signature left as it was.
std::string RequestForAnotherKey(const std::string& request_pem);

// A PKCS#8 private key that is not ours.
std::string ForeignKeyPem(KeyKind kind);

// A certificate with any content. `issuer_pem` may be empty: it signs itself.
std::string AnyCertificate(const openssl::CertificateContent& content, const PrivateKey& subject,
                           const std::string& issuer_pem, const PrivateKey& issuer);

// The certificate with one extension taken out (by OpenSSL's NID), signed again by `issuer`.
std::string WithoutExtension(const std::string& certificate_pem, int nid, const PrivateKey& issuer);

// The key that CertificateAuthority keeps in `folder`.
PrivateKey AuthorityKey(const std::string& folder);

// Whether the DER of the one PEM block has these bytes anywhere.
bool DerContains(const std::string& pem, absl::string_view text);

// Whether OpenSSL's queue of errors of this thread is empty.
bool NoOpenSslErrors();

}  // namespace osteon::forge

#endif  // OSTEON_COMMON_IDENTITY_FORGE_H_
