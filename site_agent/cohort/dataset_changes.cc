#include "site_agent/cohort/dataset_changes.h"

#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

bool Same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

// Where a column of both stands in each.
std::vector<std::pair<Eigen::Index, Eigen::Index>> SharedColumns(const models::AnalysisTable& a,
                                                                 const models::AnalysisTable& b) {
  std::vector<std::pair<Eigen::Index, Eigen::Index>> shared;
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < b.columns.size(); ++i) places[b.columns[i]] = i;
  for (std::size_t i = 0; i < a.columns.size(); ++i) {
    const auto found = places.find(a.columns[i]);
    if (found == places.end()) continue;
    shared.emplace_back(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(found->second));
  }
  return shared;
}

}  // namespace

DatasetChanges ChangesSince(const FrozenDataset& earlier, const Cohort& now,
                            const std::set<std::string>& withdrawn) {
  DatasetChanges changes;
  changes.withdrawn = earlier.taken_out.size();
  const models::AnalysisTable& before = earlier.cohort.table;
  const auto columns = SharedColumns(before, now.table);
  std::map<std::string, Eigen::Index> rows;
  for (std::size_t i = 0; i < now.pseudonyms.size(); ++i)
    rows[now.pseudonyms[i]] = static_cast<Eigen::Index>(i);
  std::size_t in_both = 0;
  for (std::size_t i = 0; i < earlier.cohort.pseudonyms.size(); ++i) {
    const std::string& pseudonym = earlier.cohort.pseudonyms[i];
    const auto found = rows.find(pseudonym);
    if (withdrawn.contains(pseudonym)) {
      ++changes.withdrawn;
    } else if (found == rows.end()) {
      ++changes.others;
    } else {
      ++in_both;
      const auto old_row = static_cast<Eigen::Index>(i);
      const Eigen::Index new_row = found->second;
      bool same = before.outcome(old_row) == now.table.outcome(new_row);
      for (const auto& [a, b] : columns) {
        same = same && Same(before.values(old_row, a), now.table.values(new_row, b));
      }
      changes.corrected += same ? 0 : 1;
    }
  }
  changes.others += now.pseudonyms.size() - in_both;
  return changes;
}

absl::Status CheckChanges(const std::string& folder, const Cohort& now,
                          const std::set<std::string>& withdrawn, double least) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) return absl::OkStatus();
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const absl::StatusOr<FrozenDataset> earlier = LoadFrozen(entry.path().string());
    if (absl::IsNotFound(earlier.status())) continue;
    if (!earlier.ok()) return earlier.status();
    const DatasetChanges changes = ChangesSince(*earlier, now, withdrawn);
    if (changes.withdrawn + changes.corrected == 0 || static_cast<double>(changes.Patients()) >= least)
      continue;
    return absl::UnavailableError(
        absl::StrCat("a new dataset would differ from the one of study ", earlier->study_sha256.substr(0, 12),
                     " in ", changes.Patients(), " patients (", changes.withdrawn, " withdrew consent, ",
                     changes.corrected, " have corrected values, ", changes.others,
                     " others); sums over both would tell of so few. It waits until at least ", least,
                     " differ (min_cell): add the patients that are due, or refuse or withdraw the study"));
  }
  if (error) return absl::UnavailableError(absl::StrCat(folder, ": ", error.message()));
  return absl::OkStatus();
}

}  // namespace osteon
