// The chapters of report.html, each a whole <section>, and their parts, which are empty where the study has
// no such thing.
#ifndef OSTEON_COORDINATOR_REPORT_SECTIONS_H_
#define OSTEON_COORDINATOR_REPORT_SECTIONS_H_

#include <string>

#include "coordinator/report/html.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// Which models, for what, locked when, each model's equation. `model_sha256`: of model.json; empty: not told.
Html IdentityChapter(const ReportInput& input, const std::string& model_sha256, Numbering& numbering);

// The sites, what was asked of images, who was left out.
Html SitesChapter(const ReportInput& input, Numbering& numbering);

// Whether the sites measure in the same units, the report's first table; missing values.
Html CaseMixChapter(const ReportInput& input, Numbering& numbering);

// Patients and events, whether they are enough, the disclosure rules and what they kept back, what left.
Html SampleSizeChapter(const ReportInput& input, Numbering& numbering);

// From features to frozen models, and how much their apparent performance flatters.
Html DevelopmentChapter(const ReportInput& input, Numbering& numbering);

// Every model in every cohort at a glance; AUC; models against each other.
Html DiscriminationChapter(const ReportInput& input, Numbering& numbering);

Html CalibrationChapter(const ReportInput& input, Numbering& numbering);

// Brier scores, and classification at the threshold.
Html AccuracyChapter(const ReportInput& input, Numbering& numbering);

// Decision curves.
Html UtilityChapter(const ReportInput& input, Numbering& numbering);

// Meta-analysis over external sites, leave-one-site-out, what harmonisation on site changes.
Html HeterogeneityChapter(const ReportInput& input, Numbering& numbering);

Html SubgroupsChapter(const ReportInput& input, Numbering& numbering);

Html NomogramChapter(const ReportInput& input, Numbering& numbering);

// What the results do not say.
Html LimitationsChapter(const ReportInput& input, Numbering& numbering);

// Every round, hashes, roster, software, signature.
Html AuditChapter(const ReportInput& input, Numbering& numbering);

// Where each item of the checklist is answered; references.
Html ChecklistChapter(const ReportInput& input, Numbering& numbering);

// Parts.

// Key numbers and one sentence a model.
Html SummaryPart(const ReportInput& input);
Html UnitsPart(const ReportInput& input, Numbering& numbering);
// Outcome and predictors of each cohort, and standardised differences from development.
Html CaseMixPart(const ReportInput& input, Numbering& numbering);
// Each model's linear predictor against development.
Html ShiftPart(const ReportInput& input, Numbering& numbering);
// Imputation with its values and shares.
Html MissingPart(const ReportInput& input, Numbering& numbering);
Html HarmonisationPart(const ReportInput& input, Numbering& numbering);
// From all features to those that are left.
Html ScreeningPart(const ReportInput& input, Numbering& numbering);
// Whether the patients are enough for the development, and for validation at each external site.
Html EnoughPart(const ReportInput& input, Numbering& numbering);
// Rules, limits, what was suppressed, what left each hospital.
Html DisclosurePart(const ReportInput& input, Numbering& numbering);
// A table of coefficients per model, fitted or given; penalised paths, stepwise selections.
Html ModelsPart(const ReportInput& input, Numbering& numbering);
// Apparent performance of all development sites together, corrected where bootstrap was asked for.
Html OptimismPart(const ReportInput& input, Numbering& numbering);
// Meta-analysis over the external sites.
Html PooledPart(const ReportInput& input, Numbering& numbering);
// The same without each external site in turn; empty with fewer than three.
Html LeaveOneOutPart(const ReportInput& input, Numbering& numbering);
// Two models over the external sites together, and what many tests mean.
Html PooledComparisonsPart(const ReportInput& input, Numbering& numbering);
// Where the study repeats an earlier validation: the runs in the order of time.
Html RunsPart(const ReportInput& input, Numbering& numbering);
// One development site left out at a time.
Html InternalExternalPart(const ReportInput& input, Numbering& numbering);
// Intercept, and intercept and slope, that each site would need.
Html RecalibrationPart(const ReportInput& input, Numbering& numbering);
// The external patients as one sample.
Html StackedPart(const ReportInput& input, Numbering& numbering);
// Harmonised with estimates from the site's own patients, beside the primary result.
Html HarmonisedOnSitePart(const ReportInput& input, Numbering& numbering);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_SECTIONS_H_
