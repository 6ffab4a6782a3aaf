#include "coordinator/study/write_study_yaml.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/json/json_text.h"

namespace osteon {
namespace {

using models::ClinicalColumn;

// JSON is YAML in flow style.
std::string Flow(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// A key as people write it where it can be.
std::string Key(const std::string& name) {
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
  });
  return plain ? name : Flow(name);
}

void AppendSection(std::string& out, const std::string& key, const Json& value) {
  if (!value.is_object() || value.empty()) {
    absl::StrAppend(&out, key, ": ", Flow(value), "\n");
    return;
  }
  absl::StrAppend(&out, key, ":\n");
  for (const auto& [name, member] : value.items()) {
    if (member.is_array() && !member.empty() && member.front().is_object()) {
      absl::StrAppend(&out, "  ", name, ":\n");
      for (const Json& item : member) absl::StrAppend(&out, "    - ", Flow(item), "\n");
    } else {
      absl::StrAppend(&out, "  ", Key(name), ": ", Flow(member), "\n");
    }
  }
}

Json ClinicalJson(const ClinicalColumn& column) {
  const bool numeric = column.type == ClinicalColumn::Type::kNumeric;
  Json json = {{"name", column.name}, {"type", numeric ? "numeric" : "categorical"}};
  if (column.role == ClinicalColumn::Role::kFold) json["role"] = "fold";
  if (!column.unit.empty()) json["unit"] = column.unit;
  if (column.min) json["min"] = *column.min;
  if (column.max) json["max"] = *column.max;
  if (!column.levels.empty()) json["levels"] = column.levels;
  return json;
}

Json CohortJson(const models::Study& study) {
  Json json = {{"id", study.id_column}};
  if (study.split) {
    json["split"] = {
        {"column", study.split->column}, {"train", study.split->train}, {"holdout", study.split->holdout}};
  }
  for (const ClinicalColumn& column : study.clinical) json["clinical"].push_back(ClinicalJson(column));
  if (!study.feature_prefixes.empty()) json["features"] = {{"prefix", study.feature_prefixes}};
  if (study.second_reader) {
    json["second_reader"] = {{"suffix", study.second_reader->suffix},
                             {"same_readers", study.second_reader->same_readers}};
  }
  json["missing"] = study.missing == models::MissingValues::kMean     ? "mean"
                    : study.missing == models::MissingValues::kMedian ? "median"
                                                                      : "complete_case";
  return json;
}

Json ExtractionJson(const models::Extraction& extraction) {
  Json json;
  if (extraction.NamesImages()) {
    for (const models::ExtractionParams& params : extraction.params)
      json["params"][params.image] = params.params_name;
  } else {
    json["params"] = extraction.params.front().params_name;
  }
  const models::ImageRequirements& require = extraction.require;
  if (const auto& range = require.slice_thickness_mm) {
    json["require"]["slice_thickness_mm"] = {range->low, range->high};
  }
  if (const auto& range = require.in_plane_spacing_mm) {
    json["require"]["in_plane_spacing_mm"] = {range->low, range->high};
  }
  if (!require.modality.empty()) json["require"]["modality"] = require.modality;
  if (require.minimum_voxels) json["require"]["minimum_voxels"] = *require.minimum_voxels;
  return json;
}

absl::StatusOr<Json> ModelJson(const models::Model& model) {
  if (const auto* score = std::get_if<models::ScoreModel>(&model.kind)) {
    return Json{{"score", {{"column", score->column}}}};
  }
  const auto* given = std::get_if<models::GivenModel>(&model.kind);
  if (given == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("model ", model.name,
                                                   " is fitted; only given models and scores "
                                                   "can be written"));
  }
  if (given->frozen) return Json{{"given", {{"model", given->frozen->file}, {"name", given->frozen->model}}}};
  Json terms = Json::object();
  for (const auto& [term, coefficient] : given->terms) terms[term] = coefficient;
  return Json{{"given", {{"terms", std::move(terms)}}}};
}

Json ValidateJson(const models::Validation& validation) {
  Json json = {{"at", Json::array()}};
  if (validation.development) json["at"].push_back("development");
  if (validation.holdout) json["at"].push_back("holdout");
  if (validation.external) json["at"].push_back("external");
  if (validation.threshold) json["threshold"] = {{"value", *validation.threshold}};
  if (validation.youden) json["threshold"] = {{"from", "youden"}};
  if (!validation.subgroups.empty()) json["subgroups"] = validation.subgroups;
  for (const auto& [a, b] : validation.compare) json["compare"].push_back(Json::array({a, b}));
  if (!validation.decision_thresholds.empty()) {
    json["decision_curve"] = {{"thresholds", validation.decision_thresholds}};
  }
  return json;
}

// Null where nothing is said.
Json ReportTextsJson(const models::ReportTexts& texts) {
  Json json;
  const std::pair<const char*, const std::string*> said[] = {{"purpose", &texts.purpose},
                                                             {"intended_use", &texts.intended_use},
                                                             {"period", &texts.period},
                                                             {"scanners", &texts.scanners},
                                                             {"segmentation", &texts.segmentation}};
  for (const auto& [key, text] : said) {
    if (!text->empty()) json[key] = *text;
  }
  return json;
}

Json PrivacyJson(const models::Privacy& privacy) {
  Json json;
  if (privacy.min_patients) json["min_patients"] = *privacy.min_patients;
  if (privacy.min_cell) json["min_cell"] = *privacy.min_cell;
  if (privacy.max_columns_per_patient) json["max_columns_per_patient"] = *privacy.max_columns_per_patient;
  json["secure_aggregation"] = privacy.secure_aggregation;
  return json;
}

}  // namespace

absl::StatusOr<std::string> WriteStudyYaml(const models::Study& study) {
  if (!study.screen.empty() || study.harmonise) {
    return absl::InvalidArgumentError(absl::StrCat("study ", study.name,
                                                   " screens or harmonises features; only a "
                                                   "study that fits nothing can be written"));
  }
  std::string out = "osteon: 1\n";
  AppendSection(out, "study", study.name);
  if (!study.repeats.empty()) AppendSection(out, "repeats", study.repeats);
  if (study.max_wait_days != models::kDefaultMaxWaitDays) {
    AppendSection(out, "max_wait_days", study.max_wait_days);
  }
  AppendSection(out, "outcome", {{"column", study.outcome_column}, {"positive", study.outcome_positive}});
  AppendSection(out, "cohort", CohortJson(study));
  Json sites = Json::object();
  if (!study.development.empty()) sites["development"] = study.development;
  if (!study.external.empty()) sites["external"] = study.external;
  AppendSection(out, "sites", sites);
  if (study.extraction) AppendSection(out, "extraction", ExtractionJson(*study.extraction));
  Json models = Json::object();
  for (const models::Model& model : study.models) {
    absl::StatusOr<Json> json = ModelJson(model);
    if (!json.ok()) return json.status();
    models[model.name] = *std::move(json);
  }
  AppendSection(out, "models", models);
  AppendSection(out, "validate", ValidateJson(study.validation));
  AppendSection(out, "privacy", PrivacyJson(study.privacy));
  if (const Json texts = ReportTextsJson(study.report); !texts.is_null()) AppendSection(out, "report", texts);
  return out;
}

}  // namespace osteon
