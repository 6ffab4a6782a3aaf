// The report's parts, in the order of the page. Each is one <section> with its heading.
#ifndef OSTEON_COORDINATOR_REPORT_SECTIONS_H_
#define OSTEON_COORDINATOR_REPORT_SECTIONS_H_

#include "coordinator/report/html.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// Key numbers and one sentence a model.
Html SummarySection(const ReportInput& input);

// What was done, in sentences, and the table of sites with exclusions.
Html StudySection(const ReportInput& input, Numbering& numbering);

// A table of coefficients per model, fitted or given.
Html ModelsSection(const ReportInput& input, Numbering& numbering);

// Forest plots per model, a table per role, classification at the threshold.
Html PerformanceSection(const ReportInput& input, Numbering& numbering);

// What left each hospital.
Html LedgerSection(const ReportInput& input, Numbering& numbering);

// What the results do not say, and the methods in a line each.
Html LimitationsSection(const ReportInput& input);

// Hashes, roster, software, signature.
Html ProvenanceSection(const ReportInput& input, Numbering& numbering);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_SECTIONS_H_
