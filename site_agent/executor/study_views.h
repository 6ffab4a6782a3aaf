// Each study's dataset in the views that its requests ask for, and what the study was told to prepare, kept
// beside the dataset so that an agent that is started again still knows it.
#ifndef OSTEON_SITE_AGENT_EXECUTOR_STUDY_VIEWS_H_
#define OSTEON_SITE_AGENT_EXECUTOR_STUDY_VIEWS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/disclosure/pooled_counts.h"
#include "models/federation/site_views.h"
#include "models/study/study.h"
#include "site_agent/executor/study_datasets.h"

namespace osteon {

// A study as this site computes for it.
struct StudyAtSite {
  std::shared_ptr<const Cohort> cohort;
  std::unique_ptr<models::SiteViews> views;
  std::uint64_t scalars_held = 0;  // patients times candidate columns
  // Over all development sites, or at an external site over all of those; absent before they are confirmed,
  // and where sums are not masked.
  std::optional<models::PooledCounts> pooled;
};

class StudyViews {
 public:
  // `datasets` outlives it.
  StudyViews(std::string site, StudyDatasets& datasets) : site_(std::move(site)), datasets_(datasets) {}

  // The errors of StudyDatasets::Of; kDataLoss: a stored preparation cannot be read.
  absl::StatusOr<StudyAtSite*> Of(const models::Study& study, const std::string& study_sha256);

  // StudyDatasets'. On kCancelled, and at the end of a study, its views are gone too.
  absl::Status CheckConsents(const std::string& study_sha256);
  absl::StatusOr<bool> HoldsWithdrawn() { return datasets_.HoldsWithdrawn(); }
  absl::Status EndOf(const std::string& study_sha256);

  // Stores every preparation in the request, before it is answered.
  absl::Status Store(const std::string& study_sha256, const models::SumRequest& request) const;

  // Keeps the pooled counts, before they are used. kInvalidArgument: not as many as the study has.
  absl::Status KeepCounts(const models::Study& study, const std::string& study_sha256,
                          std::vector<std::uint64_t> sums);

 private:
  std::string Folder(const std::string& study_sha256) const;
  absl::Status Load(const std::string& study_sha256, models::SiteViews& views) const;
  absl::Status LoadCounts(const models::Study& study, const std::string& study_sha256,
                          StudyAtSite& at_site) const;

  std::string site_;
  StudyDatasets& datasets_;
  std::map<std::string, StudyAtSite> known_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXECUTOR_STUDY_VIEWS_H_
