// How wide text is in a figure, without asking a browser.
#ifndef OSTEON_COORDINATOR_REPORT_SVG_TEXT_H_
#define OSTEON_COORDINATOR_REPORT_SVG_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace osteon::report {

// A generous estimate at 12 units, in a sans-serif face.
double SvgTextWidth(absl::string_view text);

// As it is, or as much as fits into `width` with an ellipsis.
std::string SvgShortened(const std::string& text, double width);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_SVG_TEXT_H_
