#include "coordinator/cli/study_audit/reconcile.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"

namespace osteon::coordinator {
namespace {

constexpr char kRefusedRound[] = "refused";

std::string TaskOf(const std::string& study_sha256, const StoredRound& round) {
  models::TaskKey key;
  key.study_sha256 = study_sha256;
  key.roster_sha256 = round.roster_sha256;
  key.fit = round.fit;
  key.request_sha256 = round.request_sha256;
  key.attempt = round.attempt;
  for (const auto& [site, share] : round.sites) key.sites.push_back(site);
  return TaskId(key);
}

// What is wrong with one site's part of a round; empty: nothing.
std::string Wrong(const StoredRound& round, const SiteShare& share, const LedgerEntry* entry,
                  const LedgerContents& ledger) {
  const ChainHead& seen = share.ledger.head;
  const auto held = ledger.hashes.find(seen.length);
  if (seen.length > 0 && (held == ledger.hashes.end() || held->second != seen.hash)) {
    return absl::StrCat("the coordinator was shown entry ", seen.length, " with hash ",
                        seen.hash.substr(0, 12), "; the ledger ",
                        held == ledger.hashes.end() ? absl::StrCat("ends at entry ", ledger.head.length)
                                                    : absl::StrCat("has ", held->second.substr(0, 12)));
  }
  if (round.kind == kRefusedRound) return "";
  if (entry == nullptr) return "in the journal, not in the ledger";
  if (entry->scalars != share.scalars) {
    return absl::StrCat(share.scalars, " numbers in the journal, ", entry->scalars, " in the ledger");
  }
  return "";
}

}  // namespace

std::vector<Difference> Reconcile(const std::string& study_sha256, const std::vector<StoredRound>& rounds,
                                  const std::map<std::string, LedgerContents>& ledgers) {
  std::vector<Difference> differences;
  for (const auto& [site, ledger] : ledgers) {
    std::map<std::string, const LedgerEntry*> entries;
    for (const LedgerLine& line : ledger.releases) {
      if (line.entry.key.study_sha256 == study_sha256) entries[TaskId(line.entry.key)] = &line.entry;
    }
    std::set<std::string> asked;
    for (std::size_t i = 0; i < rounds.size(); ++i) {
      const auto share = rounds[i].sites.find(site);
      if (share == rounds[i].sites.end()) continue;
      const std::string task = TaskOf(study_sha256, rounds[i]);
      asked.insert(task);
      const auto entry = entries.find(task);
      std::string wrong =
          Wrong(rounds[i], share->second, entry == entries.end() ? nullptr : entry->second, ledger);
      if (!wrong.empty()) differences.push_back({site, i, rounds[i].purpose, std::move(wrong)});
    }
    for (const LedgerLine& line : ledger.releases) {
      if (line.entry.key.study_sha256 != study_sha256 || asked.contains(TaskId(line.entry.key))) continue;
      differences.push_back(
          {site, std::nullopt, line.entry.purpose,
           absl::StrCat("released (line ", line.number,
                        "), and in no round of the journal; was that round never finished?")});
    }
  }
  return differences;
}

}  // namespace osteon::coordinator
