// Seals: what one site sends to another through somebody whom neither believes.
#ifndef OSTEON_COMMON_MASKING_SEAL_H_
#define OSTEON_COMMON_MASKING_SEAL_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/masking/mask_key.h"

namespace osteon {

// For every other site of `public_keys` the HMAC-SHA256 of `words` under
//   HKDF-SHA256(X25519 of the two mask keys, salt = SHA-256(context),
//               info = "osteon seal v1\n" sender "\n" receiver)
// 32 bytes each. kInvalidArgument: as AddPairwiseMasks.
absl::StatusOr<std::map<std::string, std::string>> SealFor(
    const MaskKey& own, const std::string& self, const std::map<std::string, std::string>& public_keys,
    absl::string_view context, const std::vector<std::uint64_t>& words);

// kPermissionDenied: `sender` did not seal these words for `self` in this context.
absl::Status CheckSeal(const MaskKey& own, const std::string& self, const std::string& sender,
                       absl::string_view sender_public_key, absl::string_view context,
                       const std::vector<std::uint64_t>& words, absl::string_view tag);

}  // namespace osteon

#endif  // OSTEON_COMMON_MASKING_SEAL_H_
