// The analysed rows of each study: made once from what the hospital brings, frozen, and the same ever after.
#ifndef OSTEON_SITE_AGENT_EXECUTOR_STUDY_DATASETS_H_
#define OSTEON_SITE_AGENT_EXECUTOR_STUDY_DATASETS_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
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
  int jobs = 1;  // threads for extraction
  // Tells people at the site why a patient's features are not there: the place in the manifest, what was
  // found and what is needed; or which column the table lacks, and which models that leaves out here.
  std::function<void(const std::string& study, const std::string& what)> left_out;
  // Tells people how far an extraction is.
  std::function<void(const std::string& study, std::size_t done, std::size_t total)> progress;
};

class StudyDatasets {
 public:
  explicit StudyDatasets(StudyDatasetsOptions options) : options_(std::move(options)) {}

  const StudyDatasetsOptions& options() const { return options_; }

  // The dataset of an approved study. Errors of reading, extraction settings and coding name file, line and
  // column; kAborted: the table has changed since the dataset was frozen. kUnavailable, kNotFound: a file
  // cannot be read now.
  absl::StatusOr<std::shared_ptr<const Cohort>> Of(const models::Study& study,
                                                   const std::string& study_sha256);

 private:
  absl::StatusOr<FrozenDataset> Load(const models::Study& study, const std::string& study_sha256) const;
  absl::StatusOr<FrozenDataset> Make(const models::Study& study, const std::string& study_sha256) const;
  absl::StatusOr<SiteTable> Table(const models::Study& study, const std::string& id_column) const;

  StudyDatasetsOptions options_;
  std::map<std::string, std::shared_ptr<const FrozenDataset>> known_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXECUTOR_STUDY_DATASETS_H_
