#include "coordinator/report/svg_text.h"

#include <cstddef>

#include "absl/strings/str_cat.h"

namespace osteon::report {
namespace {

constexpr char kEllipsis[] = "\xE2\x80\xA6";
constexpr double kEllipsisWidth = 12;

double WidthOf(unsigned char first) {
  if (first >= 0xE0) return 12.5;
  if (first >= 0x80) return 8;
  if (first == 'm' || first == 'w' || first == 'M' || first == 'W' || first == '@' || first == '%')
    return 11.5;
  if (first >= 'A' && first <= 'Z') return 9;
  return first == 'i' || first == 'l' || first == 'j' ? 4 : 7.2;
}

// Behind the character that begins at `at`.
std::size_t Next(const std::string& text, std::size_t at) {
  for (++at; at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;) ++at;
  return at;
}

// The length in bytes of the longest beginning that fits.
std::size_t Fitting(const std::string& text, double width) {
  double used = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    used += WidthOf(static_cast<unsigned char>(text[at]));
    if (used > width) break;
    at = Next(text, at);
  }
  return at;
}

}  // namespace

double TextWidth(const std::string& text) {
  double width = 0;
  for (std::size_t at = 0; at < text.size(); at = Next(text, at)) {
    width += WidthOf(static_cast<unsigned char>(text[at]));
  }
  return width;
}

std::string Shortened(const std::string& text, double width) {
  if (Fitting(text, width) == text.size()) return text;
  return absl::StrCat(text.substr(0, Fitting(text, width - kEllipsisWidth)), kEllipsis);
}

std::vector<std::string> Wrapped(const std::string& text, double width, int most) {
  std::vector<std::string> lines;
  std::string rest = text;
  for (int line = 1; line < most; ++line) {
    const std::size_t fits = Fitting(rest, width);
    if (fits == rest.size()) break;
    const std::size_t separator = fits == 0 ? std::string::npos : rest.find_last_of(" _-.=", fits - 1);
    std::size_t end = separator == std::string::npos ? fits : separator + 1;
    if (end == 0) end = Next(rest, 0);  // a width of less than one character
    lines.push_back(rest.substr(0, end));
    while (!lines.back().empty() && lines.back().back() == ' ') lines.back().pop_back();
    rest = rest.substr(end);
  }
  if (!rest.empty() || lines.empty()) lines.push_back(Shortened(rest, width));
  return lines;
}

}  // namespace osteon::report
