// What a hospital's monitoring may know of its agent: counts and times, no patient. Names of studies are
// labels; docs/operations.md lists every metric.
#ifndef OSTEON_SITE_AGENT_CLI_AGENT_METRICS_H_
#define OSTEON_SITE_AGENT_CLI_AGENT_METRICS_H_

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/metrics/metric.h"
#include "site_agent/policy/ledger.h"

namespace osteon {

// How many patients are still to be extracted, by study; written by the one that extracts.
class ExtractionQueue {
 public:
  void Report(const std::string& study, std::size_t done, std::size_t total);
  std::map<std::string, std::size_t> Left() const;  // of every study that was extracted since the agent began

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::size_t> left_;
};

struct AgentFacts {
  bool connected = false;
  std::size_t tasks_waiting = 0;
  std::map<std::string, std::size_t> cases_left;  // ExtractionQueue
  std::vector<LedgerEntry> entries;
  std::vector<LedgerEvent> events;
  absl::Time certificate_ends;
  std::string folder;  // whose disk has room or has not
};

std::vector<Metric> AgentMetrics(const AgentFacts& facts, absl::Time now);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_AGENT_METRICS_H_
