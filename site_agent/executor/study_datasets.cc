#include "site_agent/executor/study_datasets.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/cohort/build_cohort.h"
#include "site_agent/cohort/dataset_changes.h"
#include "site_agent/cohort/exclusions.h"
#include "site_agent/cohort/mapping.h"
#include "site_agent/cohort/site_table.h"
#include "site_agent/executor/study_settings.h"
#include "site_agent/extraction/extract_manifest.h"
#include "site_agent/extraction/extraction_settings.h"
#include "site_agent/extraction/feature_table.h"
#include "site_agent/extraction/image_hash.h"
#include "site_agent/extraction/manifest.h"
#include "site_agent/extraction/memory_need.h"
#include "site_agent/quality/required_images.h"

namespace osteon {
namespace {

constexpr char kManifestId[] = "patient_id";
constexpr char kFeatureFolder[] = "features";

// Every file of an image or a mask once.
std::set<std::string> FilesOf(const Manifest& manifest) {
  std::set<std::string> files;
  for (const ManifestCase& one : manifest.cases) {
    for (const ManifestImage& image : one.images) {
      files.insert(image.image);
      files.insert(image.mask.begin(), image.mask.end());
    }
  }
  files.erase("");
  std::set<std::string> voxels;  // that stand apart from their header
  for (const std::string& file : files) {
    const absl::StatusOr<std::vector<std::string>> both = FilesOfImage(file);
    if (both.ok()) voxels.insert(both->back());
  }
  files.merge(voxels);
  return files;
}

absl::Status ConsentWithdrawn() {
  return absl::CancelledError(
      "consent to the use of data was withdrawn after this study's dataset was frozen, and by this "
      "hospital's "
      "policy (on_withdrawal) the study ends then. What was released before cannot be taken back; a new "
      "study "
      "has a dataset of its own");
}

bool HasAny(const FrozenDataset& dataset, const std::set<std::string>& pseudonyms) {
  const std::vector<std::string>& all = dataset.cohort.pseudonyms;
  return std::any_of(all.begin(), all.end(),
                     [&](const std::string& pseudonym) { return pseudonyms.contains(pseudonym); });
}

}  // namespace

std::string FeatureFolder(const std::string& folder) {
  return absl::StrCat(folder, "/", kFeatureFolder);
}

absl::StatusOr<std::shared_ptr<const Cohort>> StudyDatasets::Of(const models::Study& study,
                                                                const std::string& study_sha256) {
  OSTEON_RETURN_IF_ERROR(CheckConsents(study_sha256));
  std::shared_ptr<const FrozenDataset>& dataset = known_[study_sha256];
  if (dataset == nullptr) {
    OSTEON_ASSIGN_OR_RETURN(FrozenDataset loaded, Load(study, study_sha256));
    dataset = std::make_shared<const FrozenDataset>(std::move(loaded));
    // Extraction takes hours; somebody may have withdrawn since it began.
    OSTEON_RETURN_IF_ERROR(CheckConsents(study_sha256));
  }
  const absl::Status unchanged = CheckUnchanged(*dataset);
  if (absl::IsFailedPrecondition(unchanged)) return absl::AbortedError(unchanged.message());
  if (!unchanged.ok()) return unchanged;
  return std::shared_ptr<const Cohort>(dataset, &dataset->cohort);
}

std::string StudyDatasets::FolderOf(const std::string& study_sha256) const {
  return absl::StrCat(options_.folder, "/", study_sha256);
}

absl::StatusOr<std::set<std::string>> StudyDatasets::Withdrawn() const {
  if (options_.exclusions.empty()) return std::set<std::string>();
  OSTEON_ASSIGN_OR_RETURN(std::set<std::string> withdrawn, Exclusions(options_.exclusions).Pseudonyms());
  if (options_.check_exclusions) OSTEON_RETURN_IF_ERROR(options_.check_exclusions(withdrawn));
  return withdrawn;
}

absl::StatusOr<std::shared_ptr<const FrozenDataset>> StudyDatasets::Frozen(const std::string& study_sha256) {
  const auto known = known_.find(study_sha256);
  if (known != known_.end() && known->second != nullptr) return known->second;
  if (options_.folder.empty()) return std::shared_ptr<const FrozenDataset>();
  absl::StatusOr<FrozenDataset> frozen = LoadFrozen(FolderOf(study_sha256));
  if (absl::IsNotFound(frozen.status())) return std::shared_ptr<const FrozenDataset>();
  if (!frozen.ok()) return frozen.status();
  return known_[study_sha256] = std::make_shared<const FrozenDataset>(*std::move(frozen));
}

absl::Status StudyDatasets::CheckConsents(const std::string& study_sha256) {
  OSTEON_ASSIGN_OR_RETURN(const std::set<std::string> withdrawn, Withdrawn());
  if (withdrawn.empty()) return absl::OkStatus();
  OSTEON_ASSIGN_OR_RETURN(const std::shared_ptr<const FrozenDataset> dataset, Frozen(study_sha256));
  if (dataset == nullptr) return absl::OkStatus();
  const bool concerned = HasAny(*dataset, withdrawn);
  if (dataset->taken_out.empty() && (!concerned || options_.finish_after_withdrawal)) return absl::OkStatus();
  if (concerned) OSTEON_RETURN_IF_ERROR(EndOf(study_sha256));
  return ConsentWithdrawn();
}

absl::StatusOr<bool> StudyDatasets::HoldsWithdrawn() {
  OSTEON_ASSIGN_OR_RETURN(const std::set<std::string> withdrawn, Withdrawn());
  // Datasets that are made later have none of them.
  std::error_code error;
  if (withdrawn.size() == nowhere_ || !std::filesystem::is_directory(options_.folder, error)) return false;
  for (const auto& entry : std::filesystem::directory_iterator(options_.folder, error)) {
    const absl::StatusOr<FrozenDataset> dataset = LoadFrozen(entry.path().string());
    if (absl::IsNotFound(dataset.status())) continue;
    if (!dataset.ok()) return dataset.status();
    if (HasAny(*dataset, withdrawn)) return true;
  }
  if (error) return absl::UnavailableError(absl::StrCat(options_.folder, ": ", error.message()));
  nowhere_ = withdrawn.size();
  return false;
}

absl::Status StudyDatasets::EndOf(const std::string& study_sha256) {
  known_.erase(study_sha256);
  OSTEON_ASSIGN_OR_RETURN(const std::set<std::string> withdrawn, Withdrawn());
  if (options_.folder.empty()) return absl::OkStatus();
  const absl::Status taken_out = TakeOut(withdrawn, FolderOf(study_sha256));
  return absl::IsNotFound(taken_out) ? absl::OkStatus() : taken_out;
}

absl::StatusOr<FrozenDataset> StudyDatasets::Load(const models::Study& study,
                                                  const std::string& study_sha256) const {
  if (options_.folder.empty()) return Make(study, study_sha256);
  const std::string folder = FolderOf(study_sha256);
  absl::StatusOr<FrozenDataset> frozen = LoadFrozen(folder);
  if (frozen.ok() && !frozen->taken_out.empty()) return ConsentWithdrawn();
  if (!absl::IsNotFound(frozen.status())) return frozen;
  OSTEON_ASSIGN_OR_RETURN(FrozenDataset made, Make(study, study_sha256));
  if (options_.least_changes) {
    OSTEON_ASSIGN_OR_RETURN(const std::set<std::string> withdrawn, Withdrawn());
    OSTEON_RETURN_IF_ERROR(
        CheckChanges(options_.folder, made.cohort, withdrawn, options_.least_changes(study)));
  }
  OSTEON_RETURN_IF_ERROR(Freeze(made, folder));
  return made;
}

absl::StatusOr<FrozenDataset> StudyDatasets::Make(const models::Study& study,
                                                  const std::string& study_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(const Mapping mapping, ReadMappingBeside(options_.data_path));
  OSTEON_RETURN_IF_ERROR(mapping.CheckFor(study));
  OSTEON_ASSIGN_OR_RETURN(SiteTable local, Table(study, study_sha256, mapping.LocalName(study.id_column)));
  OSTEON_ASSIGN_OR_RETURN(const std::set<std::string> withdrawn, Withdrawn());
  local = Without(std::move(local), withdrawn);
  OSTEON_ASSIGN_OR_RETURN(const SiteTable table, mapping.Apply(std::move(local)));
  const bool develops =
      std::find(study.development.begin(), study.development.end(), options_.site) != study.development.end();
  FrozenDataset dataset;
  OSTEON_ASSIGN_OR_RETURN(dataset.cohort, BuildCohort(table, study, develops));
  if (options_.left_out) {
    for (const std::string& warning : dataset.cohort.warnings)
      options_.left_out(study.name, study_sha256, warning);
  }
  if (study.extraction) {
    OSTEON_ASSIGN_OR_RETURN(dataset.cohort.admission.extraction_settings,
                            StudySettingsHashes(*study.extraction));
  }
  dataset.study_sha256 = study_sha256;
  dataset.sources = table.sources;
  return dataset;
}

absl::StatusOr<SiteTable> StudyDatasets::Table(const models::Study& study, const std::string& study_sha256,
                                               const std::string& id_column) const {
  if (!study.extraction) return ReadSiteTable(options_.data_path, options_.key, id_column);
  if (id_column != kManifestId) {
    return absl::InvalidArgumentError(
        absl::StrCat("the study's id column is ", id_column, "; a manifest of images has ", kManifestId));
  }
  OSTEON_ASSIGN_OR_RETURN(SourceText source, ReadSource(options_.data_path));
  OSTEON_ASSIGN_OR_RETURN(Manifest manifest, ParseManifest(source.text, options_.data_path));
  OSTEON_ASSIGN_OR_RETURN(const std::set<std::string> withdrawn, Withdrawn());
  std::erase_if(manifest.cases, [&](const ManifestCase& one) {
    return withdrawn.contains(Pseudonym(options_.key, one.patient_id));
  });
  OSTEON_RETURN_IF_ERROR(CheckWide(manifest));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<ExtractionSettings> settings,
                          StudySettings(*study.extraction, manifest));
  std::vector<SourceFile> sources = {source.source};
  for (const std::string& path : FilesOf(manifest)) {
    const absl::StatusOr<SourceText> image = ReadSource(path);
    if (image.ok()) sources.push_back(image->source);  // one that cannot be read is a row with an error
  }
  ExtractOptions options;
  options.jobs = options_.jobs;
  options.memory_bytes = DefaultMemoryLimit();
  if (!options_.folder.empty()) options.store = FeatureFolder(options_.folder);
  if (options_.progress) {
    options.progress = [&](const ExtractProgress& progress) {
      options_.progress(study.name, progress.done, progress.total);
    };
  }
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<quality::RequiredImages> required,
                          quality::RequiredImages::Create(study.extraction->require, manifest));
  if (!study.extraction->require.IsEmpty()) {
    options.examine = [&](const CaseRegion& region, const Volume& image, const Volume& mask) {
      return required->Examine(region, image, mask);
    };
  }
  OSTEON_ASSIGN_OR_RETURN(const ExtractedTable extracted, ExtractManifest(manifest, settings, options));
  for (const ExtractedRow& row : extracted.rows) {
    if (row.error.ok() || !options_.left_out) continue;
    options_.left_out(
        study.name, study_sha256,
        absl::StrCat(manifest.file, ":", row.line, ", patient ", Pseudonym(options_.key, row.patient_id),
                     ": ", std::string(row.error.message())));
  }
  FeatureCells text = WideTable(extracted, WithDiagnostics::kNo);
  std::vector<std::string> lacking;
  for (const auto& cells : text.rows) lacking.push_back(required->LackingOf(cells.front()));  // the patient
  OSTEON_ASSIGN_OR_RETURN(SiteTable table,
                          SiteTable::Create(options_.data_path, std::move(text.header), std::move(text.rows),
                                            std::move(text.lines), options_.key, id_column));
  table.sources = std::move(sources);
  table.lacking = std::move(lacking);
  return table;
}

}  // namespace osteon
