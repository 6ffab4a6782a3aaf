// What a new member sends to be enrolled.
#ifndef OSTEON_COMMON_IDENTITY_CERTIFICATE_REQUEST_H_
#define OSTEON_COMMON_IDENTITY_CERTIFICATE_REQUEST_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/identity/key.h"

namespace osteon {

// A PKCS#10 request in PEM with an empty subject and no extensions, signed by `key`: it says "I hold this
// key" and nothing else. Name and role are the signer's to give. kInternal: OpenSSL failed.
absl::StatusOr<std::string> MakeCertificateRequest(const PrivateKey& key);

// SHA-256 of the public key that a request is for, as PrivateKey::PublicKeyFingerprint has it, once the
// request's own signature by that key has been checked. kInvalidArgument, kDataLoss: as
// CertificateAuthority::SignMember.
absl::StatusOr<std::string> RequestPublicKeyFingerprint(absl::string_view request_pem);

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_CERTIFICATE_REQUEST_H_
