#include "coordinator/report/wording.h"

#include <cmath>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace osteon::report {
namespace {

constexpr char kMinus[] = "\xE2\x88\x92";
constexpr char kTimes[] = "\xC3\x97";

std::string WithMinus(const std::string& number) {
  return absl::StrReplaceAll(number, {{"-", kMinus}});
}

}  // namespace

std::string Fixed(double value, int decimals) {
  std::string number = absl::StrFormat("%.*f", decimals, value);
  if (number.find_first_not_of("-0.") == std::string::npos && number[0] == '-') number.erase(0, 1);
  return WithMinus(number);
}

std::string Significant(double value) {
  const double size = std::fabs(value);
  if (size == 0) return "0";
  if (size >= 1e-4 && size < 1e5) {
    const int before = static_cast<int>(std::floor(std::log10(size))) + 1;  // digits before the point
    return Fixed(value, before >= 4 ? 0 : 4 - before);
  }
  const std::string number = absl::StrFormat("%.2e", value);
  const std::size_t e = number.find('e');
  std::string exponent = number.substr(e + 1);
  const bool negative = exponent[0] == '-';
  exponent.erase(0, 1);
  while (exponent.size() > 1 && exponent[0] == '0') exponent.erase(0, 1);
  return absl::StrCat(WithMinus(number.substr(0, e)), kTimes, "10^", negative ? kMinus : "", exponent);
}

std::string Plain(double value) {
  return WithMinus(absl::StrFormat("%g", value));
}

std::string Ratio(double value) {
  if (!std::isfinite(value)) return "beyond 10^300";
  return value >= 0.1 && value < 1000 ? Fixed(value, value < 10 ? 3 : 2) : Significant(value);
}

std::string PValue(double p) {
  return p < 0.001 ? "<0.001" : Fixed(p, 3);
}

std::string Count(std::uint64_t count) {
  const std::string digits = absl::StrCat(count);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

std::string Counted(std::uint64_t count, absl::string_view singular, absl::string_view plural) {
  if (count == 1) return absl::StrCat("1 ", singular);
  return absl::StrCat(Count(count), " ", plural.empty() ? absl::StrCat(singular, "s") : std::string(plural));
}

std::string Bytes(std::uint64_t bytes) {
  const auto size = static_cast<double>(bytes);
  if (bytes < 1000) return Counted(bytes, "byte");
  if (bytes < 1000000) return absl::StrCat(Fixed(size / 1e3, 1), " kB");
  if (bytes < 1000000000) return absl::StrCat(Fixed(size / 1e6, 1), " MB");
  return absl::StrCat(Fixed(size / 1e9, 1), " GB");
}

std::string Quoted(absl::string_view name) {
  return absl::StrCat("\xE2\x80\x9C", name, "\xE2\x80\x9D");
}

std::string Listed(const std::vector<std::string>& items) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 == items.size() ? " and " : ", ";
    out += items[i];
  }
  return out;
}

}  // namespace osteon::report
