// Enrolment tokens: what an operator hands to a new member, by a way that others cannot read.
//
//   osteon1.<name>.<role>.<secret>.<CA fingerprint>.<checksum>
//
// one line; secret (128 random bits), fingerprint (256 bits) and checksum (30 bits of SHA-256 over what
// stands before it) in Crockford's base32. The secret shows the coordinator that the bearer was invited; the
// fingerprint shows the bearer that it speaks with the right coordinator. That a token works once, and until
// when, is the coordinator's to keep.
#ifndef OSTEON_COMMON_IDENTITY_TOKEN_H_
#define OSTEON_COMMON_IDENTITY_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/identity/certificate.h"

namespace osteon {

struct EnrolmentToken {
  std::string name;
  Role role = Role::kSite;
  std::string secret;          // 16 raw bytes
  std::string ca_fingerprint;  // CertificateFingerprint of the CA, 64 lower-case digits
};

// A token with a new random secret. kInvalidArgument: a name that ValidateMemberName refuses, the role
// kCoordinator, or a fingerprint that is not 64 hexadecimal digits. kUnavailable: no random bytes.
absl::StatusOr<EnrolmentToken> MakeToken(absl::string_view name, Role role, absl::string_view ca_fingerprint);

// The line to copy. `token` is MakeToken's or ParseToken's.
std::string TokenText(const EnrolmentToken& token);

// Reads TokenText's line. White space anywhere, capitals and look-alikes (o for 0, i and l for 1) in the
// base32 parts do no harm: a mail program may have broken the line. No message repeats the secret.
// kInvalidArgument: not a token, one of another version, cut short, or mistyped (the checksum does not fit).
absl::StatusOr<EnrolmentToken> ParseToken(absl::string_view text);

// SHA-256 of the secret, 64 lower-case digits: all of it that the coordinator stores. Compare with
// ConstantTimeEqual.
std::string TokenSecretHash(absl::string_view secret);

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_TOKEN_H_
