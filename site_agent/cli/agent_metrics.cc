#include "site_agent/cli/agent_metrics.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "common/version/version.h"

namespace osteon {
namespace {

Metric ByStudy(std::string name, std::string help, MetricKind kind,
               const std::map<std::string, double>& values) {
  Metric metric{std::move(name), std::move(help), kind, {}};
  for (const auto& [study, value] : values) metric.samples.push_back({{{"study", study}}, value});
  return metric;
}

}  // namespace

void ExtractionQueue::Report(const std::string& study, std::size_t done, std::size_t total) {
  const std::scoped_lock lock(mutex_);
  left_[study] = total - done;
}

std::map<std::string, std::size_t> ExtractionQueue::Left() const {
  const std::scoped_lock lock(mutex_);
  return left_;
}

std::vector<Metric> AgentMetrics(const AgentFacts& facts, absl::Time now) {
  std::map<std::string, double> releases, numbers, refusals, left;
  for (const LedgerEntry& entry : facts.entries) {
    releases[entry.study] += 1;
    numbers[entry.study] += static_cast<double>(entry.scalars);
  }
  for (const auto& [study, tasks] : CountRefusals(facts.events)) {
    refusals[study.first] += static_cast<double>(tasks);
  }
  for (const auto& [study, cases] : facts.cases_left) left[study] = static_cast<double>(cases);

  std::vector<Metric> metrics;
  metrics.push_back({"osteon_build_info",
                     "1; the version is the label.",
                     MetricKind::kGauge,
                     {{{{"version", SoftwareVersion()}}, 1}}});
  metrics.push_back(
      Gauge("osteon_agent_connected", "1 while connected to the coordinator.", facts.connected ? 1 : 0));
  metrics.push_back(Gauge("osteon_agent_tasks_waiting", "Tasks that are not begun.",
                          static_cast<double>(facts.tasks_waiting)));
  metrics.push_back(
      ByStudy("osteon_agent_releases_total", "Answers in the ledger.", MetricKind::kCounter, releases));
  metrics.push_back(ByStudy("osteon_agent_numbers_released_total", "Numbers in these answers.",
                            MetricKind::kCounter, numbers));
  metrics.push_back(
      ByStudy("osteon_agent_refusals_total", "Tasks that were refused.", MetricKind::kCounter, refusals));
  metrics.push_back(ByStudy("osteon_agent_extraction_cases_left",
                            "Patients whose features are still to be extracted.", MetricKind::kGauge, left));
  metrics.push_back(Gauge("osteon_certificate_days_left", "Days until this site's certificate ends.",
                          absl::ToDoubleHours(facts.certificate_ends - now) / 24));
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(facts.folder, error);
  if (!error) {
    metrics.push_back(Gauge("osteon_disk_free_bytes", "Bytes free where the agent's folder is.",
                            static_cast<double>(space.available)));
  }
  return metrics;
}

}  // namespace osteon
