#include "site_agent/policy/ledger_use.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace osteon {
namespace {

void Count(const LedgerEntry& entry, LedgerUse& use) {
  ++use.releases;
  (entry.mode == "secure" ? use.scalars_secure : use.scalars_clear) += entry.scalars;
  use.scalars_held = std::max(use.scalars_held, entry.scalars_held);
}

std::optional<double> Ratio(std::uint64_t released, std::uint64_t held) {
  if (held == 0) return std::nullopt;
  return static_cast<double>(released) / static_cast<double>(held);
}

std::optional<double> Left(std::optional<double> used, double cap, std::uint64_t held, bool caps_spent) {
  if (caps_spent) return 0.0;
  if (!used) return std::nullopt;
  return std::max(0.0, std::max(cap, static_cast<double>(kLeastBudget) / static_cast<double>(held)) - *used);
}

}  // namespace

std::optional<double> LedgerUse::RatioClear() const {
  return Ratio(scalars_clear, scalars_held);
}
std::optional<double> LedgerUse::RatioAll() const {
  return Ratio(scalars_clear + scalars_secure, scalars_held);
}

LedgerSummary SummariseLedger(const std::vector<LedgerEntry>& entries,
                              const std::vector<LedgerEvent>& events) {
  std::map<std::tuple<std::string, std::string, std::string>, LedgerUse> studies;
  std::map<std::string, LedgerUse> lineages;
  std::map<std::string, std::string> lineage_of_study;  // the last one
  for (const LedgerEntry& entry : entries) {
    Count(entry, studies[{entry.study, entry.key.study_sha256, entry.lineage}]);
    Count(entry, lineages[entry.lineage]);
    lineage_of_study[entry.key.study_sha256] = entry.lineage;
  }
  for (const auto& [study, refusals] : CountRefusals(events)) {
    const std::string lineage = lineage_of_study[study.second];
    studies[{study.first, study.second, lineage}].refusals += refusals;
    lineages[lineage].refusals += refusals;
  }
  LedgerSummary summary;
  for (auto& [names, use] : studies) {
    std::tie(use.study, use.study_sha256, use.lineage) = names;
    summary.studies.push_back(std::move(use));
  }
  for (auto& [name, use] : lineages) {
    use.lineage = name;
    summary.lineages.push_back(std::move(use));
  }
  summary.caps_spent = LossAccepted(events);
  return summary;
}

std::uint64_t ReleasesLeft(const LedgerUse& lineage, const LedgerCaps& caps, bool caps_spent) {
  if (caps_spent || lineage.releases >= caps.max_releases) return 0;
  return caps.max_releases - lineage.releases;
}

std::optional<double> RatioLeftClear(const LedgerUse& lineage, const LedgerCaps& caps, bool caps_spent) {
  return Left(lineage.RatioAll(), caps.max_scalars_ratio_clear, lineage.scalars_held, caps_spent);
}

std::optional<double> RatioLeftSecure(const LedgerUse& lineage, const LedgerCaps& caps, bool caps_spent) {
  return Left(lineage.RatioAll(), caps.max_scalars_ratio_secure, lineage.scalars_held, caps_spent);
}

}  // namespace osteon
