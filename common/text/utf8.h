// Where characters begin and end.
#ifndef OSTEON_COMMON_TEXT_UTF8_H_
#define OSTEON_COMMON_TEXT_UTF8_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace osteon {

// Length in bytes of the UTF-8 sequence at `at`, or 0 where there is none (RFC 3629: no overlong form, no
// surrogate).
std::size_t Utf8Length(absl::string_view text, std::size_t at);

}  // namespace osteon

#endif  // OSTEON_COMMON_TEXT_UTF8_H_
