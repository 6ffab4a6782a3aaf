#include "common/text/number.h"

#include <charconv>
#include <cmath>
#include <system_error>

#include "absl/strings/str_format.h"

namespace osteon {

std::string FormatNumber(double value) {
  if (std::isnan(value)) return "nan";  // its sign says nothing
  return absl::StrFormat("%.17g", value);
}

std::optional<double> ParseNumber(absl::string_view text) {
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  const char first = text.front() == '-' && text.size() > 1 ? text[1] : text.front();
  if (first != '.' && (first < '0' || first > '9'))
    return std::nullopt;  // from_chars would take "nan" and "inf"
  double value = 0;
  const std::from_chars_result result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

}  // namespace osteon
