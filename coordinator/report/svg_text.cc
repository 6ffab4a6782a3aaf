#include "coordinator/report/svg_text.h"

#include <cstddef>

#include "absl/strings/str_cat.h"

namespace osteon::report {
namespace {

double WidthOf(unsigned char first) {
  if (first >= 0xE0) return 12.5;
  if (first >= 0x80) return 8;
  if (first == 'm' || first == 'w' || first == 'M' || first == 'W' || first == '@' || first == '%')
    return 11.5;
  if (first >= 'A' && first <= 'Z') return 9;
  return first == 'i' || first == 'l' || first == 'j' ? 4 : 7.2;
}

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

}  // namespace

double SvgTextWidth(absl::string_view text) {
  double width = 0;
  for (const char c : text) {
    if (!IsContinuation(c)) width += WidthOf(static_cast<unsigned char>(c));
  }
  return width;
}

std::string SvgShortened(const std::string& text, double wanted) {
  constexpr double kEllipsis = 12;
  double width = 0;
  std::size_t fits = 0;  // bytes that leave room for an ellipsis
  for (std::size_t at = 0; at < text.size();) {
    width += WidthOf(static_cast<unsigned char>(text[at]));
    if (width > wanted) return absl::StrCat(text.substr(0, fits), "\xE2\x80\xA6");
    for (++at; at < text.size() && IsContinuation(text[at]); ++at) {
    }
    if (width <= wanted - kEllipsis) fits = at;
  }
  return text;
}

}  // namespace osteon::report
