#include "coordinator/report/validation_json.h"

#include <cmath>
#include <string>
#include <vector>

#include "coordinator/report/example_result.h"
#include "coordinator/report/test_keys.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace osteon::report {
namespace {

using ::osteon::testing::Keys;
using ::testing::ElementsAre;

TEST(ValidationJson, HasTheFixedNames) {
  const Json json = ValidationJson(ExampleInput());
  EXPECT_THAT(Keys(json),
              ElementsAre("study", "study_sha256", "sites", "units", "pooled", "pooled_comparisons",
                          "multiplicity", "internal_external", "apparent", "optimism_corrected", "runs"));
  const Json& metrics = json["sites"]["delta"]["models"]["clinical"];
  EXPECT_THAT(Keys(metrics),
              ElementsAre("n", "events", "auc", "imprecise", "calibration_in_the_large", "calibration_slope",
                          "oe", "brier", "scaled_brier", "ici", "e50", "e90", "hosmer_lemeshow",
                          "at_threshold", "decision_curve", "calibration_curve", "linear_predictor",
                          "recalibration", "risk_histogram", "score_histogram"));
  EXPECT_THAT(Keys(json["sites"]["delta"]), ElementsAre("site", "role", "models", "comparisons", "flow",
                                                        "case_mix", "case_mix_shift", "subgroups"));
  EXPECT_THAT(Keys(metrics["auc"]),
              ElementsAre("estimate", "se", "lower", "upper", "method", "lower_logit", "upper_logit"));
  EXPECT_THAT(Keys(metrics["at_threshold"]), ElementsAre("threshold", "tp", "fp", "tn", "fn", "sensitivity",
                                                         "specificity", "ppv", "npv", "accuracy"));
  EXPECT_EQ(json["internal_external"].dump(), R"({"sites":{},"pooled":{}})");
  EXPECT_EQ(json["pooled"].dump(), "{}");
  EXPECT_EQ(json["sites"]["delta"]["comparisons"].dump(), "[]");
}

TEST(ValidationJson, HoldoutRowsOfADevelopmentSiteHaveTheirOwnEntry) {
  const Json json = ValidationJson(ExampleInput());
  EXPECT_THAT(Keys(json["sites"]), ElementsAre("alpha", "beta", "gamma", "alpha (holdout)", "beta (holdout)",
                                               "gamma (holdout)", "delta", "epsilon"));
  EXPECT_EQ(json["sites"]["alpha"]["role"], "development");
  EXPECT_EQ(json["sites"]["alpha (holdout)"]["role"], "holdout");
  EXPECT_EQ(json["sites"]["alpha (holdout)"]["site"], "alpha");
  EXPECT_EQ(json["sites"]["delta"]["role"], "external");
}

TEST(ValidationJson, AModelThatASiteLeavesOutHasTheReasonInItsPlace) {
  ReportInput input = ExampleInput();
  const std::string why = "column marker: the site's table does not have it";
  for (models::SiteValidation& validation : input.result.validations) {
    if (validation.site != "delta") continue;
    std::erase_if(validation.models, [](const auto& model) { return model.first == "clinical"; });
    validation.left_out["clinical"] = why;
    validation.comparisons = {{"clinical", "reader", {}, why}};
  }
  input.result.admissions["delta"].lacking = {{"marker", "the site's table does not have it"}};
  const Json delta = ValidationJson(input)["sites"]["delta"];
  EXPECT_EQ(delta["models"]["clinical"], Json({{"unavailable", why}}));
  EXPECT_EQ(delta["comparisons"][0], Json({{"models", {"clinical", "reader"}}, {"unavailable", why}}));
  EXPECT_EQ(delta["flow"]["lacking"], Json({{"marker", "the site's table does not have it"}}));
}

TEST(ValidationJson, HoldoutAloneKeepsTheSitesName) {
  EXPECT_THAT(ValidationKeys({{"alpha", models::SiteRole::kHoldout, {}, {}, {}, ""},
                              {"beta", models::SiteRole::kExternal, {}, {}, {}, ""}}),
              ElementsAre("alpha", "beta"));
}

TEST(ValidationJson, WhatASiteCouldNotHaveSaysWhy) {
  const Json metrics = ValidationJson(ExampleInput())["sites"]["epsilon"]["models"]["clinical"];
  EXPECT_EQ(metrics["auc"].dump(), R"({"unavailable":"no events"})");
  EXPECT_TRUE(metrics["scaled_brier"].is_null());
  EXPECT_TRUE(metrics["at_threshold"].is_null());
}

TEST(ValidationJson, ADecisionCurveIsAListPerQuantity) {
  ReportInput input = ExampleInput();
  EXPECT_TRUE(ValidationJson(input)["sites"]["alpha"]["models"]["clinical"]["decision_curve"].is_null());
  input.result.validations[0].models[0].second.decision_curve = {{0.2, 9, 4, 0.25, 0.125},
                                                                 {0.5, 3, 0, 0.0625, -0.5}};
  EXPECT_EQ(
      ValidationJson(input)["sites"]["alpha"]["models"]["clinical"]["decision_curve"].dump(),
      R"({"threshold":[0.2,0.5],"net_benefit":[0.25,0.0625],"treat_all":[0.125,-0.5],"tp":[9,3],"fp":[4,0]})");
}

TEST(ValidationJson, FlexibleCalibrationIsThereOrSaysWhyNot) {
  ReportInput input = ExampleInput();
  models::ValidationMetrics& metrics = input.result.validations[0].models[0].second;
  metrics.ici.value = 0.0625;
  metrics.e50.unavailable = "fewer than 40 patients";
  metrics.calibration_curve.value = models::CalibrationCurve{{-1, 0, 1}, {0, 0.5, 0.25}};
  metrics.hosmer_lemeshow.value = models::HosmerLemeshow{4, 10};
  const Json json = ValidationJson(input)["sites"]["alpha"]["models"]["clinical"];
  EXPECT_EQ(json["ici"].dump(), "0.0625");
  EXPECT_EQ(json["e50"].dump(), R"({"unavailable":"fewer than 40 patients"})");
  EXPECT_TRUE(json["e90"].is_null());
  EXPECT_EQ(json["calibration_curve"].dump(), R"({"knots":[-1.0,0.0,1.0],"coefficients":[0.0,0.5,0.25]})");
  EXPECT_EQ(json["hosmer_lemeshow"]["chi2"], 4);
  EXPECT_EQ(json["hosmer_lemeshow"]["df"], 8);  // fitted to these patients
  EXPECT_NEAR(json["hosmer_lemeshow"]["p"].get<double>(), 0.857123460498547,
              1e-14);                              // R: pchisq(4, 8, lower = F)
  input.result.pipeline.models[0].kind = "given";  // so these are others' patients
  EXPECT_EQ(ValidationJson(input)["sites"]["alpha"]["models"]["clinical"]["hosmer_lemeshow"]["df"], 10);
}

TEST(ValidationJson, HoldsAllThatFollowsFromSeveralSites) {
  const ReportInput input = ExampleOfEverything();
  ASSERT_OK_AND_ASSIGN(const std::string text, JsonText(ValidationJson(input)));
  const Json json = Json::parse(text);
  const Json& auc = json["pooled"]["signature"]["auc"];
  EXPECT_EQ(auc["estimate"].get<double>(), input.result.pooled.at("signature").auc.reml->estimate);
  EXPECT_EQ(auc["k"], 3);
  EXPECT_EQ(auc["scale"], "logit");
  EXPECT_EQ(auc["sites_left_out"].dump(), R"({"theta":"fewer than 5 events"})");
  EXPECT_EQ(json["internal_external"]["sites"]["delta"].dump(),
            R"({"unavailable":"model signature: every column is constant"})");
  EXPECT_EQ(json["internal_external"]["sites"]["alpha"]["role"], "left out");
  EXPECT_TRUE(json["internal_external"]["pooled"].contains("clinical"));
  EXPECT_EQ(json["optimism_corrected"]["signature"]["replicates"], 48);
  EXPECT_EQ(json["optimism_corrected"]["signature"]["corrected"]["auc"].get<double>(), 0.78);
  EXPECT_EQ(json["optimism_corrected"]["signature"]["failed"], 2);
}

TEST(ValidationJson, ComparisonsAndWhatWasHarmonisedOnSiteStandWithTheirSite) {
  const Json sites = ValidationJson(ExampleOfEverything())["sites"];
  EXPECT_EQ(sites["zeta"]["comparisons"][0]["models"].dump(), R"(["nomogram","clinical"])");
  EXPECT_EQ(sites["zeta"]["comparisons"][0]["mcnemar"]["accuracy"]["b"], 14);
  EXPECT_EQ(sites["theta"]["comparisons"][0]["auc_difference"].dump(), R"({"unavailable":"no events"})");
  EXPECT_THAT(Keys(sites["zeta"]["harmonised_on_site"]["models"]), ElementsAre("signature", "nomogram"));
  EXPECT_EQ(sites["theta"]["harmonised_on_site"].dump(), R"({"unavailable":"fewer than 30 patients"})");
}

TEST(ValidationJson, AnAucHasItsLogitIntervalAndSaysWhereItIsImprecise) {
  ReportInput input = ExampleInput();
  models::ValidationMetrics& metrics = input.result.validations[0].models[0].second;
  metrics.auc = models::Wald(0.8, 0.04, "DeLong");
  metrics.n = 250;
  metrics.events = 100;
  Json json = ValidationJson(input)["sites"]["alpha"]["models"]["clinical"];
  // By hand: logit 0.8 = log 4, half 1.959963984540054 * 0.04 / 0.16.
  EXPECT_NEAR(json["auc"]["lower_logit"].get<double>(), 1 / (1 + std::exp(0.4899909961350135) / 4), 1e-15);
  EXPECT_NEAR(json["auc"]["upper_logit"].get<double>(), 1 / (1 + std::exp(-0.4899909961350135) / 4), 1e-15);
  EXPECT_EQ(json["imprecise"], false);
  metrics.events = 99;
  metrics.auc = models::Wald(1, 0, "DeLong, variance 0");
  json = ValidationJson(input)["sites"]["alpha"]["models"]["clinical"];
  EXPECT_EQ(json["imprecise"], true);
  EXPECT_TRUE(json["auc"]["lower_logit"].is_null());
  metrics.suppressed = "min_patients";
  json = ValidationJson(input)["sites"]["alpha"]["models"]["clinical"];
  EXPECT_EQ(json["imprecise"].dump(), R"({"suppressed":"min_patients"})");
}

TEST(ValidationJson, CaseMixRecalibrationAndHistogramsStandWithTheirSite) {
  ReportInput input = ExampleOfEverything();
  input.result.validations[0].models[0].second.calibration_curve.value =
      models::CalibrationCurve{{-1, 0, 1}, {0, 0.5, 0.25}, {1, 2, 3, 4, 5, 6}};
  const Json json = ValidationJson(input);
  EXPECT_EQ(json["sites"]["alpha"]["models"]["clinical"]["calibration_curve"]["covariance"].dump(),
            "[[1.0,2.0,4.0],[2.0,3.0,5.0],[4.0,5.0,6.0]]");
  const Json& zeta = json["sites"]["zeta"];
  EXPECT_THAT(Keys(zeta["flow"]), ElementsAre("read", "excluded", "lacking", "analysed"));
  const Json& age = zeta["case_mix"]["variables"][0];
  EXPECT_THAT(Keys(age), ElementsAre("name", "type", "unit", "n", "mean", "sd", "q1", "median", "q3",
                                     "missing", "standardised_difference"));
  EXPECT_EQ(age["unit"], "years");
  EXPECT_EQ(age["median"].get<double>(),
            input.result.units.numeric[0].sites.at("zeta").quartiles.value->median);
  const Json& sex = zeta["case_mix"]["variables"][1];
  EXPECT_THAT(Keys(sex["levels"]), ElementsAre("F", "M"));
  EXPECT_TRUE(sex["levels"]["F"].contains("non_events"));
  // A split's training patients have no quartiles of their own; development is what others are compared with.
  const Json& alpha = json["sites"]["alpha"]["case_mix"]["variables"][0];
  EXPECT_TRUE(alpha["q1"].contains("unavailable"));
  EXPECT_FALSE(alpha.contains("standardised_difference"));
  EXPECT_EQ(json["sites"]["theta"]["case_mix"]["variables"][1]["levels"].dump(),
            R"({"suppressed":"min_cell"})");
  EXPECT_EQ(json["sites"]["theta"]["subgroups"]["sex"].dump(), R"({"suppressed":"min_effective_patients"})");
  EXPECT_THAT(Keys(zeta["subgroups"]["sex"]), ElementsAre("F", "M"));
  EXPECT_TRUE(zeta["subgroups"]["sex"]["F"]["models"]["clinical"].contains("auc"));
  const Json& metrics = zeta["models"]["clinical"];
  EXPECT_EQ(metrics["recalibration"]["intercept_only"]["intercept"], metrics["calibration_in_the_large"]);
  EXPECT_THAT(Keys(metrics["recalibration"]["logistic"]),
              ElementsAre("intercept", "slope", "covariance", "brier"));
  EXPECT_EQ(metrics["risk_histogram"]["edges"].size(), 11U);
  EXPECT_THAT(Keys(metrics["linear_predictor"]), ElementsAre("mean", "sd", "events", "non_events"));
  EXPECT_EQ(zeta["case_mix_shift"]["clinical"]["sd_ratio"], 1.12);
  EXPECT_TRUE(json["sites"]["alpha"]["case_mix_shift"].empty());
  EXPECT_THAT(Keys(json["pooled"]["signature"]["stacked"]["auc"]),
              ElementsAre("estimate", "lower_bound", "upper_bound", "method"));
  EXPECT_EQ(json["pooled"]["signature"]["stacked"]["roc"]["tp"].size(), 99U);
  EXPECT_TRUE(json["pooled"]["reader"]["stacked"].contains("unavailable"));
}

TEST(ValidationJson, EveryBitOfAnEstimateComesBack) {
  const ReportInput input = ExampleInput();
  ASSERT_OK_AND_ASSIGN(const std::string text, JsonText(ValidationJson(input)));
  const Json read = Json::parse(text)["sites"]["alpha"]["models"]["clinical"]["auc"];
  const models::Estimate& auc = *input.result.validations[0].models[0].second.auc.value;
  EXPECT_EQ(read["estimate"].get<double>(), auc.estimate);
  EXPECT_EQ(read["se"].get<double>(), auc.se);
  EXPECT_EQ(read["lower"].get<double>(), auc.lower);
  EXPECT_EQ(read["upper"].get<double>(), auc.upper);
  EXPECT_EQ(read["method"], "DeLong");
}

}  // namespace
}  // namespace osteon::report
