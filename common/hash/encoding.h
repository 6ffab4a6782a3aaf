// Bytes as text. absl writes hexadecimal (absl::BytesToHexString) and base64 (absl::WebSafeBase64Escape);
// here is what it lacks: a hexadecimal reader that checks, and Crockford's base32 for text that people copy
// or read out.
#ifndef OSTEON_COMMON_HASH_ENCODING_H_
#define OSTEON_COMMON_HASH_ENCODING_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

// Either case. kInvalidArgument: an odd number of digits, or a character that is none.
absl::StatusOr<std::string> DecodeHex(absl::string_view text);

// Crockford's base32 (https://www.crockford.com/base32.html), digits then lower-case letters without i, l, o
// and u, first bit first, the last digit padded with zero bits; no check digit, no hyphens. n bytes give
// ceil(8 n / 5) characters.
std::string EncodeBase32(absl::string_view bytes);

// Reads what EncodeBase32 writes, in either case, with o read as 0 and i and l as 1.
// kInvalidArgument: another character, a length that no number of bytes has, or padding bits that are not
// zero (so two texts with the same bytes differ only in those look-alikes and in case).
absl::StatusOr<std::string> DecodeBase32(absl::string_view text);

}  // namespace osteon

#endif  // OSTEON_COMMON_HASH_ENCODING_H_
