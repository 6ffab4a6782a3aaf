// What changed between two datasets of one hospital: whoever has sums over both has sums over the difference.
#ifndef OSTEON_SITE_AGENT_COHORT_DATASET_CHANGES_H_
#define OSTEON_SITE_AGENT_COHORT_DATASET_CHANGES_H_

#include <cstddef>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "site_agent/cohort/cohort.h"
#include "site_agent/cohort/frozen_dataset.h"

namespace osteon {

struct DatasetChanges {
  std::size_t withdrawn = 0;  // patients of the earlier one whose consent was withdrawn
  std::size_t corrected = 0;  // of both, with another outcome or another value in a column of both
  std::size_t others = 0;     // in one of the two only, for another reason
  std::size_t Patients() const { return withdrawn + corrected + others; }
};

DatasetChanges ChangesSince(const FrozenDataset& earlier, const Cohort& now,
                            const std::set<std::string>& withdrawn);

// OK when `now` may be frozen beside every dataset that was frozen in a folder of `folder`: consent was
// withdrawn by, and values were corrected for, nobody or so many patients that all changes together are
// `least` or more. Otherwise kUnavailable, with both numbers and what to do: it waits for more changes.
// Patients who are in one of the two for other reasons (another study, other columns) are judged by
// dominance, release by release. Errors of LoadFrozen.
absl::Status CheckChanges(const std::string& folder, const Cohort& now,
                          const std::set<std::string>& withdrawn, double least);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_COHORT_DATASET_CHANGES_H_
