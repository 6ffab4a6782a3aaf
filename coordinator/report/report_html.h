// report.html: the report for people.
#ifndef OSTEON_COORDINATOR_REPORT_REPORT_HTML_H_
#define OSTEON_COORDINATOR_REPORT_REPORT_HTML_H_

#include <string>

#include "coordinator/report/report_input.h"

namespace osteon::report {

// One self-contained page: no script, nothing loaded from elsewhere, figures as inline SVG; prints on A4.
// Every text of the input is escaped. The numbers of the input are finite (as for tables.h). `model_sha256`
// is the hash of model.json as it stands beside the page; empty: the page does not tell one.
std::string ReportHtml(const ReportInput& input, const std::string& model_sha256 = "");

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_REPORT_HTML_H_
