// The analysed rows of each study: made once from what the hospital brings, frozen, and the same ever after.
#ifndef OSTEON_SITE_AGENT_EXECUTOR_STUDY_DATASETS_H_
#define OSTEON_SITE_AGENT_EXECUTOR_STUDY_DATASETS_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "models/study/study.h"
#include "site_agent/cohort/frozen_dataset.h"
#include "site_agent/cohort/pseudonym.h"
#include "site_agent/cohort/site_table.h"

namespace osteon {

struct StudyDatasetsOptions {
  std::string site;
  // The hospital's table (CSV), or for a study that extracts features its manifest.
  std::string data_path;
  PseudonymKey key;
  // Datasets are kept in FOLDER/STUDY_SHA256; empty: in memory only (simulation).
  std::string folder;
  // Exclusions: who withdrew consent; empty: nobody can (simulation).
  std::string exclusions{};
  // Whether nobody is missing in that list, of whom it is known otherwise; absent: it is believed.
  std::function<absl::Status(const std::set<std::string>& pseudonyms)> check_exclusions = nullptr;
  // A study that has begun goes on to its end with the patients it has; otherwise it ends when one of them
  // withdraws.
  bool finish_after_withdrawal = false;
  // How many patients must differ between a study's dataset and earlier ones, once consent was withdrawn or
  // values were corrected (CheckChanges); absent: any number.
  std::function<double(const models::Study& study)> least_changes = nullptr;
  int jobs = 1;  // threads for extraction
  // Tells people at the site why a patient's features are not there: the place in the manifest, what was
  // found and what is needed; or which column the table lacks, and which models that leaves out here.
  std::function<void(const std::string& study, const std::string& study_sha256, const std::string& what)>
      left_out;
  // Tells people how far an extraction is.
  std::function<void(const std::string& study, std::size_t done, std::size_t total)> progress;
};

// Where features of images are kept, for all studies. Beside the studies' own folders, whose names are
// hashes: a study with the settings of another, or one that was interrupted, need not compute anew.
std::string FeatureFolder(const std::string& folder);

class StudyDatasets {
 public:
  explicit StudyDatasets(StudyDatasetsOptions options) : options_(std::move(options)) {}

  const StudyDatasetsOptions& options() const { return options_; }

  // The dataset of an approved study. Errors of reading, extraction settings and coding name file, line and
  // column; kAborted: the table has changed since the dataset was frozen. kUnavailable, kNotFound: a file
  // cannot be read now, or the dataset waits for more changes. Errors of CheckConsents.
  absl::StatusOr<std::shared_ptr<const Cohort>> Of(const models::Study& study,
                                                   const std::string& study_sha256);

  // kCancelled: a patient of the study's dataset withdrew consent, and the study does not go on after that.
  // Their rows are gone then, here and on disk; the message names nobody.
  absl::Status CheckConsents(const std::string& study_sha256);

  // Whether a frozen dataset still has rows of patients who withdrew. EndOf takes them out of that of a study
  // that has ended.
  absl::StatusOr<bool> HoldsWithdrawn();
  absl::Status EndOf(const std::string& study_sha256);

 private:
  std::string FolderOf(const std::string& study_sha256) const;
  absl::StatusOr<std::set<std::string>> Withdrawn() const;
  // What is known or frozen of the study; nullptr: nothing yet.
  absl::StatusOr<std::shared_ptr<const FrozenDataset>> Frozen(const std::string& study_sha256);
  absl::StatusOr<FrozenDataset> Load(const models::Study& study, const std::string& study_sha256) const;
  absl::StatusOr<FrozenDataset> Make(const models::Study& study, const std::string& study_sha256) const;
  absl::StatusOr<SiteTable> Table(const models::Study& study, const std::string& study_sha256,
                                  const std::string& id_column) const;

  StudyDatasetsOptions options_;
  std::map<std::string, std::shared_ptr<const FrozenDataset>> known_;
  std::size_t nowhere_ = 0;  // as many patients who withdrew as were in no dataset when last looked for
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXECUTOR_STUDY_DATASETS_H_
