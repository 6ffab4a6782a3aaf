// The program that draws the figures: web/figures with all it needs, one file for node.
#ifndef OSTEON_COORDINATOR_REPORT_FIGURES_BUNDLE_H_
#define OSTEON_COORDINATOR_REPORT_FIGURES_BUNDLE_H_

#include "absl/strings/string_view.h"

namespace osteon::report {

absl::string_view FiguresBundle();

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FIGURES_BUNDLE_H_
