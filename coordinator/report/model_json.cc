#include "coordinator/report/model_json.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "coordinator/report/facts.h"

namespace osteon::report {
namespace {

Json Optional(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// An object even when empty.
Json Texts(const std::map<std::string, std::string>& texts) {
  Json json = Json::object();
  for (const auto& [name, text] : texts) json[name] = text;
  return json;
}

Json ClinicalJson(const models::Study& study) {
  Json columns = Json::array();
  for (const models::ClinicalColumn& column : study.clinical) {
    Json json;
    json["name"] = column.name;
    const bool numeric = column.type == models::ClinicalColumn::Type::kNumeric;
    json["type"] = numeric ? "numeric" : "categorical";
    json["role"] = column.role == models::ClinicalColumn::Role::kFold ? "fold" : "predictor";
    json["unit"] = column.unit.empty() ? Json(nullptr) : Json(column.unit);
    json["min"] = Optional(column.min);
    json["max"] = Optional(column.max);
    json["levels"] = column.levels;
    columns.push_back(std::move(json));
  }
  return columns;
}

// As the study file has it.
Json RequireJson(const models::ImageRequirements& require) {
  Json json = Json::object();
  if (const auto& range = require.slice_thickness_mm) json["slice_thickness_mm"] = {range->low, range->high};
  if (const auto& range = require.in_plane_spacing_mm)
    json["in_plane_spacing_mm"] = {range->low, range->high};
  if (!require.modality.empty()) json["modality"] = require.modality;
  if (require.minimum_voxels) json["minimum_voxels"] = *require.minimum_voxels;
  return json;
}

Json ParamsJson(const ReportInput& input) {
  Json list = Json::array();
  for (const models::ExtractionParams& params : input.study.extraction->params) {
    const std::string sha256 = ExtractionSettings(input, params.image);
    Json json;
    json["image"] = params.image.empty() ? Json(nullptr) : Json(params.image);
    json["name"] = params.params_name;
    json["text"] = params.params_text;
    json["settings_sha256"] = sha256.empty() ? Json(nullptr) : Json(sha256);
    list.push_back(std::move(json));
  }
  return list;
}

Json SitesJson(const ReportInput& input) {
  Json sites = Json::object();
  for (const auto& [site, admission] : input.result.admissions) {
    Json json;
    json["role"] = IsExternal(input.study, site) ? "external" : "development";
    json["dataset_sha256"] = admission.dataset_sha256;
    json["patients"] = admission.train_patients + admission.holdout_patients;
    json["events"] = admission.train_events + admission.holdout_events;
    json["software"] = Texts(admission.software);
    sites[site] = std::move(json);
  }
  return sites;
}

Json TermsJson(const models::FittedModel& model) {
  Json terms = Json::array();
  for (const models::ModelTerm& term : model.terms) {
    Json json;
    json["name"] = term.name;
    json["coefficient"] = term.coefficient;
    json["standard_error"] = Optional(term.standard_error);
    json["lower"] = Optional(term.lower);
    json["upper"] = Optional(term.upper);
    json["p"] = Optional(term.p);
    // Coefficients that came from elsewhere were never standardised here.
    const bool fitted = IsFitted(model);
    json["coefficient_standardised"] = fitted ? Json(term.coefficient_standardised) : Json(nullptr);
    json["mean"] = fitted ? Json(term.mean) : Json(nullptr);
    json["scale"] = fitted ? Json(term.scale) : Json(nullptr);
    terms.push_back(std::move(json));
  }
  return terms;
}

Json OneModel(const models::Study& study, const models::FittedModel& model) {
  const bool fitted = IsFitted(model);
  Json json;
  json["kind"] = model.kind;
  json["roster"] = model.roster;
  json["n"] = fitted ? Json(model.n) : Json(nullptr);
  json["events"] = fitted ? Json(model.events) : Json(nullptr);
  json["converged"] = fitted ? Json(model.converged) : Json(nullptr);
  json["iterations"] = fitted ? Json(model.iterations) : Json(nullptr);
  json["predictors"] = Json::array();
  for (const models::Model& asked : study.models) {
    const auto* logistic = std::get_if<models::LogisticModel>(&asked.kind);
    if (asked.name == model.name && logistic != nullptr) json["predictors"] = logistic->predictors;
  }
  json["score_column"] = model.score_column.empty() ? Json(nullptr) : Json(model.score_column);
  json["terms"] = TermsJson(model);
  json["log_likelihood"] = Optional(model.log_likelihood);
  json["deviance"] = Optional(model.deviance);
  json["null_deviance"] = Optional(model.null_deviance);
  json["aic"] = Optional(model.aic);
  json["bic"] = Optional(model.bic);
  for (const char* not_computed : {"lambda", "path", "cv", "nomogram"}) json[not_computed] = nullptr;
  return json;
}

}  // namespace

Json ModelJson(const ReportInput& input) {
  const models::Study& study = input.study;
  Json json;
  json["study"] = study.name;
  json["study_sha256"] = input.study_sha256;
  std::set<std::string> roster;
  for (const models::FittedModel& model : input.result.models) {
    roster.insert(model.roster.begin(), model.roster.end());
  }
  json["roster"] = roster;
  json["software"] = Texts(input.software);
  json["outcome"] = {{"column", study.outcome_column}, {"positive", study.outcome_positive}};
  json["missing"] = {{"method", "complete_case"}};
  json["clinical"] = ClinicalJson(study);
  json["feature_prefixes"] = study.feature_prefixes;
  json["extraction"] = nullptr;
  if (study.extraction) {
    json["extraction"] = {{"params", ParamsJson(input)}, {"require", RequireJson(study.extraction->require)}};
  }
  json["threshold"] = Optional(study.validation.threshold);
  json["rules"] = input.ledger.rules;
  json["sites"] = SitesJson(input);
  json["screening"] = Json::array();
  json["harmonisation"] = {{"method", "none"}};
  json["models"] = Json::object();
  for (const models::FittedModel& model : input.result.models)
    json["models"][model.name] = OneModel(study, model);
  json["signature"] = Json::object();
  if (input.signature) {
    json["signature"] = {{"algorithm", input.signature->algorithm},
                         {"by", input.signature->by},
                         {"value", input.signature->value}};
  }
  return json;
}

}  // namespace osteon::report
