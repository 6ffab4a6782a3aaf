// The report's parts, in the order of the page. Each is one <section> with its heading, or empty where the
// study has no such thing.
#ifndef OSTEON_COORDINATOR_REPORT_SECTIONS_H_
#define OSTEON_COORDINATOR_REPORT_SECTIONS_H_

#include "coordinator/report/html.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// Key numbers and one sentence a model.
Html SummarySection(const ReportInput& input);

// Whether the sites measure in the same units: the report's first table.
Html UnitsSection(const ReportInput& input, Numbering& numbering);

// What was done, in sentences, and the table of sites with exclusions.
Html StudySection(const ReportInput& input, Numbering& numbering);

// Imputation with its values and shares, ComBat.
Html PreparationSection(const ReportInput& input, Numbering& numbering);

// From all features to those that are left.
Html ScreeningSection(const ReportInput& input, Numbering& numbering);

// Whether the patients are enough for the development, and for validation at each external site.
Html SampleSizeSection(const ReportInput& input, Numbering& numbering);

// A table of coefficients per model, fitted or given; penalised paths, stepwise selections, nomograms.
Html ModelsSection(const ReportInput& input, Numbering& numbering);

// Forest plots per model; per role performance, classification, comparisons and decision curves; what was
// harmonised on site.
Html PerformanceSection(const ReportInput& input, Numbering& numbering);

// Meta-analysis over the external sites.
Html PooledSection(const ReportInput& input, Numbering& numbering);

// The same without each external site in turn; empty with fewer than three.
Html LeaveOneOutSection(const ReportInput& input, Numbering& numbering);

// Two models over the external sites together, and what many tests mean.
Html PooledComparisonsSection(const ReportInput& input, Numbering& numbering);

// Where the study repeats an earlier validation: the runs in the order of time.
Html RunsSection(const ReportInput& input, Numbering& numbering);

// One development site left out at a time.
Html InternalExternalSection(const ReportInput& input, Numbering& numbering);

// Apparent performance of all development sites together, corrected where bootstrap was asked for.
Html OptimismSection(const ReportInput& input, Numbering& numbering);

// What left each hospital.
Html LedgerSection(const ReportInput& input, Numbering& numbering);

// What the results do not say.
Html LimitationsSection(const ReportInput& input);

// Hashes, roster, software, signature.
Html ProvenanceSection(const ReportInput& input, Numbering& numbering);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_SECTIONS_H_
