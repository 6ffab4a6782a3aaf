// The one door out of a hospital: judges by the disclosure rules, masks, stores in the ledger, and only then
// makes a release.
#ifndef OSTEON_SITE_AGENT_POLICY_RELEASE_OFFICE_H_
#define OSTEON_SITE_AGENT_POLICY_RELEASE_OFFICE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/consent/consent.h"
#include "models/disclosure/breach.h"
#include "models/disclosure/limits.h"
#include "models/disclosure/pooled_counts.h"
#include "models/federation/kernels.h"
#include "models/federation/task.h"
#include "models/study/study.h"
#include "site_agent/policy/ledger.h"
#include "site_agent/policy/mask_keys.h"
#include "site_agent/policy/policy.h"
#include "site_agent/policy/release.h"
#include "site_agent/policy/released_weights.h"

namespace osteon {

// What an approved study is at this site, as far as its releases are judged by it.
struct StudyReleases {
  const models::Study& study;
  const Roster& roster;
  const std::vector<std::string>& pseudonyms;    // of the rows of the study's table
  std::uint64_t scalars_held = 0;                // patients times candidate columns
  const models::PooledCounts* pooled = nullptr;  // absent before they are confirmed
};

// Rows of the study's table behind a record: all of them, and of subgroups those of each level in the
// record's order.
struct RecordRows {
  std::vector<std::size_t> all;
  std::vector<std::vector<std::size_t>> by_level{};
};

class ReleaseOffice {
 public:
  // All references outlive the office.
  ReleaseOffice(std::string site, Policy policy, Ledger& ledger, ReleasedWeights& weights,
                const MaskKeys& mask_keys, std::function<absl::Time()> clock);

  // What was released for this task before: the same bytes again, without another entry.
  absl::StatusOr<std::optional<Release>> Earlier(const models::Task& task);

  // Judged, masked where the study's sums are, stored. kFailedPrecondition: a rule, by name (breach.h);
  // nothing of it is released.
  absl::StatusOr<Release> ReleaseSummand(const models::Task& task, const StudyReleases& study,
                                         models::KernelOutput output);
  // What single numbers break a rule are suppressed in the record.
  absl::StatusOr<Release> ReleaseRecord(const models::Task& task, const StudyReleases& study,
                                        const RecordRows& rows, models::SiteRecord record);
  // Counts of CountedSets, masked and sealed for the round's other sites.
  absl::StatusOr<Release> ReleaseCounts(const models::Task& task, const StudyReleases& study,
                                        const std::vector<std::uint64_t>& counts);

  // Whether the task may still be answered: not after many refusals of its study by rules. NoteRefusal counts
  // one of a task, however often it is put out (where a connection or the coordinator breaks off it comes
  // again), and such a task is judged again, to be refused with the same words.
  absl::Status Answerable(const models::TaskKey& key) const;
  absl::Status NoteRefusal(const models::TaskKey& key);

  // The sums of all sites' counts. kPermissionDenied: one of them is not what that site sealed for this one.
  absl::StatusOr<std::vector<std::uint64_t>> OpenCounts(const models::TaskKey& key,
                                                        const models::ConfirmCountsRequest& confirm) const;

  // The limits that a study is judged by: the stricter of its own and the hospital's. Least counts of 0 when
  // the rules are off.
  models::Limits JudgedBy(const models::Study& study) const;
  // The same as text; and numbers that it may still release.
  std::map<std::string, std::string> LimitsOf(const models::Study& study) const;
  std::uint64_t ScalarsLeft(const StudyReleases& study) const;

 private:
  using Counts = std::map<std::string, std::uint64_t>;  // ReleasedWeights::AddCounts
  struct Used {
    std::uint64_t releases = 0, scalars = 0, scalars_held = 0;
  };
  absl::Status Note(const models::Task& task, const char* event, const std::string& why);
  absl::Status JudgeSum(const models::Task& task, const StudyReleases& study,
                        const models::KernelOutput& output);
  // A task is counted once: one that was judged, but whose release could not be stored, is judged again.
  bool IsCounted(const models::Task& task) const;
  absl::Status Count(const models::Task& task, Counts counts);
  // Both add to `counts` what is counted when the release is made.
  absl::Status JudgeProducts(const models::Task& task, const StudyReleases& study,
                             const models::KernelOutput& output, Counts& counts) const;
  absl::Status JudgeOnce(const models::Task& task, const StudyReleases& study, Counts& counts) const;
  absl::Status JudgeWeights(const StudyReleases& study, std::vector<models::PatientWeights> weights);
  absl::Status JudgeBudget(const StudyReleases& study, std::uint64_t scalars) const;
  double MostScalars(const StudyReleases& study) const;
  absl::StatusOr<Release> Store(const models::Task& task, const StudyReleases& study, std::uint64_t patients,
                                std::uint64_t scalars, const std::string& payload,
                                std::variant<RingVector, models::SiteRecord> release);

  std::string site_;
  Policy policy_;
  Ledger& ledger_;
  ReleasedWeights& weights_;
  const MaskKeys& mask_keys_;
  std::function<absl::Time()> clock_;
  Used used_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_RELEASE_OFFICE_H_
