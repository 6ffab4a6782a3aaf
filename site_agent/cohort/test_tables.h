// Tables for the tests of this folder.
#ifndef OSTEON_SITE_AGENT_COHORT_TEST_TABLES_H_
#define OSTEON_SITE_AGENT_COHORT_TEST_TABLES_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/csv/csv.h"
#include "common/status/status_macros.h"
#include "site_agent/cohort/site_table.h"

namespace osteon::testing {

inline PseudonymKey TestKey() {
  return PseudonymKey{std::string(32, 'k')};
}

// The table in `csv`, a file named t.csv with its patients in column id.
inline absl::StatusOr<SiteTable> TableOf(const std::string& csv) {
  OSTEON_ASSIGN_OR_RETURN(CsvTable table, ParseCsv(csv, "t.csv"));
  return SiteTable::Create("t.csv", table.header, table.rows, table.lines, TestKey(), "id");
}

}  // namespace osteon::testing

#endif  // OSTEON_SITE_AGENT_COHORT_TEST_TABLES_H_
