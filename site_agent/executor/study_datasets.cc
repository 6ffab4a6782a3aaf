#include "site_agent/executor/study_datasets.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "site_agent/cohort/build_cohort.h"
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
// Beside the studies' own folders, whose names are hashes: a study with the settings of another, or one that
// was interrupted, need not compute anew.
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

}  // namespace

absl::StatusOr<std::shared_ptr<const Cohort>> StudyDatasets::Of(const models::Study& study,
                                                                const std::string& study_sha256) {
  std::shared_ptr<const FrozenDataset>& dataset = known_[study_sha256];
  if (dataset == nullptr) {
    OSTEON_ASSIGN_OR_RETURN(FrozenDataset loaded, Load(study, study_sha256));
    dataset = std::make_shared<const FrozenDataset>(std::move(loaded));
  }
  const absl::Status unchanged = CheckUnchanged(*dataset);
  if (absl::IsFailedPrecondition(unchanged)) return absl::AbortedError(unchanged.message());
  if (!unchanged.ok()) return unchanged;
  return std::shared_ptr<const Cohort>(dataset, &dataset->cohort);
}

absl::StatusOr<FrozenDataset> StudyDatasets::Load(const models::Study& study,
                                                  const std::string& study_sha256) const {
  if (options_.folder.empty()) return Make(study, study_sha256);
  const std::string folder = absl::StrCat(options_.folder, "/", study_sha256);
  absl::StatusOr<FrozenDataset> frozen = LoadFrozen(folder);
  if (!absl::IsNotFound(frozen.status())) return frozen;
  OSTEON_ASSIGN_OR_RETURN(FrozenDataset made, Make(study, study_sha256));
  OSTEON_RETURN_IF_ERROR(Freeze(made, folder));
  return made;
}

absl::StatusOr<FrozenDataset> StudyDatasets::Make(const models::Study& study,
                                                  const std::string& study_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(const Mapping mapping, ReadMappingBeside(options_.data_path));
  OSTEON_RETURN_IF_ERROR(mapping.CheckFor(study));
  OSTEON_ASSIGN_OR_RETURN(SiteTable local, Table(study, mapping.LocalName(study.id_column)));
  OSTEON_ASSIGN_OR_RETURN(const SiteTable table, mapping.Apply(std::move(local)));
  const bool develops =
      std::find(study.development.begin(), study.development.end(), options_.site) != study.development.end();
  FrozenDataset dataset;
  OSTEON_ASSIGN_OR_RETURN(dataset.cohort, BuildCohort(table, study, develops));
  if (options_.left_out) {
    for (const std::string& warning : dataset.cohort.warnings) options_.left_out(study.name, warning);
  }
  if (study.extraction) {
    OSTEON_ASSIGN_OR_RETURN(dataset.cohort.admission.extraction_settings,
                            StudySettingsHashes(*study.extraction));
  }
  dataset.study_sha256 = study_sha256;
  dataset.sources = table.sources;
  return dataset;
}

absl::StatusOr<SiteTable> StudyDatasets::Table(const models::Study& study,
                                               const std::string& id_column) const {
  if (!study.extraction) return ReadSiteTable(options_.data_path, options_.key, id_column);
  if (id_column != kManifestId) {
    return absl::InvalidArgumentError(
        absl::StrCat("the study's id column is ", id_column, "; a manifest of images has ", kManifestId));
  }
  OSTEON_ASSIGN_OR_RETURN(SourceText source, ReadSource(options_.data_path));
  OSTEON_ASSIGN_OR_RETURN(const Manifest manifest, ParseManifest(source.text, options_.data_path));
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
  if (!options_.folder.empty()) options.store = absl::StrCat(options_.folder, "/", kFeatureFolder);
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
    options_.left_out(study.name, absl::StrCat(manifest.file, ":", row.line, ", patient ",
                                               Pseudonym(options_.key, row.patient_id), ": ",
                                               std::string(row.error.message())));
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
