#include "coordinator/federation/ledger_summary.h"

#include <algorithm>
#include <cstdint>

#include "models/pipeline/sample_sizes.h"

namespace osteon::coordinator {

report::LedgerSummary SummariseLedger(const std::vector<StoredRound>& rounds, const models::Study& study,
                                      const models::StudyResult& result) {
  report::LedgerSummary summary;
  summary.rules = "default";
  for (const auto& [site, admission] : result.admissions) {
    const auto rules = admission.limits.find("rules");
    if (rules != admission.limits.end() && rules->second != "default") summary.rules = rules->second;
  }
  summary.round_trips = rounds.size();
  for (const StoredRound& round : rounds) {
    report::LedgerRound line;
    line.purpose = round.purpose;
    line.kind = round.kind;
    line.request_sha256 = round.request_sha256;
    line.seconds = round.seconds;
    for (const auto& [site, share] : round.sites) {
      line.sites.push_back(site);
      report::SiteTraffic& traffic = summary.sites[site];
      ++traffic.requests;
      traffic.bytes_sent += share.bytes_sent;
      traffic.bytes_received += share.bytes_received;
      traffic.scalars_released += share.scalars;
      line.scalars = std::max(line.scalars, share.scalars);
    }
    summary.rounds.push_back(line);
  }
  for (const auto& [site, admission] : result.admissions) {
    summary.sites[site].scalars_held = models::ScalarsHeld(study, admission);
  }
  return summary;
}

}  // namespace osteon::coordinator
