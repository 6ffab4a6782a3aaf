#include "site_agent/radiomics/pyradiomics/python_number.h"

#include <array>
#include <charconv>
#include <cmath>

namespace osteon {

std::string PythonNumber(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  const double size = std::abs(value);
  const bool fixed = size == 0 || (size >= 1e-4 && size < 1e16);
  std::array<char, 64> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 fixed ? std::chars_format::fixed : std::chars_format::scientific);
  std::string number(text.data(), end.ptr);
  if (fixed && number.find('.') == std::string::npos) number += ".0";
  return number;
}

}  // namespace osteon
