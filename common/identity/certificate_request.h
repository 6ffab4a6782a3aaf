// What a new member sends to be enrolled.
#ifndef OSTEON_COMMON_IDENTITY_CERTIFICATE_REQUEST_H_
#define OSTEON_COMMON_IDENTITY_CERTIFICATE_REQUEST_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/identity/key.h"

namespace osteon {

// A PKCS#10 request in PEM with an empty subject and no extensions, signed by `key`: it says "I hold this
// key" and nothing else. Name and role are the signer's to give. kInternal: OpenSSL failed.
absl::StatusOr<std::string> MakeCertificateRequest(const PrivateKey& key);

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_CERTIFICATE_REQUEST_H_
