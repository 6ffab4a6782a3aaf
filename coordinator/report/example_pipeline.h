// The second half of the examples: everything that a study can end with.
#ifndef OSTEON_COORDINATOR_REPORT_EXAMPLE_PIPELINE_H_
#define OSTEON_COORDINATOR_REPORT_EXAMPLE_PIPELINE_H_

#include "coordinator/report/report_input.h"

namespace osteon::report {

// To an example of example_result.h: imputation by the median, ComBat, screening, a lasso "signature" with
// its path and cross-validation, a stepwise logistic "nomogram" with site effects, comparisons, decision
// curves, results harmonised on site, meta-analysis, internal-external validation with one site that failed,
// bootstrap and sample sizes.
void AddPipeline(ReportInput& input);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_EXAMPLE_PIPELINE_H_
