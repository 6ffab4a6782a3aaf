// What may be put into a page that a hospital opens.
#ifndef OSTEON_COORDINATOR_REPORT_FIGURES_CHECK_SVG_H_
#define OSTEON_COORDINATOR_REPORT_FIGURES_CHECK_SVG_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace osteon::report {

// One <svg> of shapes and text: known elements and attributes only, every attribute quoted, each element
// closed. So there is no script, style sheet, event handler, link, foreign object, comment or reference to
// anything outside.
//
// kInvalidArgument: what was found instead.
absl::Status CheckSvg(absl::string_view svg);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FIGURES_CHECK_SVG_H_
