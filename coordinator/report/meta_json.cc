#include "coordinator/report/meta_json.h"

#include <optional>
#include <utility>

#include "coordinator/report/comparison_tests.h"
#include "coordinator/report/estimate_json.h"
#include "coordinator/report/no_number.h"

namespace osteon::report {
namespace {

// The numbers of one analysis on `scale`.
Json AnalysisJson(const std::string& scale, const models::MetaAnalysis& meta) {
  const models::Interval& interval = meta.hartung_knapp;
  const auto& k_minus_2 = meta.prediction_hk.t_k_minus_2;
  const models::Interval* prediction = k_minus_2 ? &*k_minus_2 : nullptr;
  const models::Interval* wider = k_minus_2 ? &meta.prediction_hk.t_k_minus_1 : nullptr;
  const models::Interval* ad_hoc = models::IsQBelowOne(meta) ? &meta.hartung_knapp_ad_hoc : nullptr;
  const auto lower = [](const models::Interval* of) {
    return of != nullptr ? Json(of->lower) : Json(nullptr);
  };
  const auto upper = [](const models::Interval* of) {
    return of != nullptr ? Json(of->upper) : Json(nullptr);
  };
  Json json;
  json["estimate"] = meta.estimate;
  json["se"] = meta.hk_se;
  json["lower"] = interval.lower;
  json["upper"] = interval.upper;
  json["lower_adhoc"] = lower(ad_hoc);
  json["upper_adhoc"] = upper(ad_hoc);
  json["q"] = meta.hk_q;
  json["tau2"] = meta.tau2;
  json["i2"] = meta.i2;
  json["cochran_q"] = meta.q;
  json["cochran_p"] = meta.q_p;
  json["prediction_lower"] = lower(prediction);
  json["prediction_upper"] = upper(prediction);
  json["prediction_lower_k_minus_1"] = lower(wider);
  json["prediction_upper_k_minus_1"] = upper(wider);
  json["scale"] = scale;
  json["method"] = "REML, Hartung-Knapp";
  json["k"] = meta.k;
  json["df"] = meta.k - 1;
  json["estimate_original_scale"] = models::BackTransformed(scale, meta.estimate);
  json["lower_original_scale"] = models::BackTransformed(scale, interval.lower);
  json["upper_original_scale"] = models::BackTransformed(scale, interval.upper);
  return json;
}

Json SummedJson(const models::SummedMcNemar& sum) {
  Json json = McNemarJson(sum.test);
  json["sites_used"] = sum.sites_used;
  json["sites_left_out"] = Json::object();
  for (const auto& [site, why] : sum.sites_left_out) json["sites_left_out"][site] = why;
  return json;
}

}  // namespace

Json MetaJson(const models::PooledMetric& metric) {
  Json json;
  if (metric.reml) {
    json = AnalysisJson(metric.scale, *metric.reml);
    if (metric.dl) {
      json["dersimonian_laird"] = {
          {"estimate", metric.dl->estimate}, {"se", metric.dl->se}, {"tau2", metric.dl->tau2}};
    }
  } else {
    json = NoNumberJson(metric.unavailable);
    json["k"] = metric.sites_used.size();
  }
  json["notes"] = models::NotesOn(metric);
  json["sites_used"] = metric.sites_used;
  json["sites_left_out"] = Json::object();
  for (const auto& [site, why] : metric.sites_left_out) json["sites_left_out"][site] = why;
  if (!metric.reml) return json;
  json["without"] = Json::object();
  for (const auto& [site, meta] : metric.without) json["without"][site] = AnalysisJson(metric.scale, meta);
  return json;
}

Json PooledComparisonsJson(const std::vector<models::ComparedModels>& compared) {
  Json list = Json::array();
  for (const models::ComparedModels& pair : compared) {
    const models::PooledComparison& comparison = pair.comparison;
    Json json;
    json["models"] = {pair.a, pair.b};
    json["auc_difference"] = MetaJson(comparison.auc);
    if (comparison.auc.reml) json["auc_difference"]["p"] = OptionalJson(models::PValueOf(comparison.auc));
    json["mcnemar"] = {{"accuracy", SummedJson(comparison.accuracy)},
                       {"sensitivity", SummedJson(comparison.sensitivity)},
                       {"specificity", SummedJson(comparison.specificity)}};
    json["brier_difference"] = MetaJson(comparison.brier);
    json["net_benefit_difference"] = Json::array();
    for (const models::PooledNetBenefitDifference& point : comparison.net_benefit) {
      json["net_benefit_difference"].push_back(
          {{"threshold", point.threshold}, {"difference", MetaJson(point.difference)}});
    }
    list.push_back(std::move(json));
  }
  return list;
}

Json MultiplicityJson(const models::StudyResult& result) {
  const std::vector<ComparisonTest> tests = ComparisonTests(result);
  Json json = {{"tests", tests.size()}, {"note", MultiplicityNote(tests)}, {"holm", Json::array()}};
  for (const ComparisonTest& test : tests) {
    json["holm"].push_back({{"where", test.where},
                            {"models", {test.a, test.b}},
                            {"test", test.test},
                            {"p", test.p},
                            {"p_holm", test.p_holm}});
  }
  return json;
}

}  // namespace osteon::report
