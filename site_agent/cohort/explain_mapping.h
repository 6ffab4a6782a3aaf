// What a study needs of a hospital's table and what it finds there, in words for the administrator. Counts
// and ranges are of this hospital's patients: shown here, never sent.
#ifndef OSTEON_SITE_AGENT_COHORT_EXPLAIN_MAPPING_H_
#define OSTEON_SITE_AGENT_COHORT_EXPLAIN_MAPPING_H_

#include <cstddef>
#include <string>
#include <vector>

#include "common/csv/csv.h"
#include "models/study/study.h"
#include "site_agent/cohort/mapping.h"

namespace osteon {

struct ExplainedColumn {
  std::string name;                     // the study's
  std::string need;                     // "predictor, number, mg/l, at least 0"
  std::string from;                     // the table's; empty: the column is not there
  std::string conversion;               // "as it is", "times 10", "m becomes M, w becomes F"
  std::size_t values = 0, missing = 0;  // cells, after conversion
  std::string before, after;  // "0.1 to 32", or levels with their counts; empty for the patients' column
  std::string problem;        // empty: none. The first of several, with file and line, and their number
};

// Every column that `study` needs: patients, outcome, at a development site the split, clinical columns
// (folds too), other columns that models name; features only where the study does not extract them from
// images. In this order, unique.
std::vector<ExplainedColumn> ExplainMapping(const CsvTable& table, const Mapping& mapping,
                                            const models::Study& study, bool development_site);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_COHORT_EXPLAIN_MAPPING_H_
