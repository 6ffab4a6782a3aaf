#include "coordinator/report/validation_json.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "coordinator/report/case_mix_files.h"
#include "coordinator/report/estimate_json.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/meta_json.h"
#include "coordinator/report/no_number.h"
#include "coordinator/report/runs.h"
#include "coordinator/report/units_files.h"
#include "models/disclosure/breach.h"
#include "models/pipeline/run_pipeline.h"

namespace osteon::report {
namespace {

// The number, or the rule for whose sake it is not told.
template <typename Number>
Json Told(const Number& number, const std::string& suppressed) {
  return suppressed.empty() ? Json(number) : NoNumberJson(models::Suppressed(suppressed));
}

Json ThresholdJson(const models::ThresholdTable& table) {
  if (!table.suppressed.empty()) {
    Json json = NoNumberJson(models::Suppressed(table.suppressed));
    json["threshold"] = table.threshold;
    return json;
  }
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

Json HosmerLemeshowJson(const models::Maybe<models::HosmerLemeshow>& statistic, bool fitted_here) {
  if (!statistic.value) return NoNumberOrNull(statistic.unavailable);
  const models::HosmerLemeshowTest test = models::TestOf(*statistic.value, fitted_here);
  Json json;
  json["chi2"] = statistic.value->chi2;
  json["df"] = test.df;
  json["p"] = test.p;
  json["groups"] = statistic.value->groups;
  return json;
}

Json CalibrationCurveJson(const models::Maybe<models::CalibrationCurve>& curve) {
  if (!curve.value) return NoNumberOrNull(curve.unavailable);
  Json json;
  json["knots"] = curve.value->knots;
  json["coefficients"] = curve.value->coefficients;
  if (curve.value->covariance.empty()) return json;
  json["covariance"] = Json::array();
  const auto at = [&](std::size_t i, std::size_t j) {  // of the lower triangle
    const std::size_t row = std::max(i, j);
    return curve.value->covariance.at(row * (row + 1) / 2 + std::min(i, j));
  };
  for (std::size_t i = 0; i < curve.value->coefficients.size(); ++i) {
    Json row = Json::array();
    for (std::size_t j = 0; j < curve.value->coefficients.size(); ++j) row.push_back(at(i, j));
    json["covariance"].push_back(std::move(row));
  }
  return json;
}

// Null where no thresholds were asked for.
Json DecisionCurveJson(const std::vector<models::DecisionPoint>& curve) {
  Json json;
  for (const models::DecisionPoint& point : curve) {
    json["threshold"].push_back(point.threshold);
    json["net_benefit"].push_back(Told(point.net_benefit, point.suppressed));
    json["treat_all"].push_back(Told(point.treat_all, point.suppressed));
    json["tp"].push_back(Told(point.tp, point.suppressed));
    json["fp"].push_back(Told(point.fp, point.suppressed));
  }
  return json;
}

// What the site would need to use the model: Brier scores are apparent, on the patients of the recalibration.
Json RecalibrationJson(const models::ValidationMetrics& metrics) {
  const models::Recalibration& own = metrics.recalibration;
  Json json;
  json["intercept_only"] = {{"intercept", EstimateJson(metrics.calibration_in_the_large)},
                            {"brier", NumberJson(own.brier_intercept_only)}};
  if (own.logistic.value) {
    const models::LogisticRecalibration& both = *own.logistic.value;
    json["logistic"] = {{"intercept", EstimateJson(models::MaybeEstimate{both.intercept, ""})},
                        {"slope", EstimateJson(models::MaybeEstimate{both.slope, ""})},
                        {"covariance", both.covariance},
                        {"brier", both.brier}};
  } else {
    json["logistic"] = NoNumberOrNull(own.logistic.unavailable);
  }
  json["note"] = "apparent: on the patients of the recalibration";
  return json;
}

// METRICS
Json MetricsJson(const models::ValidationMetrics& metrics, bool fitted_here,
                 const std::string& no_threshold) {
  Json json;
  json["n"] = Told(metrics.n, metrics.suppressed);
  json["events"] = Told(metrics.events, metrics.suppressed);
  json["auc"] = AucJson(metrics.auc);
  json["imprecise"] = Told(IsImprecise(metrics), metrics.suppressed);
  json["calibration_in_the_large"] = EstimateJson(metrics.calibration_in_the_large);
  json["calibration_slope"] = EstimateJson(metrics.calibration_slope);
  json["oe"] = EstimateJson(metrics.oe);
  json["brier"] = Told(OptionalJson(metrics.brier), metrics.suppressed);
  json["scaled_brier"] = Told(OptionalJson(metrics.scaled_brier), metrics.suppressed);
  json["ici"] = NumberJson(metrics.ici);
  json["e50"] = NumberJson(metrics.e50);
  json["e90"] = NumberJson(metrics.e90);
  json["hosmer_lemeshow"] = HosmerLemeshowJson(metrics.hosmer_lemeshow, fitted_here);
  json["at_threshold"] =
      metrics.at_threshold
          ? ThresholdJson(*metrics.at_threshold)
          : Told(no_threshold.empty() ? Json(nullptr) : NoNumberJson(no_threshold), metrics.suppressed);
  json["decision_curve"] = Told(DecisionCurveJson(metrics.decision_curve), metrics.suppressed);
  json["calibration_curve"] = CalibrationCurveJson(metrics.calibration_curve);
  json["linear_predictor"] = ScoreMomentsJson(metrics.linear_predictor);
  json["recalibration"] = RecalibrationJson(metrics);
  json["risk_histogram"] = HistogramJson(metrics.risk_histogram);
  json["score_histogram"] = HistogramJson(metrics.score_histogram);
  return json;
}

// METRICS of the external patients together, or why there are none.
Json StackedJson(const models::StackedPerformance& stacked) {
  if (!stacked.unavailable.empty()) return NoNumberJson(stacked.unavailable);
  Json json;
  json["n"] = stacked.n;
  json["events"] = stacked.events;
  if (stacked.auc.value) {
    json["auc"] = {
        {"estimate", stacked.auc.value->estimate},
        {"lower_bound", stacked.auc.value->lower_bound},
        {"upper_bound", stacked.auc.value->upper_bound},
        {"method", "1000 bins of predicted risk, summed over sites; bounds of the binning, no interval"}};
  } else {
    json["auc"] = NoNumberOrNull(stacked.auc.unavailable);
  }
  json["calibration_in_the_large"] = EstimateJson(stacked.calibration_in_the_large);
  json["calibration_slope"] = EstimateJson(stacked.calibration_slope);
  json["calibration_intercept"] = EstimateJson(stacked.calibration_intercept);
  json["oe"] = EstimateJson(stacked.oe);
  json["brier"] = NumberJson(stacked.brier);
  json["scaled_brier"] = NumberJson(stacked.scaled_brier);
  json["at_threshold"] = stacked.at_threshold ? ThresholdJson(*stacked.at_threshold) : Json(nullptr);
  json["decision_curve"] = DecisionCurveJson(stacked.decision_curve);
  json["roc"] = Json::object();
  for (const models::RocPoint& point : stacked.roc) {
    json["roc"]["threshold"].push_back(point.threshold);
    json["roc"]["tp"].push_back(point.tp);
    json["roc"]["fp"].push_back(point.fp);
  }
  return json;
}

Json ComparisonJson(const models::SiteComparison& compared) {
  const models::ModelComparison& comparison = compared.comparison;
  Json json;
  json["models"] = {compared.a, compared.b};
  if (!compared.left_out.empty()) {
    json.update(NoNumberJson(compared.left_out));
    return json;
  }
  json["n"] = Told(comparison.n, comparison.suppressed);
  json["events"] = Told(comparison.events, comparison.suppressed);
  if (comparison.auc.value) {
    json["auc_difference"] = EstimateJson(models::MaybeEstimate{comparison.auc.value->difference, ""});
    json["auc_difference"]["z"] = comparison.auc.value->z;
    json["auc_difference"]["p"] = comparison.auc.value->p;
  } else {
    json["auc_difference"] = NoNumberJson(comparison.auc.unavailable);
  }
  json["mcnemar"] = {{"accuracy", McNemarJson(comparison.accuracy)},
                     {"sensitivity", McNemarJson(comparison.sensitivity)},
                     {"specificity", McNemarJson(comparison.specificity)}};
  json["brier_difference"] = EstimateJson(comparison.brier);
  json["net_benefit_difference"] = Json::array();
  for (const models::NetBenefitDifference& point : comparison.net_benefit) {
    json["net_benefit_difference"].push_back(
        {{"threshold", point.threshold}, {"difference", EstimateJson(point.difference)}});
  }
  return json;
}

// Why the study chose no threshold for the model; empty: it did, or did not want one.
std::string NoThreshold(const models::StudyResult& result, const std::string& model) {
  const auto details = result.pipeline.details.find(model);
  return details == result.pipeline.details.end() ? "" : details->second.no_threshold;
}

// In METRICS' place: why a model is not validated at the site.
void AddLeftOut(const models::SiteValidation& validation, Json& models) {
  for (const auto& [model, why] : validation.left_out) models[model] = NoNumberJson(why);
}

// {VARIABLE: {LEVEL: {"models": {MODEL: METRICS}}}}; a variable that is not told has the rule.
Json SubgroupsJson(const models::StudyResult& result, const models::SiteValidation& validation) {
  Json json = Json::object();
  for (const auto& [model, subgroups] : validation.subgroups) {
    Json& variable = json[subgroups.variable];
    if (!subgroups.suppressed.empty()) {
      if (variable.is_null()) variable = NoNumberJson(models::Suppressed(subgroups.suppressed));
      continue;
    }
    if (variable.contains("suppressed")) variable = Json::object();
    for (const auto& [level, metrics] : subgroups.levels) {
      variable[level]["models"][model] =
          MetricsJson(metrics, IsFittedHere(result, validation, model), NoThreshold(result, model));
    }
  }
  for (auto& variable : json) {
    if (variable.contains("suppressed")) continue;
    for (auto& level : variable) AddLeftOut(validation, level["models"]);
  }
  return json;
}

void AddModels(const models::StudyResult& result, const models::SiteValidation& validation, Json& site) {
  site["models"] = Json::object();
  for (const auto& [model, metrics] : validation.models) {
    site["models"][model] =
        MetricsJson(metrics, IsFittedHere(result, validation, model), NoThreshold(result, model));
  }
  AddLeftOut(validation, site["models"]);
  site["comparisons"] = Json::array();
  for (const models::SiteComparison& comparison : validation.comparisons) {
    site["comparisons"].push_back(ComparisonJson(comparison));
  }
  if (!validation.not_harmonised.empty()) {
    site["harmonised_on_site"] = NoNumberJson(validation.not_harmonised);
  } else if (!validation.harmonised_on_site.empty()) {
    site["harmonised_on_site"] = {
        {"note", "transductive: harmonised with estimates from the site's own patients"},
        {"models", Json::object()}};
    for (const auto& [model, metrics] : validation.harmonised_on_site) {
      site["harmonised_on_site"]["models"][model] = MetricsJson(metrics, false, NoThreshold(result, model));
    }
  }
}

Json PooledJson(const models::PooledModels& pooled,
                const std::map<std::string, models::StackedPerformance>& stacked) {
  Json json = Json::object();
  for (const auto& [model, performance] : pooled) {
    json[model] = {{"auc", MetaJson(performance.auc)},
                   {"calibration_slope", MetaJson(performance.calibration_slope)},
                   {"calibration_in_the_large", MetaJson(performance.calibration_in_the_large)},
                   {"log_oe", MetaJson(performance.log_oe)},
                   {"stacked", nullptr}};
    const auto together = stacked.find(model);
    if (together != stacked.end()) json[model]["stacked"] = StackedJson(together->second);
  }
  return json;
}

Json InternalExternalJson(const models::StudyResult& result) {
  Json json = {{"sites", Json::object()}, {"pooled", Json::object()}};
  if (!result.internal_external) return json;
  const models::InternalExternal& left_out = *result.internal_external;
  for (const models::SiteValidation& validation : left_out.sites) {
    Json site;
    site["site"] = validation.site;
    site["role"] = "left out";
    AddModels(result, validation, site);
    site["fitted"] = Json::object();
    const models::PipelineResult& without = left_out.without.at(validation.site);
    for (const models::FittedModel& model : without.models) {
      if (!IsFitted(model)) continue;
      Json terms = Json::array();
      for (const models::LinearTerm& term : models::TermsAtNewSite(model)) {
        terms.push_back({{"name", term.name}, {"coefficient", term.coefficient}});
      }
      const models::ModelDetails& details = without.details.at(model.name);
      site["fitted"][model.name] = {{"n", model.n},
                                    {"lambda", details.lambda ? Json(*details.lambda) : Json(nullptr)},
                                    {"terms", std::move(terms)}};
    }
    for (const auto& [model, why] : without.failed) site["fitted"][model] = NoNumberJson(why);
    json["sites"][validation.site] = std::move(site);
  }
  for (const auto& [site, why] : left_out.failed) json["sites"][site] = NoNumberJson(why);
  json["pooled"] = PooledJson(left_out.pooled, {});
  return json;
}

Json ApparentJson(const models::StudyResult& result) {
  Json json = Json::object();
  for (const auto& [model, performance] : result.apparent) {
    json[model] = {{"auc_within_sites", OptionalJson(performance.auc)},
                   {"brier", performance.brier},
                   {"calibration_intercept", OptionalJson(performance.intercept)},
                   {"calibration_slope", OptionalJson(performance.slope)}};
    if (performance.no_recalibration.empty()) continue;
    json[model]["calibration_intercept"] = NoNumberJson(performance.no_recalibration);
    json[model]["calibration_slope"] = NoNumberJson(performance.no_recalibration);
  }
  return json;
}

Json PerformanceJson(const models::Performance& performance) {
  return {{"auc", performance.auc},
          {"brier", performance.brier},
          {"calibration_intercept", performance.calibration_intercept},
          {"calibration_slope", performance.calibration_slope}};
}

Json OptimismJson(const models::StudyResult& result) {
  Json json = Json::object();
  for (const auto& [model, corrected] : result.optimism_corrected) {
    Json of_model;
    of_model["of"] = corrected.selection_included ? "pipeline" : "final_model";
    if (!corrected.selection_included) of_model["note"] = "selection not included";
    of_model["auc_is"] = "within sites (stratified)";
    if (corrected.corrected) {
      of_model["replicates"] = corrected.corrected->replicates;
      of_model["apparent"] = PerformanceJson(corrected.corrected->apparent);
      of_model["optimism"] = PerformanceJson(corrected.corrected->optimism);
      of_model["corrected"] = PerformanceJson(corrected.corrected->corrected);
    } else {
      of_model.update(NoNumberJson(corrected.unavailable));
    }
    if (corrected.curve) {
      Json curve = {{"risk", corrected.grid}, {"apparent", corrected.curve->apparent}};
      for (const auto& [name, values] : {std::pair("optimism", &corrected.curve->optimism),
                                         std::pair("corrected", &corrected.curve->corrected)}) {
        curve[name] = Json::array();
        for (const std::optional<double>& value : *values) curve[name].push_back(OptionalJson(value));
      }
      of_model["calibration_curve"] = std::move(curve);
    }
    of_model["failed"] = corrected.failed;
    of_model["reasons"] = Json::object();
    for (const auto& [why, count] : corrected.reasons) of_model["reasons"][why] = count;
    json[model] = std::move(of_model);
  }
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
    AddModels(input.result, validation, site);
    site["flow"] = FlowJson(input, validation);
    site["case_mix"] = CaseMixJson(input, validation);
    site["case_mix_shift"] = ShiftsJson(validation);
    site["subgroups"] = SubgroupsJson(input.result, validation);
    json["sites"][keys[i]] = std::move(site);
  }
  json["units"] = UnitsJson(input);
  json["pooled"] = PooledJson(input.result.pooled, input.result.stacked);
  json["pooled_comparisons"] = PooledComparisonsJson(input.result.pooled_comparisons);
  json["multiplicity"] = MultiplicityJson(input.result);
  json["internal_external"] = InternalExternalJson(input.result);
  json["apparent"] = ApparentJson(input.result);
  json["optimism_corrected"] = OptimismJson(input.result);
  json["runs"] = RunsJson(input, json["sites"]);
  return json;
}

}  // namespace osteon::report
