// Text of others, for logs, terminals and messages.
#ifndef OSTEON_COMMON_TEXT_ONE_LINE_H_
#define OSTEON_COMMON_TEXT_ONE_LINE_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace osteon {

// At most `max_bytes` of `text` on one line: control characters become blanks, bytes that are not UTF-8
// become '?', and no character is cut in two.
std::string OneLine(absl::string_view text, std::size_t max_bytes);

}  // namespace osteon

#endif  // OSTEON_COMMON_TEXT_ONE_LINE_H_
