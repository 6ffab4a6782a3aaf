// Text of others inside markup.
#ifndef OSTEON_COMMON_TEXT_ESCAPE_HTML_H_
#define OSTEON_COMMON_TEXT_ESCAPE_HTML_H_

#include <string>

#include "absl/strings/string_view.h"

namespace osteon {

// For text and for quoted attributes: & < > " ' as references, control characters as U+FFFD.
std::string EscapeHtml(absl::string_view text);

}  // namespace osteon

#endif  // OSTEON_COMMON_TEXT_ESCAPE_HTML_H_
