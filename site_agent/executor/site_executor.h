// What a site does with a task: checks it against what the hospital approved, computes, and lets the release
// office decide. The same in `osteon-agent run` and in `osteon simulate`.
#ifndef OSTEON_SITE_AGENT_EXECUTOR_SITE_EXECUTOR_H_
#define OSTEON_SITE_AGENT_EXECUTOR_SITE_EXECUTOR_H_

#include <map>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "models/federation/task.h"
#include "site_agent/executor/study_datasets.h"
#include "site_agent/executor/study_views.h"
#include "site_agent/policy/approvals.h"
#include "site_agent/policy/release_office.h"

namespace osteon {

// A task that this site does not answer.
struct Refusal {
  absl::Status local;  // the whole reason, for this hospital only
  std::string
      told;       // what the coordinator is told: rule, column and class of count, never a patient or a value
  bool for_good;  // false: something here must be mended first (a full disk, a share that is away); to be
                  // tried again
  bool ends_study = false;   // nothing of the study is answered any more, whatever is asked
  bool about_cells = false;  // `local` has cells and pseudonyms in it: it is for people here, not for the log
};

class SiteExecutor {
 public:
  // All arguments outlive the executor.
  SiteExecutor(std::string site, const Approvals& approvals, StudyDatasets& datasets, ReleaseOffice& office);

  // One task after the other, from one thread at a time.
  std::variant<Release, Refusal> Execute(const models::Task& task);

  // Patients who withdrew, in datasets of studies that go on without minding; EndOf is to be told when such a
  // study has ended. From Execute's thread.
  absl::StatusOr<bool> HoldsWithdrawn() { return views_.HoldsWithdrawn(); }
  absl::Status EndOf(const std::string& study_sha256) { return views_.EndOf(study_sha256); }

 private:
  std::variant<Release, Refusal> Answer(const models::Task& task);
  // What was approved of a study. A decision is never changed, so it is read once; only whether it was
  // withdrawn is asked each time.
  absl::StatusOr<const StudyDecision*> Approved(const models::Task& task);
  absl::StatusOr<Release> Compute(const models::Task& task, const StudyDecision& decision,
                                  StudyAtSite& at_site);
  absl::StatusOr<Release> Sum(const models::Task& task, const models::SumRequest& request,
                              const StudyReleases& study, StudyAtSite& at_site);

  std::string site_;
  const Approvals& approvals_;
  StudyViews views_;
  ReleaseOffice& office_;
  std::map<std::string, StudyDecision> approved_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXECUTOR_SITE_EXECUTOR_H_
