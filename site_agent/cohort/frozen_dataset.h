// The dataset that a study uses from beginning to end: written once, checked each time it is loaded.
#ifndef OSTEON_SITE_AGENT_COHORT_FROZEN_DATASET_H_
#define OSTEON_SITE_AGENT_COHORT_FROZEN_DATASET_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/cohort/cohort.h"
#include "site_agent/cohort/source_file.h"

namespace osteon {

struct FrozenDataset {
  Cohort cohort;  // `admission.software` is empty
  std::string study_sha256;
  std::vector<SourceFile> sources;  // the table, its mapping, a manifest's images
  // Pseudonyms of patients whose rows were taken out since it was frozen; then nothing is computed on it any
  // more.
  std::vector<std::string> taken_out{};
};

// Writes FOLDER/dataset.csv (CohortText) and then FOLDER/freeze.json, both readable by the owner only;
// without freeze.json nothing is frozen, so a crash between the two leaves nothing half done. Freezing the
// same again is OK. kFailedPrecondition: the folder holds another dataset or one of another study. Also
// errors of LoadFrozen and of writing.
absl::Status Freeze(const FrozenDataset& dataset, const std::string& folder);

// kNotFound: nothing is frozen in `folder`. kDataLoss: a file is damaged, or dataset.csv is not the one whose
// hash freeze.json has; the message names the file.
absl::StatusOr<FrozenDataset> LoadFrozen(const std::string& folder);

// Takes the rows of these patients out of the dataset in `folder`, for ever, and remembers that they were in
// it. Durable when it returns; the rest stays, to compare later datasets with. Repeated, it finishes what a
// crash left half done. Errors of LoadFrozen and of writing.
absl::Status TakeOut(const std::set<std::string>& pseudonyms, const std::string& folder);

// OK when every source is still what the dataset was made from; otherwise the first that is not
// (CheckUnchanged(SourceFile)).
absl::Status CheckUnchanged(const FrozenDataset& dataset);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_COHORT_FROZEN_DATASET_H_
