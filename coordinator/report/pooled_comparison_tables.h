// Two models over the external sites, and pooled performance without each of them, as CSV: as tables.h.
#ifndef OSTEON_COORDINATOR_REPORT_POOLED_COMPARISON_TABLES_H_
#define OSTEON_COORDINATOR_REPORT_POOLED_COMPARISON_TABLES_H_

#include <string>

#include "models/pipeline/study_result.h"

namespace osteon::report {

// One row per pair of models and measure: a, b, measure, estimate, se, lower, upper, prediction_lower,
// prediction_upper, tau2, i2, k, p, only_a_right, only_b_right, sites_used, sites_left_out, unavailable,
// notes. Measures are those of comparisons.csv; McNemar's tests have counts and the mid-p value, no estimate.
// Differences in Brier score and net benefit have no p.
std::string PooledComparisonsCsv(const models::StudyResult& result);

// One row per set of sites, model, measure and site left out: over (external, internal_external), model,
// measure, without, scale, estimate, se, lower, upper, prediction_lower, prediction_upper (on `scale`), tau2,
// i2, k, and original_estimate, original_lower, original_upper on the reader's scale.
std::string PooledWithoutCsv(const models::StudyResult& result);

// One row per test: where, a, b, test, p, p_holm (comparison_tests.h).
std::string ComparisonTestsCsv(const models::StudyResult& result);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_POOLED_COMPARISON_TABLES_H_
