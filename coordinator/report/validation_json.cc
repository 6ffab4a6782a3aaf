#include "coordinator/report/validation_json.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "coordinator/report/facts.h"

namespace osteon::report {
namespace {

Json Optional(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// EST, or why there is none.
Json EstimateJson(const models::MaybeEstimate& maybe) {
  Json json;
  if (maybe.value) {
    json["estimate"] = maybe.value->estimate;
    json["se"] = maybe.value->se;
    json["lower"] = maybe.value->lower;
    json["upper"] = maybe.value->upper;
    json["method"] = maybe.value->method;
  } else if (!maybe.unavailable.empty()) {
    json["unavailable"] = maybe.unavailable;
  }
  return json;  // null where neither is said
}

Json ThresholdJson(const models::ThresholdTable& table) {
  Json json;
  json["threshold"] = table.threshold;
  json["tp"] = table.tp;
  json["fp"] = table.fp;
  json["tn"] = table.tn;
  json["fn"] = table.fn;
  json["sensitivity"] = EstimateJson(table.sensitivity);
  json["specificity"] = EstimateJson(table.specificity);
  json["ppv"] = EstimateJson(table.ppv);
  json["npv"] = EstimateJson(table.npv);
  json["accuracy"] = EstimateJson(table.accuracy);
  return json;
}

// {"unavailable": why}, or null where that is not said either.
template <typename T>
Json Without(const models::Maybe<T>& maybe) {
  Json json;
  if (!maybe.unavailable.empty()) json["unavailable"] = maybe.unavailable;
  return json;
}

Json NumberJson(const models::Maybe<double>& number) {
  return number.value ? Json(*number.value) : Without(number);
}

Json HosmerLemeshowJson(const models::Maybe<models::HosmerLemeshow>& statistic, bool fitted_here) {
  if (!statistic.value) return Without(statistic);
  const models::HosmerLemeshowTest test = models::TestOf(*statistic.value, fitted_here);
  Json json;
  json["chi2"] = statistic.value->chi2;
  json["df"] = test.df;
  json["p"] = test.p;
  json["groups"] = statistic.value->groups;
  return json;
}

Json CalibrationCurveJson(const models::Maybe<models::CalibrationCurve>& curve) {
  if (!curve.value) return Without(curve);
  Json json;
  json["knots"] = curve.value->knots;
  json["coefficients"] = curve.value->coefficients;
  return json;
}

// Null where no thresholds were asked for.
Json DecisionCurveJson(const std::vector<models::DecisionPoint>& curve) {
  Json json;
  for (const models::DecisionPoint& point : curve) {
    json["threshold"].push_back(point.threshold);
    json["net_benefit"].push_back(point.net_benefit);
    json["treat_all"].push_back(point.treat_all);
    json["tp"].push_back(point.tp);
    json["fp"].push_back(point.fp);
  }
  return json;
}

// METRICS
Json MetricsJson(const models::ValidationMetrics& metrics, bool fitted_here) {
  Json json;
  json["n"] = metrics.n;
  json["events"] = metrics.events;
  json["auc"] = EstimateJson(metrics.auc);
  json["calibration_in_the_large"] = EstimateJson(metrics.calibration_in_the_large);
  json["calibration_slope"] = EstimateJson(metrics.calibration_slope);
  json["oe"] = EstimateJson(metrics.oe);
  json["brier"] = Optional(metrics.brier);
  json["scaled_brier"] = Optional(metrics.scaled_brier);
  json["ici"] = NumberJson(metrics.ici);
  json["e50"] = NumberJson(metrics.e50);
  json["e90"] = NumberJson(metrics.e90);
  json["hosmer_lemeshow"] = HosmerLemeshowJson(metrics.hosmer_lemeshow, fitted_here);
  json["at_threshold"] = metrics.at_threshold ? ThresholdJson(*metrics.at_threshold) : Json(nullptr);
  json["decision_curve"] = DecisionCurveJson(metrics.decision_curve);
  json["calibration_curve"] = CalibrationCurveJson(metrics.calibration_curve);
  return json;
}

}  // namespace

std::vector<std::string> ValidationKeys(const std::vector<models::SiteValidation>& validations) {
  std::set<std::string> development;
  for (const models::SiteValidation& validation : validations) {
    if (validation.role == models::SiteRole::kDevelopment) development.insert(validation.site);
  }
  std::vector<std::string> keys;
  for (const models::SiteValidation& validation : validations) {
    const bool taken =
        validation.role == models::SiteRole::kHoldout && development.count(validation.site) > 0;
    keys.push_back(taken ? absl::StrCat(validation.site, " (holdout)") : validation.site);
  }
  return keys;
}

Json ValidationJson(const ReportInput& input) {
  Json json;
  json["study"] = input.study.name;
  json["study_sha256"] = input.study_sha256;
  json["sites"] = Json::object();
  const std::vector<std::string> keys = ValidationKeys(input.result.validations);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const models::SiteValidation& validation = input.result.validations[i];
    Json site;
    site["site"] = validation.site;
    site["role"] = RoleName(validation.role);
    site["models"] = Json::object();
    for (const auto& [model, metrics] : validation.models) {
      site["models"][model] = MetricsJson(metrics, IsFittedHere(input.result, validation, model));
    }
    site["comparisons"] = Json::array();
    json["sites"][keys[i]] = std::move(site);
  }
  json["pooled"] = Json::object();
  json["internal_external"] = {{"sites", Json::object()}, {"pooled", Json::object()}};
  json["optimism_corrected"] = Json::object();
  return json;
}

}  // namespace osteon::report
