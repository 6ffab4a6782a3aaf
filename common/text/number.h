// Numbers as text, the same way in every file that Osteon writes.
#ifndef OSTEON_COMMON_TEXT_NUMBER_H_
#define OSTEON_COMMON_TEXT_NUMBER_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace osteon {

// 17 significant digits: reading the text gives the same double. Not finite: "nan", "inf", "-inf".
std::string FormatNumber(double value);

// A finite decimal number and nothing else around it ("1", "-2.5e-3"). Independent of the locale. Empty text,
// "nan", "inf", hexadecimal, a comma and trailing characters give nullopt, and so does a number beyond a
// double's range.
std::optional<double> ParseNumber(absl::string_view text);

}  // namespace osteon

#endif  // OSTEON_COMMON_TEXT_NUMBER_H_
