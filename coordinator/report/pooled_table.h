// The table of a meta-analysis over sites.
#ifndef OSTEON_COORDINATOR_REPORT_POOLED_TABLE_H_
#define OSTEON_COORDINATOR_REPORT_POOLED_TABLE_H_

#include <string>
#include <utility>
#include <vector>

#include "coordinator/report/html.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// The four measures of PooledPerformance with the names that people read.
struct NamedMeasure {
  const char* name;  // "AUC"
  const char* key;   // "auc", as the files have it
  models::PooledMetric models::PooledPerformance::*metric;
  int decimals;
};
const std::vector<NamedMeasure>& PooledMeasures();

// "0.71 to 0.84": an interval of the metric, back on the reader's scale.
std::string IntervalText(const models::PooledMetric& metric, const models::Interval& interval, int decimals);

// A group for each model, a row for each measure: estimate and intervals on the reader's scale (AUC, O/E).
// `source` is where its numbers come from.
Html PooledTable(const std::string& caption, const models::StudyResult& result,
                 const models::PooledModels& pooled, const Html& source, Numbering& numbering);

// Sites left out, each with its reasons, and what few sites mean; empty where there is nothing to say.
Html PooledNotes(const models::PooledModels& pooled);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_POOLED_TABLE_H_
