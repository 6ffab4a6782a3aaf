#include "site_agent/policy/release_office.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/masking/pairwise_masks.h"
#include "common/masking/seal.h"
#include "common/status/status_macros.h"
#include "models/disclosure/judge_records.h"
#include "models/disclosure/judge_subgroups.h"
#include "models/disclosure/judge_sum.h"
#include "models/pipeline/asked_often.h"
#include "models/study/secure_aggregation.h"
#include "models/wire/federation_wire.h"
#include "site_agent/policy/ledger_use.h"

namespace osteon {
namespace {

std::string BytesOf(const RingVector& summand) {
  const std::vector<std::uint64_t>& words = summand.words();
  std::string bytes(words.size() * sizeof(std::uint64_t), '\0');
  if (!words.empty()) std::memcpy(bytes.data(), words.data(), bytes.size());
  return bytes;
}

absl::StatusOr<RingVector> SummandOf(const models::SumRequest& request, const std::string& bytes) {
  std::vector<std::uint64_t> words(bytes.size() / sizeof(std::uint64_t));
  if (!words.empty()) std::memcpy(words.data(), bytes.data(), words.size() * sizeof(std::uint64_t));
  return RingVector::FromWords(models::LayoutOf(request), std::move(words));
}

RingVector CountsVector(const std::vector<std::uint64_t>& counts) {
  RingVector vector({{"counts", counts.size(), kCountFormat}});
  for (std::size_t i = 0; i < counts.size(); ++i) *vector.MutableNumber(0, i) = counts[i];
  return vector;
}

// The key of the task that asked for the counts that `confirm` carries.
models::TaskKey CountsKey(models::TaskKey confirm) {
  confirm.request_sha256 = models::RequestSha256(models::GatherRequest(models::CountsRequest()));
  return confirm;
}

// The public keys of the round's sites.
absl::StatusOr<std::map<std::string, std::string>> KeysOf(const StudyMaskKeys& keys,
                                                          const std::vector<std::string>& sites) {
  std::map<std::string, std::string> of_sites;
  for (const std::string& site : sites) {
    const auto key = keys.public_keys.find(site);
    if (key == keys.public_keys.end()) {
      return absl::FailedPreconditionError(absl::StrCat("no mask key of ", site, " is known here"));
    }
    of_sites.insert(*key);
  }
  return of_sites;
}

// The name under which it is kept that a task's counts are kept.
std::string CountedName(const models::TaskKey& key) {
  return absl::StrCat("task|", TaskId(key));
}

// The name under which it is kept that a rule refused the task.
std::string RefusedName(const models::TaskKey& key) {
  return absl::StrCat("refused task|", TaskId(key));
}

// Whether the sum over `sites` and that over all development sites differ by one site's.
bool LeavesOneOut(const models::Study& study, const std::vector<std::string>& sites) {
  if (sites == study.external) return false;
  return sites != study.development && sites.size() < study.development.size();
}

// An admission tells counts only, a summary of variables rounds until it tells of no patient, and what is
// suppressed tells nothing.
bool TellsOfPatients(const models::SiteRecord& record) {
  if (const auto* metrics = std::get_if<models::ValidationMetrics>(&record))
    return metrics->suppressed.empty();
  if (const auto* case_mix = std::get_if<models::CaseMix>(&record)) return case_mix->suppressed.empty();
  if (const auto* subgroups = std::get_if<models::Subgroups>(&record)) {
    return std::any_of(subgroups->levels.begin(), subgroups->levels.end(),
                       [](const auto& level) { return level.second.suppressed.empty(); });
  }
  const auto* comparison = std::get_if<models::ModelComparison>(&record);
  return comparison != nullptr && comparison->suppressed.empty();
}

// The rows of each set of patients that the record tells of by itself.
std::vector<std::vector<std::size_t>> CohortsOf(const models::SiteRecord& record, const RecordRows& rows) {
  const auto* subgroups = std::get_if<models::Subgroups>(&record);
  if (subgroups == nullptr) return {rows.all};
  std::vector<std::vector<std::size_t>> cohorts;
  for (std::size_t i = 0; i < subgroups->levels.size() && i < rows.by_level.size(); ++i) {
    if (subgroups->levels[i].second.suppressed.empty() && !rows.by_level[i].empty()) {
      cohorts.push_back(rows.by_level[i]);
    }
  }
  return cohorts;
}

}  // namespace

ReleaseOffice::ReleaseOffice(std::string site, Policy policy, Ledger& ledger, ReleasedWeights& weights,
                             const MaskKeys& mask_keys, std::function<absl::Time()> clock)
    : site_(std::move(site)),
      policy_(std::move(policy)),
      ledger_(ledger),
      weights_(weights),
      mask_keys_(mask_keys),
      clock_(std::move(clock)) {
  for (const LedgerEntry& entry : ledger_.Entries()) {
    ++used_.releases;
    used_.scalars += entry.scalars;
    used_.scalars_held = std::max(used_.scalars_held, entry.scalars_held);
  }
}

absl::StatusOr<std::optional<Release>> ReleaseOffice::Earlier(const models::Task& task) {
  const absl::StatusOr<std::optional<std::string>> found = ledger_.Find(task.key);
  if (!found.ok()) {
    if (absl::IsDataLoss(found.status())) {
      OSTEON_RETURN_IF_ERROR(Note(task, kAlteredEvent, std::string(found.status().message())));
    }
    return found.status();
  }
  const std::optional<std::string>& bytes = *found;
  if (!bytes) return std::nullopt;
  // Not the purpose, which the coordinator may word anew each time: one line for each request that was
  // answered.
  OSTEON_RETURN_IF_ERROR(
      Note(task, kRepeatedEvent,
           std::visit([](const auto& request) { return models::KindOf(request); }, task.request)));
  if (const auto* request = std::get_if<models::SumRequest>(&task.request)) {
    OSTEON_ASSIGN_OR_RETURN(RingVector summand, SummandOf(*request, *bytes));
    return Release(task.key, std::move(summand));
  }
  OSTEON_ASSIGN_OR_RETURN(models::SiteRecord record, models::ParseRecord(*bytes));
  return Release(task.key, std::move(record));
}

absl::Status ReleaseOffice::Note(const models::Task& task, const char* event, const std::string& why) {
  LedgerEvent noted;
  noted.time = clock_();
  noted.event = event;
  noted.study_sha256 = task.key.study_sha256;
  noted.request_sha256 = task.key.request_sha256;
  noted.why = why;
  return ledger_.Note(noted);
}

models::Limits ReleaseOffice::JudgedBy(const models::Study& study) const {
  if (!policy_.off_for_testing) return models::Stricter(policy_.limits, study.privacy);
  models::Limits limits;
  limits.min_patients = 0;
  limits.min_cell = 0;
  return limits;
}

std::map<std::string, std::string> ReleaseOffice::LimitsOf(const models::Study& study) const {
  if (policy_.off_for_testing) return {{"rules", "off_for_testing"}};
  std::map<std::string, std::string> limits = LimitTexts(JudgedBy(study));
  limits["rules"] = RulesWord(policy_);
  return limits;
}

double ReleaseOffice::MostScalars(const StudyReleases& study) const {
  const bool secure = models::IsMasked(study.study, study.study.development);
  const double ratio =
      secure ? policy_.limits.max_scalars_ratio_secure : policy_.limits.max_scalars_ratio_clear;
  const std::uint64_t held = std::max(used_.scalars_held, study.scalars_held);
  return std::max(ratio * static_cast<double>(held), static_cast<double>(kLeastBudget));
}

std::uint64_t ReleaseOffice::ScalarsLeft(const StudyReleases& study) const {
  if (policy_.off_for_testing) return std::numeric_limits<std::uint64_t>::max();
  if (ledger_.CapsSpent()) return 0;
  const double left = MostScalars(study) - static_cast<double>(used_.scalars);
  return left > 0 ? static_cast<std::uint64_t>(left) : 0;
}

absl::Status ReleaseOffice::JudgeBudget(const StudyReleases& study, std::uint64_t scalars) const {
  if (policy_.off_for_testing) return absl::OkStatus();
  if (ledger_.CapsSpent()) {
    return models::ToStatus(
        {"lost_ledger", "entries of this site's ledger were lost, so all caps count as spent"});
  }
  if (used_.releases >= policy_.limits.max_releases) {
    return models::ToStatus({"max_releases", "this site has released as often as it may"});
  }
  if (static_cast<double>(used_.scalars + scalars) > MostScalars(study)) {
    return models::ToStatus({"max_scalars_ratio", "this site has released as many numbers as it may"});
  }
  return absl::OkStatus();
}

absl::Status ReleaseOffice::JudgeSum(const models::Task& task, const StudyReleases& study,
                                     const models::KernelOutput& output) {
  if (policy_.off_for_testing) return absl::OkStatus();
  const models::Limits limits = JudgedBy(study.study);
  for (const models::SumEvidence& evidence : output.evidence) {
    const std::vector<std::string>& sites = evidence.sites.empty() ? task.key.sites : evidence.sites;
    models::Visibility visibility;
    visibility.masked = models::IsMasked(study.study, task.key.sites) && models::IsMasked(study.study, sites);
    if (!visibility.masked && study.study.privacy.secure_aggregation == "required") {
      return models::ToStatus(
          {"min_sites", "the study asks for masked sums only, and this one would not be masked"});
    }
    visibility.institutions = TrustedInstitutions(policy_, study.roster, sites);
    visibility.leaves_one_out = LeavesOneOut(study.study, sites);
    visibility.development_sites = study.study.development.size();
    visibility.pooled = study.pooled;
    if (const auto breach = models::JudgeSum(evidence, limits, visibility)) return models::ToStatus(*breach);
  }
  Counts counts;
  if (!IsCounted(task)) {
    OSTEON_RETURN_IF_ERROR(JudgeProducts(task, study, output, counts));
    OSTEON_RETURN_IF_ERROR(JudgeOnce(task, study, counts));
  }
  OSTEON_RETURN_IF_ERROR(JudgeWeights(study, models::WeightsOf(output.evidence)));
  return Count(task, std::move(counts));
}

absl::Status ReleaseOffice::JudgeProducts(const models::Task& task, const StudyReleases& study,
                                          const models::KernelOutput& output, Counts& counts) const {
  const double columns_per_patient =
      models::Stricter(policy_.limits, study.study.privacy).max_columns_per_patient;
  for (const models::SumEvidence& evidence : output.evidence) {
    const std::vector<std::string>& sites = evidence.sites.empty() ? task.key.sites : evidence.sites;
    const bool pooled = models::IsPooled(study.study, sites) && study.pooled != nullptr;
    const std::string scope = absl::StrCat(task.key.study_sha256, "|", absl::StrJoin(sites, ","), "|",
                                           evidence.view.replicate, "|");
    for (const models::GramBlock& block : evidence.blocks) {
      double patients = static_cast<double>(block.patients);
      if (pooled) {
        const auto of_all = study.pooled->Of(evidence.view, block.left_out);
        if (of_all) patients = static_cast<double>(of_all->patients());
      }
      for (const auto& [column, products] : block.products) {
        const std::string name = absl::StrCat("products|", scope, block.left_out, "|", column);
        counts[name] += products;
        if (static_cast<double>(weights_.CountOf(name) + counts[name]) >
            models::kMostProductsPerLimit * columns_per_patient * patients) {
          return models::ToStatus({"max_products_per_patient",
                                   absl::StrCat(evidence.kind, ": products of ", column, " with others")});
        }
      }
    }
  }
  return absl::OkStatus();
}

absl::Status ReleaseOffice::JudgeOnce(const models::Task& task, const StudyReleases& study,
                                      Counts& counts) const {
  for (const models::AskedOften& asked : models::AskedOftenIn(study.study, task)) {
    const std::string name = absl::StrCat("asked|", task.key.study_sha256, "|", asked.what);
    counts[name] += 1;
    if (weights_.CountOf(name) + counts[name] > asked.most) {
      return models::ToStatus({"once", absl::StrCat(asked.what, " more often than the study does")});
    }
  }
  return absl::OkStatus();
}

bool ReleaseOffice::IsCounted(const models::Task& task) const {
  return weights_.CountOf(CountedName(task.key)) > 0;
}

absl::Status ReleaseOffice::Count(const models::Task& task, Counts counts) {
  if (counts.empty()) return absl::OkStatus();
  counts[CountedName(task.key)] = 1;
  return weights_.AddCounts(counts);
}

absl::Status ReleaseOffice::Answerable(const models::TaskKey& key) const {
  if (policy_.off_for_testing || weights_.CountOf(RefusedName(key)) > 0 ||
      weights_.CountOf(absl::StrCat("refused|", key.study_sha256)) < models::kMostRefusals) {
    return absl::OkStatus();
  }
  return models::ToStatus({"max_refusals", "this study was refused by rules too often"});
}

absl::Status ReleaseOffice::NoteRefusal(const models::TaskKey& key) {
  const std::string name = RefusedName(key);
  if (policy_.off_for_testing || weights_.CountOf(name) > 0) return absl::OkStatus();
  OSTEON_RETURN_IF_ERROR(weights_.AddCounts({{absl::StrCat("refused|", key.study_sha256), 1}, {name, 1}}));
  return weights_.Flush();
}

absl::Status ReleaseOffice::JudgeWeights(const StudyReleases& study,
                                         std::vector<models::PatientWeights> weights) {
  const models::Limits limits = JudgedBy(study.study);
  OSTEON_ASSIGN_OR_RETURN(const std::optional<std::string> dominated,
                          weights_.TryAdd(std::move(weights), study.pseudonyms, limits.EffectivePatients()));
  return dominated ? models::ToStatus(models::DominanceBreach(*dominated)) : absl::OkStatus();
}

absl::StatusOr<Release> ReleaseOffice::Store(const models::Task& task, const StudyReleases& study,
                                             std::uint64_t patients, std::uint64_t scalars,
                                             const std::string& payload,
                                             std::variant<RingVector, models::SiteRecord> release) {
  LedgerEntry entry;
  entry.time = clock_();
  entry.study = study.study.name;
  entry.key = task.key;
  entry.purpose = task.purpose;
  entry.kind = std::visit([](const auto& request) { return models::KindOf(request); }, task.request);
  entry.patients = patients;
  entry.scalars = scalars;
  const bool seen_by_nobody = entry.kind == "counts";
  const bool sum = std::holds_alternative<models::SumRequest>(task.request);
  entry.mode = (sum && models::IsMasked(study.study, task.key.sites)) || seen_by_nobody ? "secure" : "clear";
  entry.rules = RulesWord(policy_);
  entry.scalars_held = study.scalars_held;
  OSTEON_RETURN_IF_ERROR(weights_.Flush());
  entry.weights_bytes = weights_.size();
  OSTEON_RETURN_IF_ERROR(ledger_.Store(std::move(entry), payload));
  ++used_.releases;
  used_.scalars += scalars;
  used_.scalars_held = std::max(used_.scalars_held, study.scalars_held);
  return Release(task.key, std::move(release));
}

absl::StatusOr<Release> ReleaseOffice::ReleaseSummand(const models::Task& task, const StudyReleases& study,
                                                      models::KernelOutput output) {
  const std::uint64_t scalars = ScalarCount(output.summand.layout());
  OSTEON_RETURN_IF_ERROR(JudgeBudget(study, scalars));
  OSTEON_RETURN_IF_ERROR(JudgeSum(task, study, output));
  if (models::IsMasked(study.study, task.key.sites)) {
    OSTEON_ASSIGN_OR_RETURN(const StudyMaskKeys keys, mask_keys_.Of(task.key.study_sha256));
    OSTEON_ASSIGN_OR_RETURN(const auto public_keys, KeysOf(keys, task.key.sites));
    OSTEON_RETURN_IF_ERROR(AddPairwiseMasks(keys.own, site_, public_keys, TaskId(task.key), output.summand));
  }
  std::uint64_t patients = output.rows.size();
  for (const models::SumEvidence& evidence : output.evidence)
    patients = std::max(patients, evidence.patients);
  const std::string payload = BytesOf(output.summand);
  return Store(task, study, patients, scalars, payload, std::move(output.summand));
}

absl::StatusOr<Release> ReleaseOffice::ReleaseRecord(const models::Task& task, const StudyReleases& study,
                                                     const RecordRows& rows, models::SiteRecord record) {
  if (!policy_.off_for_testing) {
    const models::Limits limits = JudgedBy(study.study);
    std::visit(
        [&](auto& kind) {
          if constexpr (requires { models::SuppressIn(kind, limits); }) models::SuppressIn(kind, limits);
        },
        record);
  }
  const std::uint64_t scalars = models::ScalarCount(record);
  OSTEON_RETURN_IF_ERROR(JudgeBudget(study, scalars));
  if (!policy_.off_for_testing && TellsOfPatients(record) && !rows.all.empty()) {
    Counts counts;
    if (!IsCounted(task)) OSTEON_RETURN_IF_ERROR(JudgeOnce(task, study, counts));
    std::vector<models::PatientWeights> cohorts;
    for (const std::vector<std::size_t>& cohort : CohortsOf(record, rows)) {
      models::PatientWeights patients{"cohort", std::vector<double>(study.pseudonyms.size(), 0.0)};
      for (const std::size_t row : cohort) patients.weights[row] = 1;
      cohorts.push_back(std::move(patients));
    }
    OSTEON_RETURN_IF_ERROR(JudgeWeights(study, std::move(cohorts)));
    OSTEON_RETURN_IF_ERROR(Count(task, std::move(counts)));
  }
  const std::string payload = models::SerialiseRecord(record);
  return Store(task, study, rows.all.size(), scalars, payload, std::move(record));
}

absl::StatusOr<Release> ReleaseOffice::ReleaseCounts(const models::Task& task, const StudyReleases& study,
                                                     const std::vector<std::uint64_t>& counts) {
  OSTEON_RETURN_IF_ERROR(JudgeBudget(study, counts.size()));
  if (!policy_.off_for_testing &&
      TrustedInstitutions(policy_, study.roster, task.key.sites) < policy_.limits.min_sites) {
    return models::ToStatus({"min_sites", "masked counts of too few institutions"});
  }
  OSTEON_ASSIGN_OR_RETURN(const StudyMaskKeys keys, mask_keys_.Of(task.key.study_sha256));
  OSTEON_ASSIGN_OR_RETURN(const auto public_keys, KeysOf(keys, task.key.sites));
  RingVector masked = CountsVector(counts);
  OSTEON_RETURN_IF_ERROR(AddPairwiseMasks(keys.own, site_, public_keys, TaskId(task.key), masked));
  models::SealedCounts sealed;
  sealed.words = masked.words();
  OSTEON_ASSIGN_OR_RETURN(sealed.tags, SealFor(keys.own, site_, public_keys, TaskId(task.key), sealed.words));
  const std::string payload = models::SerialiseRecord(sealed);
  return Store(task, study, 0, counts.size(), payload, models::SiteRecord(std::move(sealed)));
}

absl::StatusOr<std::vector<std::uint64_t>> ReleaseOffice::OpenCounts(
    const models::TaskKey& key, const models::ConfirmCountsRequest& confirm) const {
  OSTEON_ASSIGN_OR_RETURN(const StudyMaskKeys keys, mask_keys_.Of(key.study_sha256));
  OSTEON_ASSIGN_OR_RETURN(const auto public_keys, KeysOf(keys, key.sites));
  const models::TaskKey counts_key = CountsKey(key);
  const std::string context = TaskId(counts_key);
  OSTEON_ASSIGN_OR_RETURN(const std::optional<std::string> own, ledger_.Find(counts_key));
  std::optional<RingVector> sum;
  for (const std::string& site : key.sites) {
    const auto share = confirm.shares.find(site);
    if (share == confirm.shares.end()) {
      return absl::InvalidArgumentError(absl::StrCat("counts without those of ", site));
    }
    const models::SealedCounts& sealed = share->second;
    if (site == site_) {
      if (!own || models::SerialiseRecord(sealed) != *own) {
        return absl::PermissionDeniedError("the counts that came back are not those that this site released");
      }
    } else {
      const auto tag = sealed.tags.find(site_);
      OSTEON_RETURN_IF_ERROR(CheckSeal(keys.own, site_, site, public_keys.at(site), context, sealed.words,
                                       tag == sealed.tags.end() ? "" : tag->second));
    }
    const RingVector words = CountsVector(sealed.words);
    if (!sum) {
      sum = words;
    } else {
      OSTEON_RETURN_IF_ERROR(sum->Add(words));
    }
  }
  return sum->words();
}

}  // namespace osteon
