// ledger.json: what each site was asked and how much of it left.
#ifndef OSTEON_COORDINATOR_REPORT_LEDGER_JSON_H_
#define OSTEON_COORDINATOR_REPORT_LEDGER_JSON_H_

#include "common/json/json_text.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

// {"study", "study_sha256", "rules", "round_trips", "sites", "rounds"}
Json LedgerJson(const ReportInput& input);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_LEDGER_JSON_H_
