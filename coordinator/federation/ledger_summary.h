// What a study took from each site, for ledger.json and the report.
#ifndef OSTEON_COORDINATOR_FEDERATION_LEDGER_SUMMARY_H_
#define OSTEON_COORDINATOR_FEDERATION_LEDGER_SUMMARY_H_

#include <string>
#include <vector>

#include "coordinator/journal/round_log.h"
#include "coordinator/report/report_input.h"
#include "models/pipeline/run_study.h"
#include "models/study/study.h"

namespace osteon::coordinator {

// `rounds` in their order; bytes are those of the answers and requests themselves, without the transport's
// framing. scalars_held: analysed patients times the columns that the study needs of a site.
report::LedgerSummary SummariseLedger(const std::vector<StoredRound>& rounds, const models::Study& study,
                                      const models::StudyResult& result);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_FEDERATION_LEDGER_SUMMARY_H_
