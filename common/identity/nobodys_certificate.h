// A root certificate that nothing is signed with.
#ifndef OSTEON_COMMON_IDENTITY_NOBODYS_CERTIFICATE_H_
#define OSTEON_COMMON_IDENTITY_NOBODYS_CERTIFICATE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace osteon {

// In PEM, of a key that is thrown away: for interfaces that want a root where none is to be trusted.
absl::StatusOr<std::string> NobodysCertificate(absl::Time now);

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_NOBODYS_CERTIFICATE_H_
