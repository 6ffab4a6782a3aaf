// A member's identity in one file: private key, certificate, the CA's certificate.
#ifndef OSTEON_COMMON_IDENTITY_IDENTITY_FILE_H_
#define OSTEON_COMMON_IDENTITY_IDENTITY_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/identity/certificate.h"
#include "common/identity/secret_file.h"

namespace osteon {

// Three PEM texts of one block each: what gRPC's TLS credentials take.
struct Identity {
  std::string private_key_pem;
  std::string certificate_pem;
  std::string ca_certificate_pem;
};

struct LoadedIdentity {
  Identity identity;
  PeerIdentity peer;
};

// Who this is, when the key fits the certificate and the certificate is valid now and signed by the CA: a
// member's (for clients) or the coordinator's (for servers). kInvalidArgument: one of the three cannot be
// used, or the key is another certificate's. kDataLoss: one cannot be decoded. kUnauthenticated,
// kFailedPrecondition: as VerifyMemberChain.
absl::StatusOr<PeerIdentity> CheckIdentity(const Identity& identity, absl::Time now);

// One PEM file in the order key, certificate, CA; mode 0600; complete or not there at all; replaces an
// earlier one. The key is encrypted unless the passphrase is empty. kInvalidArgument, kDataLoss: one of the
// three is not what it should be (dates and signatures are not looked at). Otherwise as WriteFileAtomically.
absl::Status WriteIdentity(const std::string& path, const Identity& identity,
                           absl::string_view passphrase = "");

// kNotFound: no such file. kFailedPrecondition: group or others may read it (chmod 600), it is encrypted and
// the passphrase is missing or another, or it expired. kInvalidArgument: other blocks than WriteIdentity's
// three, or over 64 KB. Otherwise as CheckIdentity; every message begins with the path.
absl::StatusOr<LoadedIdentity> ReadIdentity(const std::string& path, absl::Time now,
                                            const PassphraseSource& passphrase = nullptr);

// The same without looking at dates: for a member whose certificate has run out and who wants to know more.
absl::StatusOr<LoadedIdentity> ReadIdentityOfAnyDate(const std::string& path,
                                                     const PassphraseSource& passphrase = nullptr);

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_IDENTITY_FILE_H_
