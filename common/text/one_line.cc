#include "common/text/one_line.h"

#include <algorithm>

#include "common/text/utf8.h"

namespace osteon {

std::string OneLine(absl::string_view text, std::size_t max_bytes) {
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = Utf8Length(text, at);
    const std::size_t taken = std::max<std::size_t>(length, 1);
    if (line.size() + taken > max_bytes) break;
    if (length == 0) {
      line += '?';
    } else if (IsControl(text, at, length)) {
      line += ' ';
    } else {
      line.append(text.data() + at, length);
    }
    at += taken;
  }
  return line;
}

}  // namespace osteon
