// Secrets that a passphrase locks.
#ifndef OSTEON_COMMON_IDENTITY_SEALED_SECRET_H_
#define OSTEON_COMMON_IDENTITY_SEALED_SECRET_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

// The passphrase becomes a key by scrypt (RFC 7914) with N = 2^14, r = 8, p = 5, as OWASP's Password Storage
// Cheat Sheet has it for 16 MB, and 128 random bits of salt. Two forms:
//
//   a PEM text with a key      its block "PRIVATE KEY" as "ENCRYPTED PRIVATE KEY": PKCS#8 with PBES2 (RFC
//   8018)
//                              and AES-256-CBC, which `openssl pkey` reads; certificates stay readable
//   anything else              one block "OSTEON SEALED SECRET": AES-256-GCM, RFC 5116
//
// kInvalidArgument: an empty passphrase, or over 64 KB of secret. kInternal: OpenSSL failed.
absl::StatusOr<std::string> SealSecret(absl::string_view secret, absl::string_view passphrase);

bool IsSealed(absl::string_view text);

// The secret again. kFailedPrecondition: not with this passphrase, or the text was altered. kDataLoss: it
// cannot be decoded.
absl::StatusOr<std::string> OpenSealed(absl::string_view text, absl::string_view passphrase);

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_SEALED_SECRET_H_
