// What the coordinator's monitoring may know: counts, states and times. Names of studies and sites are
// labels, and nothing else of either; docs/operations.md lists every metric.
#ifndef OSTEON_COORDINATOR_METRICS_COORDINATOR_METRICS_H_
#define OSTEON_COORDINATOR_METRICS_COORDINATOR_METRICS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/metrics/metric.h"
#include "coordinator/journal/journal.h"
#include "coordinator/session/study_events.h"
#include "coordinator/session/task_board.h"

namespace osteon::coordinator {

struct CoordinatorFacts {
  Journal& journal;
  const TaskBoard& board;
  const StudyEvents& runner;       // who knows which studies stand still
  std::string folder;              // whose disk has room or has not
  std::string server_certificate;  // PEM
};

// Totals are the journal's, so they outlive a restart. Studies of one name, of which but one can go on, are
// added up. Errors are the journal's.
absl::StatusOr<std::vector<Metric>> CoordinatorMetrics(const CoordinatorFacts& facts, absl::Time now);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_METRICS_COORDINATOR_METRICS_H_
