#include "site_agent/executor/study_views.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "models/pipeline/sample_sizes.h"
#include "models/wire/federation_wire.h"
#include "site_agent/cohort/site_draws.h"

namespace osteon {
namespace {

constexpr char kCountsFile[] = "pooled_counts.txt";
constexpr std::size_t kLargestCounts = std::size_t{1} << 26;
constexpr std::size_t kLargestPreparation = std::size_t{1} << 28;

std::vector<models::PrepareRequest> PreparationsIn(const models::SumRequest& request) {
  if (const auto* prepare = std::get_if<models::PrepareRequest>(&request)) return {*prepare};
  std::vector<models::PrepareRequest> found;
  if (const auto* bundle = std::get_if<models::BundleRequest>(&request)) {
    for (const models::BundlePart& part : bundle->parts) {
      if (const auto* prepare = std::get_if<models::PrepareRequest>(&part.request)) found.push_back(*prepare);
    }
  }
  return found;
}

}  // namespace

std::string StudyViews::Folder(const std::string& study_sha256) const {
  const std::string& folder = datasets_.options().folder;
  return folder.empty() ? "" : absl::StrCat(folder, "/", study_sha256, "/preparations");
}

absl::StatusOr<StudyAtSite*> StudyViews::Of(const models::Study& study, const std::string& study_sha256) {
  OSTEON_RETURN_IF_ERROR(CheckConsents(study_sha256));
  OSTEON_ASSIGN_OR_RETURN(std::shared_ptr<const Cohort> cohort, datasets_.Of(study, study_sha256));
  StudyAtSite& at_site = known_[study_sha256];
  if (at_site.cohort == cohort) return &at_site;
  auto draws = std::make_shared<const SiteDraws>(datasets_.options().key, study_sha256, cohort->pseudonyms);
  auto views = std::make_unique<models::SiteViews>(
      site_, std::shared_ptr<const models::AnalysisTable>(cohort, &cohort->table), std::move(draws),
      models::DictionaryColumnsOf(study));
  OSTEON_RETURN_IF_ERROR(Load(study_sha256, *views));
  OSTEON_RETURN_IF_ERROR(LoadCounts(study, study_sha256, at_site));
  at_site.scalars_held = models::ScalarsHeld(study, cohort->admission);
  at_site.views = std::move(views);
  at_site.cohort = std::move(cohort);
  return &at_site;
}

absl::Status StudyViews::CheckConsents(const std::string& study_sha256) {
  absl::Status checked = datasets_.CheckConsents(study_sha256);
  if (absl::IsCancelled(checked)) known_.erase(study_sha256);
  return checked;
}

absl::Status StudyViews::EndOf(const std::string& study_sha256) {
  known_.erase(study_sha256);
  return datasets_.EndOf(study_sha256);
}

absl::Status StudyViews::Load(const std::string& study_sha256, models::SiteViews& views) const {
  const std::string folder = Folder(study_sha256);
  std::error_code ignored;
  if (folder.empty() || !std::filesystem::is_directory(folder, ignored)) return absl::OkStatus();
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string path = entry.path().string();
    if (entry.path().extension() != ".bin") continue;
    OSTEON_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kLargestPreparation));
    const absl::StatusOr<models::SumRequest> request = models::ParseSumRequest(bytes);
    const auto* prepare = request.ok() ? std::get_if<models::PrepareRequest>(&*request) : nullptr;
    if (prepare == nullptr) {
      return absl::DataLossError(absl::StrCat(path, ": damaged, or not what a study was told to prepare"));
    }
    OSTEON_RETURN_IF_ERROR(views.Keep(prepare->name, prepare->preparation));
  }
  if (error) return absl::UnavailableError(absl::StrCat(folder, ": ", error.message()));
  return absl::OkStatus();
}

absl::Status StudyViews::LoadCounts(const models::Study& study, const std::string& study_sha256,
                                    StudyAtSite& at_site) const {
  const std::string folder = Folder(study_sha256);
  if (folder.empty()) return absl::OkStatus();
  const std::string path = absl::StrCat(folder, "/", kCountsFile);
  const absl::StatusOr<std::string> text = ReadFile(path, kLargestCounts);
  if (absl::IsNotFound(text.status())) return absl::OkStatus();
  if (!text.ok()) return text.status();
  models::CountedSets sets = models::CountedSets::At(study, site_);
  std::vector<std::uint64_t> sums;
  for (const absl::string_view word : absl::StrSplit(*text, '\n', absl::SkipEmpty())) {
    std::uint64_t sum = 0;
    if (!absl::SimpleAtoi(word, &sum)) break;
    sums.push_back(sum);
  }
  if (sums.size() != sets.size()) return absl::DataLossError(absl::StrCat(path, ": damaged"));
  at_site.pooled.emplace(std::move(sets), std::move(sums));
  return absl::OkStatus();
}

absl::Status StudyViews::KeepCounts(const models::Study& study, const std::string& study_sha256,
                                    std::vector<std::uint64_t> sums) {
  models::CountedSets sets = models::CountedSets::At(study, site_);
  if (sums.size() != sets.size()) {
    return absl::InvalidArgumentError("the pooled counts are not those of this study's sets");
  }
  const std::string folder = Folder(study_sha256);
  if (!folder.empty()) {
    OSTEON_RETURN_IF_ERROR(MakeFolder(folder, FileMode::kSecret));
    OSTEON_RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(folder, "/", kCountsFile),
                                               absl::StrCat(absl::StrJoin(sums, "\n"), "\n"),
                                               FileMode::kSecret));
  }
  known_.at(study_sha256).pooled.emplace(std::move(sets), std::move(sums));
  return absl::OkStatus();
}

absl::Status StudyViews::Store(const std::string& study_sha256, const models::SumRequest& request) const {
  const std::string folder = Folder(study_sha256);
  if (folder.empty()) return absl::OkStatus();
  for (const models::PrepareRequest& prepare : PreparationsIn(request)) {
    OSTEON_RETURN_IF_ERROR(MakeFolder(folder, FileMode::kSecret));
    OSTEON_RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(folder, "/", Sha256Hex(prepare.name), ".bin"),
                                               models::SerialiseRequest(prepare), FileMode::kSecret));
  }
  return absl::OkStatus();
}

}  // namespace osteon
