// Case mix, histograms, recalibration and subgroups of the examples. For tests only.
#ifndef OSTEON_COORDINATOR_REPORT_EXAMPLE_CASE_MIX_H_
#define OSTEON_COORDINATOR_REPORT_EXAMPLE_CASE_MIX_H_

#include "coordinator/report/report_input.h"

namespace osteon::report {

// Adds them to every validation of the input: ages and sexes, one variable suppressed at the last site; and
// the external patients together.
void AddExampleCaseMix(ReportInput& input);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_EXAMPLE_CASE_MIX_H_
