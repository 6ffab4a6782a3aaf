#include "coordinator/report/pipeline_json.h"

#include <string>
#include <utility>

#include "coordinator/report/estimate_json.h"
#include "coordinator/report/no_number.h"

namespace osteon::report {
namespace {

const char* MissingWord(models::MissingValues missing) {
  switch (missing) {
    case models::MissingValues::kCompleteCase:
      return "complete_case";
    case models::MissingValues::kMean:
      return "mean";
    case models::MissingValues::kMedian:
      return "median";
  }
  return "";
}

Json CurveJson(const std::vector<models::CurvePoint>& curve, std::size_t length,
               double models::CurvePoint::*part, int first = 0) {
  Json values = Json::array();
  for (std::size_t l = 0; l < length; ++l) {
    const std::size_t at = l - static_cast<std::size_t>(first);  // wraps before the first
    values.push_back(at < curve.size() ? Json(curve[at].*part) : Json(nullptr));
  }
  return values;
}

Json ScaleJson(const models::NomogramScale& scale) {
  return {{"values", scale.values}, {"total_points", scale.total_points}};
}

}  // namespace

Json ScreeningJson(const std::vector<models::StepLog>& log) {
  Json steps = Json::array();
  for (const models::StepLog& step : log) {
    Json json;
    json["step"] = step.step;
    json["rule"] = step.rule;
    json["candidates"] = step.candidates;
    json["kept"] = step.kept;
    json["dropped"] = Json::object();
    for (const auto& [name, why] : step.dropped) json["dropped"][name] = why;
    json["flagged"] = Json::object();
    for (const auto& [name, what] : step.flagged) json["flagged"][name] = what;
    json["measures"] = step.measures;
    json["values"] = Json::object();
    for (const auto& [name, values] : step.values) {
      Json row = Json::array();
      for (const std::optional<double>& value : values) row.push_back(OptionalJson(value));
      json["values"][name] = std::move(row);
    }
    steps.push_back(std::move(json));
  }
  return steps;
}

Json MissingJson(const models::Study& study, const models::PipelineResult& pipeline) {
  Json json;
  json["method"] = MissingWord(study.missing);
  json["values"] = Json::array();
  for (const models::FillValue& fill : pipeline.fills) {
    Json value;
    value["column"] = fill.column;
    value["value"] = fill.value;
    value["patients"] = fill.patients;
    value["events"] = fill.events;
    value["missing"] = fill.missing;
    value["missing_events"] = fill.missing_events;
    if (fill.median) value["between"] = {fill.median->lower, fill.median->upper};
    if (!fill.warning.empty()) value["warning"] = fill.warning;
    json["values"].push_back(std::move(value));
  }
  return json;
}

Json HarmonisationJson(const models::Study& study, const models::PipelineResult& pipeline) {
  if (!study.harmonise) return {{"method", "none"}};
  Json json;
  json["method"] = "combat";
  json["batch"] = study.harmonise->batch.empty() ? Json("site") : Json(study.harmonise->batch);
  json["covariates"] = study.harmonise->covariates;
  if (!pipeline.preparation.combat) return json;
  const models::CombatModel& model = pipeline.preparation.combat->model;
  json["sites"] = pipeline.preparation.combat->sites;
  json["patients"] = model.patients;
  json["batches"] = model.batches;
  json["covariate_columns"] = model.covariates;
  json["unharmonised"] = model.constant;
  json["features"] = Json::array();
  const std::size_t p = model.features.size();
  for (std::size_t j = 0; j < p; ++j) {
    Json feature;
    feature["name"] = model.features[j];
    feature["grand_mean"] = model.grand_mean[j];
    feature["var_pooled"] = model.scale[j] * model.scale[j];
    feature["scale"] = model.scale[j];
    Json coefficients = Json::array();
    for (std::size_t k = 0; k < model.covariates.size(); ++k) {
      coefficients.push_back(model.coefficients[k * p + j]);
    }
    feature["coefficients"] = std::move(coefficients);
    json["features"].push_back(std::move(feature));
  }
  return json;
}

Json PathJson(const models::ModelDetails& details) {
  if (!details.path) return nullptr;
  const models::LassoPath& path = *details.path;
  Json json;
  for (const char* list :
       {"lambda", "df", "deviance_ratio", "intercept", "intercept_standardised", "finished", "violation"}) {
    json[list] = Json::array();
  }
  json["stopped"] = path.stopped.empty() ? Json(nullptr) : Json(path.stopped);
  json["lambdas_asked"] = path.lambda.size();
  json["constant"] = path.constant;
  json["coefficients"] = Json::array();
  for (std::size_t l = 0; l < path.fits.size(); ++l) {
    const models::LassoFit& fit = path.fits[l];
    json["lambda"].push_back(fit.lambda);
    json["df"].push_back(fit.coefficients.size());
    json["deviance_ratio"].push_back(fit.deviance_ratio);
    json["intercept"].push_back(fit.intercept);
    json["intercept_standardised"].push_back(fit.intercept_standardised);
    json["finished"].push_back(fit.finished);
    json["violation"].push_back(fit.violation);
    for (const models::LassoCoefficient& coefficient : fit.coefficients) {
      json["coefficients"].push_back({{"index", l},
                                      {"name", path.columns[static_cast<std::size_t>(coefficient.column)]},
                                      {"value", coefficient.raw},
                                      {"value_standardised", coefficient.standardised}});
    }
  }
  return json;
}

Json CrossValidationJson(const models::ModelDetails& details) {
  if (!details.path || !details.path->cross_validation) return nullptr;
  const models::LassoPath& path = *details.path;
  const models::LassoCrossValidation& cv = *path.cross_validation;
  const std::size_t length = path.fits.size();
  Json json;
  json["lambda"] = Json::array();
  for (const models::LassoFit& fit : path.fits) json["lambda"].push_back(fit.lambda);
  json["deviance"] = CurveJson(cv.deviance, length, &models::CurvePoint::mean);
  json["deviance_se"] = CurveJson(cv.deviance, length, &models::CurvePoint::se);
  json["auc"] = CurveJson(cv.auc, length, &models::CurvePoint::mean, cv.auc_first);
  json["auc_se"] = CurveJson(cv.auc, length, &models::CurvePoint::se, cv.auc_first);
  for (const auto& [name, bounds] :
       {std::pair("auc_lower", &cv.auc_lower), std::pair("auc_upper", &cv.auc_upper)}) {
    json[name] = Json::array();
    for (std::size_t l = 0; l < length; ++l) {
      const std::size_t at = l - static_cast<std::size_t>(cv.auc_first);  // wraps before the first
      json[name].push_back(at < bounds->size() ? Json((*bounds)[at]) : Json(nullptr));
    }
  }
  json["squared_error"] = CurveJson(cv.squared_error, length, &models::CurvePoint::mean);
  json["misclassified"] = CurveJson(cv.misclassified, length, &models::CurvePoint::mean);
  const auto lambda_at = [&](int index) -> Json {
    if (cv.deviance.empty()) return nullptr;
    return path.fits[static_cast<std::size_t>(index)].lambda;
  };
  json["lambda_min"] = lambda_at(cv.lambda_min);
  json["lambda_1se"] = lambda_at(cv.lambda_1se);
  json["index_min"] = cv.deviance.empty() ? Json(nullptr) : Json(cv.lambda_min);
  json["index_1se"] = cv.deviance.empty() ? Json(nullptr) : Json(cv.lambda_1se);
  json["bracketed"] = cv.bracketed;
  json["unfinished"] = cv.unfinished;
  json["selected"] = details.chosen_by;
  return json;
}

Json NomogramJson(const models::ModelDetails& details) {
  if (!details.nomogram) {
    if (details.no_nomogram.empty()) return nullptr;
    return NoNumberJson(details.no_nomogram);
  }
  const models::Nomogram& nomogram = *details.nomogram;
  Json json;
  json["axes"] = Json::object();
  for (const models::NomogramAxis& axis : nomogram.axes) {
    Json of_axis;
    if (axis.levels.empty()) {
      of_axis["values"] = axis.values;
    } else {
      of_axis["levels"] = axis.levels;
    }
    of_axis["points"] = axis.points;
    of_axis["least_contribution"] = axis.least_contribution;
    json["axes"][axis.name] = std::move(of_axis);
  }
  json["points_per_unit_lp"] = nomogram.points_per_unit_lp;
  json["lp_at_zero_points"] = nomogram.lp_at_zero_points;
  json["largest_total"] = nomogram.largest_total;
  json["total_points"] = nomogram.total_points;
  json["linear_predictor"] = ScaleJson(nomogram.linear_predictor);
  json["risk"] = ScaleJson(nomogram.risk);
  return json;
}

Json SampleSizeJson(const models::SampleSizes& sizes) {
  Json json;
  json["candidate_parameters"] = sizes.candidate_parameters;
  json["development"] = nullptr;
  if (!sizes.development && !sizes.unavailable.empty()) {
    json["development"] = NoNumberJson(sizes.unavailable);
  }
  if (const auto& size = sizes.development) {
    Json of_size;
    of_size["prevalence"] = size->prevalence;
    of_size["cox_snell_r2"] = size->cox_snell_r2;
    of_size["cox_snell_r2_assumed"] = size->r2_assumed;
    of_size["overall_risk"] = size->overall_risk;
    of_size["prediction_error"] = size->prediction_error ? Json(*size->prediction_error) : Json(nullptr);
    of_size["shrinkage"] = size->shrinkage;
    of_size["optimism"] = size->optimism;
    of_size["required"] = size->required;
    of_size["enough"] = size->enough;
    of_size["events_per_parameter"] = size->events_per_parameter;
    of_size["required_events_per_parameter"] = size->required_events_per_parameter;
    of_size["margin_of_error"] = size->margin_of_error;
    of_size["expected_shrinkage"] = size->expected_shrinkage;
    json["development"] = std::move(of_size);
  }
  json["validation"] = Json::object();
  for (const auto& [model, sites] : sizes.validation) {
    for (const auto& [site, precision] : sites) {
      json["validation"][model][site] = {
          {"se_log_oe", OptionalJson(precision.se_log_oe)},
          {"se_calibration_slope", OptionalJson(precision.se_calibration_slope)},
          {"se_auc", OptionalJson(precision.se_auc)},
          {"fewer_than_100_events", precision.few_events}};
    }
  }
  return json;
}

}  // namespace osteon::report
