// Who a certificate speaks for.
//
// A name and a role stand in one place only, a URI in the certificate's subject alternative name:
// urn:osteon:<role>:<name>. The common name is for people to read and decides nothing.
#ifndef OSTEON_COMMON_IDENTITY_CERTIFICATE_H_
#define OSTEON_COMMON_IDENTITY_CERTIFICATE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace osteon {

enum class Role { kSite, kStatistician, kOperator, kAuditor, kCoordinator };

// "site", "statistician", "operator", "auditor", "coordinator".
std::string RoleName(Role role);

// RoleName's inverse, lower case only. kInvalidArgument: another word; the message lists the five.
absl::StatusOr<Role> ParseRole(absl::string_view name);

// Names of members and consortia: 1 to 63 characters, a to z, 0 to 9 and -, beginning with a letter.
// kInvalidArgument otherwise.
absl::Status ValidateMemberName(absl::string_view name);

struct PeerIdentity {
  std::string name;  // the member's; for the role kCoordinator the consortium's
  Role role = Role::kSite;
  std::string serial_hex;  // lower-case digits, unique within one CA: what a revocation names
  std::string
      public_key_fingerprint;  // SHA-256 of the DER SubjectPublicKeyInfo: stays when a certificate is renewed
  absl::Time not_before;       // the first and the last valid second
  absl::Time not_after;
};

// Reads exactly one certificate. It is NOT verified: anybody can write one. Trust the answer only after
// VerifyMemberChain, VerifyServerChain or a TLS handshake against the CA accepted the same certificate.
// kInvalidArgument: not one certificate, over 64 KB, a key other than P-256, or not exactly one URI that
// begins with urn:osteon: and has a known role and a valid name. kDataLoss: it cannot be decoded.
absl::StatusOr<PeerIdentity> ParsePeer(absl::string_view certificate_pem);

// The DNS names and IP addresses that a server's certificate is for, as they are typed, in its order. Errors
// as in ParsePeer.
absl::StatusOr<std::vector<std::string>> CertificateHosts(absl::string_view certificate_pem);

// SHA-256 over the certificate's DER, 64 lower-case digits: what `openssl x509 -fingerprint -sha256` prints,
// without colons. Errors as in ParsePeer, but any kind of key and name will do.
absl::StatusOr<std::string> CertificateFingerprint(absl::string_view certificate_pem);

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_CERTIFICATE_H_
