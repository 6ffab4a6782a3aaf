// report.html printed by a browser without a window.
#ifndef OSTEON_COORDINATOR_REPORT_FIGURES_PRINT_PDF_H_
#define OSTEON_COORDINATOR_REPORT_FIGURES_PRINT_PDF_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace osteon::report {

struct BrowserOptions {
  std::string search_path;  // as PATH: chromium, chromium-browser or google-chrome is looked for
  absl::Duration deadline = absl::Minutes(2);
};

// Prints report.html in `folder` to report.pdf beside it, which is replaced atomically. The browser sees a
// copy of the page in a private folder, and its profile is empty and removed. Its sandbox is off for root
// only, under whom it does not start with one.
//
// kFailedPrecondition: no browser; it did not print in time, or not at all; the message says what to do
// instead. Otherwise the errors of common/files.
absl::Status PrintPdf(const std::string& folder, const BrowserOptions& options);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FIGURES_PRINT_PDF_H_
