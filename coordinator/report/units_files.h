// The comparison of units between sites, for the files.
#ifndef OSTEON_COORDINATOR_REPORT_UNITS_FILES_H_
#define OSTEON_COORDINATOR_REPORT_UNITS_FILES_H_

#include <string>

#include "common/json/json_text.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// {"variables": {NAME: {SITE: {"measured", "lower", "median", "upper", "iqr", "shift", "spread_ratio",
// "finding"} or
// {"suppressed": rule}}}, "levels": {NAME: {SITE: {"measured", "percent": {LEVEL: share}} or as above}},
// "features_compared", "features_flagged"}. Of features only those that are flagged; units.csv has all.
Json UnitsJson(const ReportInput& input);

// One row per numeric variable and site, then one per categorical variable, level and site: variable, level,
// site, measured, lower, median, upper, iqr, percent, shift, spread_ratio, finding, suppressed.
std::string UnitsCsv(const ReportInput& input);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_UNITS_FILES_H_
