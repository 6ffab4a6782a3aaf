// A study's result with invented numbers, for tests of the report.
#ifndef OSTEON_COORDINATOR_REPORT_EXAMPLE_RESULT_H_
#define OSTEON_COORDINATOR_REPORT_EXAMPLE_RESULT_H_

#include "coordinator/report/report_input.h"

namespace osteon::report {

// Three development sites with hold-out rows and two external ones ("alpha" to "epsilon"); a fitted model
// "clinical", a given one "published" and a column of scores "reader"; a threshold; one external site without
// events, whose metrics are unavailable.
ReportInput ExampleInput();

// Four development and four external sites with everything that a study can end with (see
// example_pipeline.h); it repeats the first.
ReportInput ExampleOfEverything();

// The first with 25 sites, twenty of them external, one with a very long name.
ReportInput ExampleInputOf25Sites();

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_EXAMPLE_RESULT_H_
