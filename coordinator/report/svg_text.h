// How much room text takes in a drawing whose fonts are not known.
#ifndef OSTEON_COORDINATOR_REPORT_SVG_TEXT_H_
#define OSTEON_COORDINATOR_REPORT_SVG_TEXT_H_

#include <string>
#include <vector>

namespace osteon::report {

// A generous estimate of a UTF-8 text's width at 12 units, in a sans-serif face.
double TextWidth(const std::string& text);

// The text, or as much of its beginning as fits into `width` with an ellipsis.
std::string Shortened(const std::string& text, double width);

// At most `most` lines (at least 1) that fit into `width`, broken behind a blank, '_', '-', '.' or '=' where
// there is one and between characters otherwise; the last is shortened where more is left.
std::vector<std::string> Wrapped(const std::string& text, double width, int most);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_SVG_TEXT_H_
