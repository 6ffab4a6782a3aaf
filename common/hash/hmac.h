// Keyed hashes: HMAC-SHA256 (RFC 2104, FIPS 198-1) and the key derivation built on it, HKDF (RFC 5869).
#ifndef OSTEON_COMMON_HASH_HMAC_H_
#define OSTEON_COMMON_HASH_HMAC_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

// 32 raw bytes. Any length of key and message, empty included.
std::string HmacSha256(absl::string_view key, absl::string_view message);

// Extract and expand (RFC 5869, sections 2.2 and 2.3): `length` raw bytes.
//
//   ikm     input keying material, a secret that need not be uniform
//   salt    not secret; an empty one means 32 zero bytes, as the RFC says
//   info    what the key is for; two uses of one secret differ here
//
// kInvalidArgument: `length` is 0 or above 8160 (255 blocks of 32).
absl::StatusOr<std::string> HkdfSha256(absl::string_view ikm, absl::string_view salt, absl::string_view info,
                                       std::size_t length);

}  // namespace osteon

#endif  // OSTEON_COMMON_HASH_HMAC_H_
