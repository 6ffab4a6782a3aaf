#include "coordinator/cli/model/extract_patient.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "common/text/nearest.h"
#include "site_agent/extraction/extract_manifest.h"
#include "site_agent/extraction/extraction_settings.h"
#include "site_agent/extraction/feature_table.h"
#include "site_agent/extraction/manifest.h"
#include "site_agent/quality/required_images.h"

namespace osteon {
namespace {

constexpr char kModality[] = "modality";

struct Named {
  std::string name;  // empty: none was given
  std::string value;
};

// "t1=t1.nii.gz"; a path before "=" is no name.
Named Split(const std::string& option) {
  const std::size_t equals = option.find('=');
  if (equals == std::string::npos || option.substr(0, equals).find_first_of("/.") != std::string::npos) {
    return {"", option};
  }
  return {option.substr(0, equals), option.substr(equals + 1)};
}

// By name, each once; one without a name alone.
absl::StatusOr<std::map<std::string, std::string>> ByName(const std::vector<std::string>& options,
                                                          const std::string& what) {
  std::map<std::string, std::string> values;
  for (const std::string& option : options) {
    const Named one = Split(option);
    if (one.value.empty())
      return absl::InvalidArgumentError(absl::StrCat(what, " ", option, ": nothing behind ="));
    if (!values.emplace(one.name, one.value).second || (values.size() > 1 && values.contains(""))) {
      return absl::InvalidArgumentError(
          absl::StrCat(what, " ", option, ": given once, or as NAME=... once for each"));
    }
  }
  return values;
}

absl::StatusOr<std::map<std::string, std::string>> ValuesOf(const std::vector<std::string>& options) {
  std::map<std::string, std::string> values;
  for (const std::string& option : options) {
    const std::size_t equals = option.find('=');
    if (equals == std::string::npos || equals == 0) {
      return absl::InvalidArgumentError(absl::StrCat("--set ", option, ": is written COLUMN=VALUE"));
    }
    if (!values.emplace(option.substr(0, equals), option.substr(equals + 1)).second) {
      return absl::InvalidArgumentError(absl::StrCat("--set ", option, ": the column has a value already"));
    }
  }
  return values;
}

absl::StatusOr<Manifest> ManifestOf(const PatientImages& patient) {
  OSTEON_ASSIGN_OR_RETURN(const auto images, ByName(patient.images, "--image"));
  OSTEON_ASSIGN_OR_RETURN(const auto masks, ByName(patient.masks, "--mask"));
  OSTEON_ASSIGN_OR_RETURN(const auto labels, ByName(patient.labels, "--label"));
  ManifestCase one;
  Manifest manifest;
  manifest.images.clear();
  for (const auto& [name, image] : images) {
    const auto own = masks.find(name), shared = masks.find("");
    const auto mask = own != masks.end() ? own : shared;
    if (mask == masks.end()) {
      return absl::InvalidArgumentError(absl::StrCat("--mask ", name.empty() ? "" : absl::StrCat(name, "="),
                                                     "FILE is missing: which mask belongs to ", image, "?"));
    }
    manifest.images.push_back(name);
    one.images.push_back({image, {mask->second}});
  }
  for (const auto& [name, mask] : masks) {
    if (!name.empty() && !images.contains(name)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--mask ", name, "=", mask, ": there is no image ", name));
    }
  }
  one.patient_id =
      patient.id.empty() ? std::filesystem::path(one.images.front().image).filename().string() : patient.id;
  if (labels.empty()) one.regions.emplace_back();
  for (const auto& [name, text] : labels) {
    std::int64_t label = 0;
    if (!absl::SimpleAtoi(text, &label) || label < 1) {
      return absl::InvalidArgumentError(absl::StrCat("--label ", text, ": needs a whole number from 1"));
    }
    one.regions.push_back({name, label});
  }
  manifest.cases = {std::move(one)};
  return manifest;
}

std::string ImageWords(const std::vector<std::string>& names) {
  return names == std::vector<std::string>{""} ? "one image without a name" : absl::StrJoin(names, ", ");
}

// Of the study's own parameter files; empty where the sites brought tables.
absl::StatusOr<std::vector<ExtractionSettings>> StudySettings(const ModelFile& file,
                                                              const Manifest& manifest) {
  std::vector<ExtractionSettings> settings;
  if (!file.extraction) return settings;
  std::vector<std::string> names;
  for (const models::ExtractionParams& params : file.extraction->params) {
    names.push_back(params.image);
    OSTEON_ASSIGN_OR_RETURN(
        ExtractionSettings one,
        ParseExtractionSettings(params.params_text, absl::StrCat(file.path, ", ", params.params_name)));
    settings.push_back(std::move(one));
  }
  if (file.extraction->NamesImages() && names != manifest.images) {
    return absl::InvalidArgumentError(
        absl::StrCat("the study's patients have images ", absl::StrJoin(names, ", "), ", not ",
                     ImageWords(manifest.images), ": give --image ", names.front(), "=FILE and so on"));
  }
  return settings;
}

// As ExtractManifest wants them.
absl::StatusOr<std::vector<ExtractionSettings>> SettingsOf(const ModelFile& file, const Manifest& manifest,
                                                           const std::vector<std::string>& params) {
  OSTEON_ASSIGN_OR_RETURN(std::vector<ExtractionSettings> study, StudySettings(file, manifest));
  if (params.empty()) {
    if (!study.empty()) return study;
    return absl::InvalidArgumentError(absl::StrCat(
        file.path,
        ": the features were not extracted by the study: its sites brought them in their tables, so ",
        "how they are computed is not in the file.\nGive the parameters that they were extracted with: ",
        "--params FILE"));
  }
  OSTEON_ASSIGN_OR_RETURN(const auto files, ByName(params, "--params"));
  std::vector<ExtractionSettings> settings;
  for (const auto& [name, path] : files) {
    OSTEON_ASSIGN_OR_RETURN(ExtractionSettings one, ReadExtractionSettings(path));
    const std::size_t at = settings.size();
    if (!study.empty() && (at >= study.size() || SettingsHash(one) != SettingsHash(study[at]))) {
      return absl::InvalidArgumentError(
          absl::StrCat("--params ", path,
                       " is not what the study extracted with; leave it out, the file has the study's own"));
    }
    settings.push_back(std::move(one));
  }
  std::vector<std::string> names;
  for (const auto& [name, path] : files) names.push_back(name);
  if (names != std::vector<std::string>{""} && names != manifest.images) {
    return absl::InvalidArgumentError(
        absl::StrCat("--params: one file, or NAME=FILE for each of ", ImageWords(manifest.images)));
  }
  return settings;
}

// What the images and values do not give, and values that nobody asked for, all at once.
absl::Status CheckColumns(const ScoringModel& model, const CsvTable& table,
                          const std::map<std::string, std::string>& values) {
  std::vector<std::string> problems, inputs;
  for (const InputColumn& input : model.inputs) {
    inputs.push_back(input.name);
    if (table.Column(input.name)) continue;
    const std::optional<std::string> nearest = NearestName(input.name, table.header);
    problems.push_back(absl::StrCat("model ", model.name, " needs ", input.name, ": give --set ", input.name,
                                    "=VALUE (NA where it is not known)",
                                    nearest ? absl::StrCat("; the nearest there is is ", *nearest) : ""));
  }
  for (const auto& [column, value] : values) {
    if (column == kModality || std::find(inputs.begin(), inputs.end(), column) != inputs.end()) continue;
    problems.push_back(absl::StrCat("--set ", column, "=", value, ": model ", model.name,
                                    " has no such column; it needs ", absl::StrJoin(inputs, ", ")));
  }
  if (problems.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(problems, "\n"));
}

// The wide row of the patient, features only.
absl::StatusOr<CsvTable> Extract(const ModelFile& file, const Manifest& manifest,
                                 const std::vector<ExtractionSettings>& settings) {
  models::ImageRequirements require;
  if (file.extraction) require = file.extraction->require;
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<quality::RequiredImages> required,
                          quality::RequiredImages::Create(require, manifest));
  ExtractOptions options;
  options.examine = [&](const CaseRegion& region, const Volume& image, const Volume& mask) {
    return required->Examine(region, image, mask);
  };
  OSTEON_ASSIGN_OR_RETURN(const ExtractedTable extracted, ExtractManifest(manifest, settings, options));
  for (const ExtractedRow& row : extracted.rows) {
    if (row.error.ok()) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("the features cannot be extracted: ", std::string(row.error.message())));
  }
  const FeatureCells cells = WideTable(extracted, WithDiagnostics::kNo);
  return CsvTable{"the patient's features", cells.header, cells.rows, std::vector<std::size_t>(1, 1)};
}

}  // namespace

absl::StatusOr<CsvTable> ExtractPatient(const ModelFile& file, const ScoringModel& model,
                                        const PatientImages& patient) {
  OSTEON_ASSIGN_OR_RETURN(const auto values, ValuesOf(patient.values));
  OSTEON_ASSIGN_OR_RETURN(Manifest manifest, ManifestOf(patient));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<ExtractionSettings> settings,
                          SettingsOf(file, manifest, patient.params));
  if (file.extraction && !file.extraction->require.modality.empty()) {
    const auto modality = values.find(kModality);
    if (modality == values.end()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the study requires modality ", absl::StrJoin(file.extraction->require.modality, " or "),
          ", which an image file does not say: give --set modality=..."));
    }
    manifest.carried = {kModality};
    manifest.cases.front().carried = {modality->second};
  }
  OSTEON_ASSIGN_OR_RETURN(CsvTable table, Extract(file, manifest, settings));
  for (const auto& [column, value] : values) {
    if (column == kModality && !manifest.carried.empty()) continue;
    if (table.Column(column)) {
      return absl::InvalidArgumentError(absl::StrCat("--set ", column, ": is measured in the image"));
    }
    table.header.push_back(column);
    table.rows.front().push_back(value);
  }
  OSTEON_RETURN_IF_ERROR(CheckColumns(model, table, values));
  return table;
}

}  // namespace osteon
