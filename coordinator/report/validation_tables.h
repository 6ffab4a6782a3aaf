// Validation beyond validation.csv, as CSV: as tables.h, a header line alone where there is nothing.
#ifndef OSTEON_COORDINATOR_REPORT_VALIDATION_TABLES_H_
#define OSTEON_COORDINATOR_REPORT_VALIDATION_TABLES_H_

#include <string>

#include "coordinator/report/report_input.h"

namespace osteon::report {

// One row per site, role, pair of models and measure: site, role, a, b, n, events, measure, estimate, se,
// lower, upper, p, only_a_right, only_b_right, unavailable. Differences are of a less b. For McNemar's tests
// (measure mcnemar_accuracy, mcnemar_sensitivity, mcnemar_specificity) p is the mid-p value and the counts
// are patients whom only a, or only b, classifies rightly. Measure "net_benefit at 0.2" for each threshold.
std::string ComparisonsCsv(const models::StudyResult& result);

// One row per site, role, model and threshold: site, role, model, threshold, n, tp, fp, net_benefit,
// treat_all. Sites left out of internal-external validation have the role "left out".
std::string DecisionCurveCsv(const models::StudyResult& result);

// As validation.csv, of external sites harmonised with estimates from their own patients (transductive).
std::string HarmonisedOnSiteCsv(const models::StudyResult& result);

// One row per set of sites, model and measure: over (external, internal_external), model, measure, scale,
// estimate, se, lower, upper, prediction_lower, prediction_upper (on `scale`), tau2, i2, k, df, the same
// estimate and intervals as original_... on the reader's scale, sites_used and sites_left_out separated by
// "; ", unavailable; q, lower_adhoc and upper_adhoc (where q < 1), prediction_lower_k_minus_1 and
// prediction_upper_k_minus_1 on `scale`, notes.
std::string PooledCsv(const models::StudyResult& result);

// As validation.csv, with the role "left out"; a site whose others gave no model has one row that says why.
std::string InternalExternalCsv(const models::StudyResult& result);

// One row per model and measure: model, of (pipeline, final_model; empty without a bootstrap), measure,
// apparent, optimism, corrected, replicates, failed, unavailable.
std::string OptimismCsv(const models::StudyResult& result);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_VALIDATION_TABLES_H_
