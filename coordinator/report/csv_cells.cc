#include "coordinator/report/csv_cells.h"

#include <array>
#include <charconv>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "common/text/number.h"

namespace osteon::report {

std::string NumberText(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? FormatNumber(*value) : "";
}

std::string ShortNumber(double value) {
  std::array<char, 32> text{};
  const std::to_chars_result end = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end.ptr};
}

std::string CountText(std::uint64_t count) {
  return absl::StrCat(count);
}

std::string YesText(bool yes) {
  return yes ? "yes" : "no";
}

}  // namespace osteon::report
