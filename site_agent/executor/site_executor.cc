#include "site_agent/executor/site_executor.h"

#include <algorithm>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "common/version/version.h"
#include "models/disclosure/breach.h"
#include "models/federation/kernels.h"
#include "models/federation/site_views.h"
#include "models/federation/validation_kernels.h"
#include "models/pipeline/allowed.h"

namespace osteon {
namespace {

// A full disk, a share that is not mounted, a damaged file: mended here, and the task tried again.
bool NeedsMending(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDataLoss(status) || absl::IsPermissionDenied(status) ||
         absl::IsInternal(status);
}

Refusal No(const absl::Status& status) {
  // What needs mending is about this hospital's own files, and its message may name them.
  if (NeedsMending(status)) return {status, "the site cannot answer at present; its log says why", false};
  return {status, std::string(status.message()), true};
}

// Consent was taken back, the hospital's or a patient's.
Refusal EndsStudy(const absl::Status& status) {
  return {status, std::string(status.message()), true, true};
}

// The hospital's own files: the coordinator learns that they do not fit, people at the hospital where and
// why.
Refusal NoAboutData(const absl::Status& status, const std::string& site) {
  const std::string told =
      absl::IsAborted(status)
          ? "the site's table has changed since the study's dataset was frozen"
          : absl::StrCat("the site's data cannot be used for this study; the log of ", site, " says why");
  const bool mended_here = NeedsMending(status) || absl::IsNotFound(status);
  // For good is for the whole study, which has one dataset from its beginning to its end.
  Refusal refusal{status, told, !mended_here, !mended_here};
  refusal.about_cells = !mended_here && !absl::IsAborted(status);
  return refusal;
}

std::map<std::string, std::string> KernelSoftware() {
  std::map<std::string, std::string> software = {{"osteon", SoftwareVersion()}};
  for (const auto& [kernel, version] : models::KernelVersions())
    software[absl::StrCat("kernel ", kernel)] = version;
  return software;
}

}  // namespace

SiteExecutor::SiteExecutor(std::string site, const Approvals& approvals, StudyDatasets& datasets,
                           ReleaseOffice& office)
    : site_(std::move(site)), approvals_(approvals), views_(site_, datasets), office_(office) {}

absl::StatusOr<const StudyDecision*> SiteExecutor::Approved(const models::Task& task) {
  const models::TaskKey& key = task.key;
  OSTEON_RETURN_IF_ERROR(approvals_.CheckNotWithdrawn(key.study_sha256));  // or it cannot be told
  auto known = approved_.find(key.study_sha256);
  if (known == approved_.end()) {
    absl::StatusOr<StudyDecision> decision = approvals_.Find(key.study_sha256);
    if (absl::IsNotFound(decision.status()) ||
        (decision.ok() && (!decision->approved || decision->withdrawn))) {
      return absl::FailedPreconditionError(
          absl::StrCat("study ", key.study_sha256.substr(0, 12), " is not approved by ", site_));
    }
    if (!decision.ok()) return decision.status();
    known = approved_.emplace(key.study_sha256, *std::move(decision)).first;
  }
  const StudyDecision& decision = known->second;
  if (RosterSha256(decision.roster) != key.roster_sha256) {
    return absl::FailedPreconditionError(
        absl::StrCat("the task names another roster of sites than ", site_, " approved"));
  }
  for (const std::string& site : key.sites) {
    if (!decision.roster.contains(site)) {
      return absl::FailedPreconditionError(
          absl::StrCat("the task names ", site, ", which is not on the roster"));
    }
  }
  if (std::find(key.sites.begin(), key.sites.end(), site_) == key.sites.end()) {
    return absl::InvalidArgumentError("the task is not for this site");
  }
  OSTEON_RETURN_IF_ERROR(models::CheckAllowed(decision.study, task));
  return &decision;
}

absl::StatusOr<Release> SiteExecutor::Sum(const models::Task& task, const models::SumRequest& request,
                                          const StudyReleases& study, StudyAtSite& at_site) {
  const std::string& study_sha256 = task.key.study_sha256;
  if (const auto* confirm = std::get_if<models::ConfirmCountsRequest>(&request)) {
    OSTEON_ASSIGN_OR_RETURN(std::vector<std::uint64_t> sums, office_.OpenCounts(task.key, *confirm));
    OSTEON_RETURN_IF_ERROR(views_.KeepCounts(study.study, study_sha256, std::move(sums)));
    models::KernelOutput confirmed{RingVector(models::LayoutOf(request)), {}, {}, 0};
    OSTEON_RETURN_IF_ERROR(confirmed.summand.EncodeBlock(0, {1.0}, confirm->sites, {"sites"}));
    return office_.ReleaseSummand(task, study, std::move(confirmed));
  }
  OSTEON_ASSIGN_OR_RETURN(models::KernelOutput output, models::ComputeSummand(request, *at_site.views));
  OSTEON_RETURN_IF_ERROR(views_.Store(study_sha256, request));
  return office_.ReleaseSummand(task, study, std::move(output));
}

absl::StatusOr<Release> SiteExecutor::Compute(const models::Task& task, const StudyDecision& decision,
                                              StudyAtSite& at_site) {
  const StudyReleases study{decision.study, decision.roster, at_site.cohort->pseudonyms, at_site.scalars_held,
                            at_site.pooled ? &*at_site.pooled : nullptr};
  if (const auto* sum = std::get_if<models::SumRequest>(&task.request))
    return Sum(task, *sum, study, at_site);
  const auto& gather = std::get<models::GatherRequest>(task.request);
  const auto rows = [&](models::RowSet set) {
    return RecordRows{models::RowsOf(at_site.cohort->table, set)};
  };
  if (const auto* validation = std::get_if<models::ValidationRequest>(&gather)) {
    OSTEON_ASSIGN_OR_RETURN(models::ValidationMetrics metrics,
                            models::ComputeValidation(*validation, *at_site.views));
    return office_.ReleaseRecord(task, study, rows(validation->rows), std::move(metrics));
  }
  if (const auto* compared = std::get_if<models::ComparisonRequest>(&gather)) {
    OSTEON_ASSIGN_OR_RETURN(models::ModelComparison comparison,
                            models::ComputeComparison(*compared, *at_site.views));
    return office_.ReleaseRecord(task, study, rows(compared->rows), std::move(comparison));
  }
  if (std::holds_alternative<models::CountsRequest>(gather)) {
    OSTEON_ASSIGN_OR_RETURN(const std::vector<std::uint64_t> counts,
                            models::CountedSets::At(study.study, site_).CountAt(*at_site.views));
    return office_.ReleaseCounts(task, study, counts);
  }
  if (const auto* summarised = std::get_if<models::VariableSummaryRequest>(&gather)) {
    const models::Limits limits = office_.JudgedBy(study.study);
    OSTEON_ASSIGN_OR_RETURN(models::VariableSummary summary,
                            models::ComputeVariableSummary(*summarised, at_site.views->table(),
                                                           {limits.min_patients, limits.min_cell}));
    return office_.ReleaseRecord(task, study, rows(models::RowSet::kAll), std::move(summary));
  }
  if (const auto* case_mix = std::get_if<models::CaseMixRequest>(&gather)) {
    const models::Limits limits = office_.JudgedBy(study.study);
    OSTEON_ASSIGN_OR_RETURN(
        models::CaseMix told,
        models::ComputeCaseMix(*case_mix, at_site.views->table(), {limits.min_patients, limits.min_cell}));
    return office_.ReleaseRecord(task, study, rows(case_mix->rows), std::move(told));
  }
  if (const auto* asked = std::get_if<models::SubgroupRequest>(&gather)) {
    RecordRows behind = rows(asked->validation.rows);
    OSTEON_ASSIGN_OR_RETURN(
        const std::vector<models::RowsOfLevel> by_level,
        models::RowsByLevel(asked->variable, asked->validation.rows, at_site.views->table()));
    for (const models::RowsOfLevel& level : by_level) behind.by_level.push_back(level.rows);
    OSTEON_ASSIGN_OR_RETURN(models::Subgroups subgroups, models::ComputeSubgroups(*asked, *at_site.views));
    return office_.ReleaseRecord(task, study, behind, std::move(subgroups));
  }
  models::Admission admission = at_site.cohort->admission;
  admission.software = KernelSoftware();
  admission.limits = office_.LimitsOf(study.study);
  admission.scalars_left = office_.ScalarsLeft(study);
  return office_.ReleaseRecord(task, study, rows(models::RowSet::kAll), std::move(admission));
}

std::variant<Release, Refusal> SiteExecutor::Execute(const models::Task& task) {
  try {
    return Answer(task);
  } catch (const std::exception& error) {  // no memory, most likely: this study waits, others do not
    return No(absl::InternalError(
        absl::StrCat(task.purpose, ": could not be computed here: ", error.what(), "; it is tried again")));
  }
}

std::variant<Release, Refusal> SiteExecutor::Answer(const models::Task& task) {
  const absl::Status stands = approvals_.CheckNotWithdrawn(task.key.study_sha256);
  if (absl::IsFailedPrecondition(stands)) return EndsStudy(stands);
  const absl::StatusOr<const StudyDecision*> decision = Approved(task);
  if (!decision.ok()) return No(decision.status());
  const models::Study& study = (*decision)->study;
  // Also what was answered before is not answered again.
  const absl::Status consents = views_.CheckConsents(task.key.study_sha256);
  if (absl::IsCancelled(consents)) return EndsStudy(consents);
  if (!consents.ok()) return NoAboutData(consents, site_);
  absl::StatusOr<std::optional<Release>> earlier = office_.Earlier(task);
  if (!earlier.ok()) return No(earlier.status());
  if (*earlier) return **std::move(earlier);
  if (const absl::Status answerable = office_.Answerable(task.key); !answerable.ok()) {
    return No(answerable);
  }
  const absl::StatusOr<StudyAtSite*> at_site = views_.Of(study, task.key.study_sha256);
  if (absl::IsCancelled(at_site.status())) return EndsStudy(at_site.status());
  if (!at_site.ok()) return NoAboutData(at_site.status(), site_);
  absl::StatusOr<Release> release = Compute(task, **decision, **at_site);
  if (!release.ok()) {
    if (models::RuleNamedIn(release.status().message())) {
      const absl::Status noted = office_.NoteRefusal(task.key);
      if (!noted.ok()) return No(noted);
    }
    return No(release.status());
  }
  return *std::move(release);
}

}  // namespace osteon
