// The style sheet of report.html.
#ifndef OSTEON_COORDINATOR_REPORT_REPORT_STYLE_H_
#define OSTEON_COORDINATOR_REPORT_REPORT_STYLE_H_

#include <string>

namespace osteon::report {

// Plain CSS without imports, fonts or images. Colours keep a contrast of 4.5 on white and differ in
// lightness, so that they are told apart with any colour vision and on a grey print.
std::string ReportStyle();

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_REPORT_STYLE_H_
