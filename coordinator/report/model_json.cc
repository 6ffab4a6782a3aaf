#include "coordinator/report/model_json.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "coordinator/report/estimate_json.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/pipeline_json.h"

#include "coordinator/report/no_number.h"

namespace osteon::report {
namespace {

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
    json["min"] = OptionalJson(column.min);
    json["max"] = OptionalJson(column.max);
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
    const auto told = [&admission = admission](const char* what, std::uint64_t count) {
      const std::string suppressed = SuppressedIn(admission, what);
      return suppressed.empty() ? Json(count) : NoNumberJson(suppressed);
    };
    json["patients"] = told("patients", Analysed(admission));
    json["events"] = told("events", Events(admission));
    json["disclosure_limits"] = Texts(admission.limits);
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
    json["standard_error"] = OptionalJson(term.standard_error);
    json["lower"] = OptionalJson(term.lower);
    json["upper"] = OptionalJson(term.upper);
    json["p"] = OptionalJson(term.p);
    // Coefficients that came from elsewhere were never standardised here.
    const bool fitted = IsFitted(model);
    json["coefficient_standardised"] = fitted ? Json(term.coefficient_standardised) : Json(nullptr);
    json["mean"] = fitted ? Json(term.mean) : Json(nullptr);
    json["scale"] = fitted ? Json(term.scale) : Json(nullptr);
    terms.push_back(std::move(json));
  }
  return terms;
}

Json StepsJson(const models::ModelDetails& details) {
  if (details.steps.empty()) return nullptr;
  Json steps = Json::array();
  for (const models::StepwiseStep& step : details.steps) {
    steps.push_back(
        {{"change", step.change}, {"deviance", step.deviance}, {"aic", step.aic}, {"bic", step.bic}});
  }
  return {{"path", std::move(steps)}, {"passed_over", details.passed_over}};
}

Json FrozenJson(const models::Study& study, const std::string& name) {
  const models::Model* model = study.FindModel(name);
  const auto* given = model == nullptr ? nullptr : std::get_if<models::GivenModel>(&model->kind);
  if (given == nullptr || !given->frozen) return nullptr;
  const models::FrozenOrigin& frozen = *given->frozen;
  return {{"file", frozen.file},
          {"model", frozen.model},
          {"sha256", frozen.sha256},
          {"study", frozen.study},
          {"signed_by", frozen.signed_by.empty() ? Json(nullptr) : Json(frozen.signed_by)}};
}

Json OneModel(const models::Study& study, const models::PipelineResult& pipeline,
              const models::FittedModel& model) {
  const models::ModelDetails& details = pipeline.details.at(model.name);
  const bool fitted = IsFitted(model);
  Json json;
  json["kind"] = model.kind;
  json["roster"] = model.roster;
  json["n"] = fitted ? Json(model.n) : Json(nullptr);
  json["events"] = fitted ? Json(model.events) : Json(nullptr);
  json["converged"] = fitted ? Json(model.converged) : Json(nullptr);
  json["iterations"] = fitted ? Json(model.iterations) : Json(nullptr);
  json["predictors"] = details.predictors;
  json["score_column"] = model.score_column.empty() ? Json(nullptr) : Json(model.score_column);
  json["terms"] = TermsJson(model);
  if (details.selected) {
    json["note"] =
        "predictors were selected on these patients; p-values and intervals are not adjusted for selection";
  }
  json["offset"] = model.offset.empty() ? Json(nullptr) : Json(model.offset);
  json["site_effects"] = model.site_effects;
  json["new_site_intercept"] = OptionalJson(model.new_site_intercept);
  json["threshold"] = OptionalJson(details.threshold);
  json["log_likelihood"] = OptionalJson(model.log_likelihood);
  json["deviance"] = OptionalJson(model.deviance);
  json["null_deviance"] = OptionalJson(model.null_deviance);
  json["aic"] = OptionalJson(model.aic);
  json["bic"] = OptionalJson(model.bic);
  json["lambda"] = OptionalJson(details.lambda);
  json["path"] = PathJson(details);
  json["cv"] = CrossValidationJson(details);
  json["stepwise"] = StepsJson(details);
  json["nomogram"] = NomogramJson(details);
  json["frozen"] = FrozenJson(study, model.name);
  return json;
}

}  // namespace

Json ModelJson(const ReportInput& input) {
  const models::Study& study = input.study;
  Json json;
  json["study"] = study.name;
  json["study_sha256"] = input.study_sha256;
  std::set<std::string> roster;
  for (const models::FittedModel& model : input.result.pipeline.models) {
    roster.insert(model.roster.begin(), model.roster.end());
  }
  json["roster"] = roster;
  json["software"] = Texts(input.software);
  json["outcome"] = {{"column", study.outcome_column}, {"positive", study.outcome_positive}};
  json["missing"] = MissingJson(study, input.result.pipeline);
  json["clinical"] = ClinicalJson(study);
  json["feature_prefixes"] = study.feature_prefixes;
  json["extraction"] = nullptr;
  if (study.extraction) {
    json["extraction"] = {{"params", ParamsJson(input)}, {"require", RequireJson(study.extraction->require)}};
  }
  json["threshold"] = OptionalJson(study.validation.threshold);
  json["rules"] = input.ledger.rules;
  json["sites"] = SitesJson(input);
  json["screening"] = ScreeningJson(input.result.pipeline.screening);
  json["features"] = input.result.pipeline.features;
  json["harmonisation"] = HarmonisationJson(study, input.result.pipeline);
  json["sample_size"] = SampleSizeJson(input.result.sample_size);
  json["models"] = Json::object();
  for (const models::FittedModel& model : input.result.pipeline.models)
    json["models"][model.name] = OneModel(study, input.result.pipeline, model);
  json["signature"] = Json::object();
  if (input.signature) {
    json["signature"] = {{"algorithm", input.signature->algorithm},
                         {"by", input.signature->by},
                         {"value", input.signature->value},
                         {"certificate", input.signature->certificate}};
  }
  return json;
}

}  // namespace osteon::report
