// Where characters begin and end.
#ifndef OSTEON_COMMON_TEXT_UTF8_H_
#define OSTEON_COMMON_TEXT_UTF8_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace osteon {

// Length in bytes of the UTF-8 sequence at `at`, or 0 where there is none (RFC 3629: no overlong form, no
// surrogate).
std::size_t Utf8Length(absl::string_view text, std::size_t at);

// Whether the character of `length` bytes at `at` moves a cursor or turns the direction of writing: C0 and C1
// controls, DEL, and Unicode's bidirectional marks, overrides and isolates.
bool IsControl(absl::string_view text, std::size_t at, std::size_t length);

}  // namespace osteon

#endif  // OSTEON_COMMON_TEXT_UTF8_H_
