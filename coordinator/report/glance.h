// Performance at a glance: every model in every cohort, side by side, as papers print it.
#ifndef OSTEON_COORDINATOR_REPORT_GLANCE_H_
#define OSTEON_COORDINATOR_REPORT_GLANCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "coordinator/report/html.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// One model in one cohort.
struct GlanceRow {
  std::string model;
  std::optional<std::uint64_t> n, events;  // absent: `suppressed` says why
  std::string suppressed;                  // the disclosure rule for whose sake nothing is told
  models::MaybeEstimate auc, sensitivity, specificity, accuracy;
  bool auc_without_interval = false;  // corrected for optimism: the bootstrap gives none
  models::Maybe<double> brier;
  // The model that it is compared with, and the p value of paired DeLong or why there is none.
  std::vector<std::pair<std::string, models::Maybe<double>>> compared;
  bool imprecise = false;
};

struct GlanceCohort {
  std::string cohort;  // "training (apparent)", "hold-out", "external", "training, corrected for optimism",
                       // "external, pooled"
  std::string site;    // empty: of several
  std::vector<GlanceRow> rows;  // in the order of the study's models
};

// Training at each site, corrected for optimism, hold-out and external sites, and the external ones pooled:
// AUC by meta-analysis, proportions and Brier score of their patients together where every site tells its
// counts.
std::vector<GlanceCohort> PerformanceAtAGlance(const ReportInput& input);

Html GlanceTable(const ReportInput& input, Numbering& numbering);

// What its rows do and do not have.
Html GlanceNotes(const ReportInput& input);

// tables/performance.csv, one row per cohort, site and model: cohort, site, model, n, events, then estimate,
// lower and upper of auc, sensitivity, specificity and accuracy, brier, comparator, delong_p (several
// separated by "; "), unavailable.
std::string PerformanceCsv(const ReportInput& input);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_GLANCE_H_
