// What the page says of everything that comes before and after the models.
#include <cstddef>
#include <string>

#include "coordinator/report/example_result.h"
#include "coordinator/report/report_html.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ReportOfEverything, PartsStandInTheStatisticiansOrder) {
  const std::string page = ReportHtml(ExampleOfEverything());
  std::size_t before = 0;
  for (const char* heading : {"<h2>1 Identity of the models",
                              "<h2>2 Sites, images and patients",
                              "<h2>3 Case-mix, missing values and units",
                              "<h3>Missing values",
                              "<h2>4 Sample size, events and disclosure rules",
                              "<h3>Are the patients enough?",
                              "<h3>Disclosure rules, and what left each hospital",
                              "<h2>5 Development of the models",
                              "<h3>Harmonisation",
                              "<h3>Screening of features",
                              "<h3>Apparent performance and optimism",
                              "<h2>6 Discrimination",
                              "<h2>7 Calibration",
                              "<h2>8 Overall accuracy",
                              "<h2>9 Clinical utility",
                              "<h2>10 Heterogeneity between sites",
                              "<h3>Performance over the external sites",
                              "<h3>Internal-external validation",
                              "<h3>With harmonisation on site (transductive)",
                              "<h2>11 Subgroups and sensitivity analyses",
                              "<h2>12 Nomogram",
                              "<h2>13 Limitations",
                              "<h2>14 Audit trail",
                              "<h2>15 Checklist and references",
                              "<h3>References"}) {
    const std::size_t at = page.find(heading);
    ASSERT_NE(at, std::string::npos) << heading;
    EXPECT_GT(at, before) << heading;
    before = at;
  }
}

TEST(ReportOfEverything, TheUnitsTableIsTheFirst) {
  const std::string page = ReportHtml(ExampleOfEverything());
  EXPECT_THAT(page.substr(page.find("Table 1. ")), ::testing::StartsWith("Table 1. Median and middle half"));
}

TEST(ReportOfEverything, PartsThatAStudyDidNotAskForAreNotThere) {
  const std::string page = ReportHtml(ExampleInput());
  for (const char* heading : {"Harmonisation", "Screening of features", "Are the patients enough",
                              "Performance over the external sites", "Internal-external validation",
                              "With harmonisation on site"}) {
    EXPECT_THAT(page, Not(HasSubstr(std::string("<h3>") + heading)));
  }
  EXPECT_THAT(page, HasSubstr("omplete-case analysis"));
  EXPECT_THAT(page, HasSubstr("The study asked for no subgroup."));
}

TEST(ReportOfEverything, APenalisedModelIsNotDescribedAsGiven) {
  const std::string page = ReportHtml(ExampleOfEverything());
  EXPECT_THAT(page, HasSubstr("Model signature: logistic regression with lasso penalty on the features that "
                              "screening left"));
  EXPECT_THAT(page, HasSubstr("Cross-validation in 10 folds, dealt at each site with seed 1."));
  EXPECT_THAT(page, HasSubstr("predictors selected stepwise, backward and forward, by AIC"));
}

TEST(ReportOfEverything, AFrozenModelSaysWhereItComesFrom) {
  ReportInput input = ExampleInput();
  models::FrozenOrigin frozen;
  frozen.file = "model.json";
  frozen.model = "rad";
  frozen.study = "earlier-study";
  frozen.sha256 = std::string(64, '7');
  frozen.signed_by = "coordinator";
  frozen.threshold = 0.4;
  input.study.models[1].kind = models::GivenModel{{{"age", 0.03}}, frozen};
  EXPECT_THAT(
      ReportHtml(input),
      HasSubstr("frozen model rad of study earlier-study (model.json, signature verified, by coordinator), "
                "validated whole with its coefficients and its threshold; SHA-256 of the file 777"));
  frozen.signed_by.clear();
  input.study.models[1].kind = models::GivenModel{{{"age", 0.03}}, frozen};
  EXPECT_THAT(ReportHtml(input), HasSubstr("(model.json, not signed)"));
}

TEST(ReportOfEverything, MissingValuesAreCountedByOutcome) {
  const std::string page = ReportHtml(ExampleOfEverything());
  EXPECT_THAT(page, Not(HasSubstr("omplete-case analysis: a patient")));
  EXPECT_THAT(page, HasSubstr("15 of 600 (2.5%)"));
  EXPECT_THAT(page, HasSubstr("9 of 240 (3.8%)"));
  EXPECT_THAT(page, HasSubstr("6 of 360 (1.7%)"));
}

TEST(ReportOfEverything, HarmonisationSaysWhatHappensAtExternalSites) {
  const std::string page = ReportHtml(ExampleOfEverything());
  EXPECT_THAT(page, HasSubstr("the outcome is never a covariate"));
  EXPECT_THAT(page, HasSubstr("Left as they are, since nothing varies within the batches: "
                              "original_glrlm_Feature12."));
  EXPECT_THAT(page, HasSubstr("External, as deployed (primary): epsilon"));
  EXPECT_LT(page.find("as deployed (primary)"), page.find("With harmonisation on site (transductive)"));
  EXPECT_THAT(page, HasSubstr("Not harmonised on site: theta: fewer than 30 patients."));
}

TEST(ReportOfEverything, ScreeningCountsReasonsAndFlagsWhatDiffersBetweenSites) {
  const std::string page = ReportHtml(ExampleOfEverything());
  EXPECT_THAT(page, HasSubstr("3 beyond the step&#39;s limit and 1 constant"));
  EXPECT_THAT(page,
              HasSubstr("2 features differ more between sites than between patients with and without the "
                        "event (F by site above F by outcome); 1 of them was kept to the end."));
  EXPECT_THAT(page, HasSubstr("F by site 16 exceeds F by outcome 7.5"));
  EXPECT_THAT(page, Not(HasSubstr("F by site 40 exceeds")));  // dropped
}

TEST(ReportOfEverything, SampleSizeSaysWhetherItIsEnough) {
  ReportInput input = ExampleOfEverything();
  EXPECT_THAT(ReportHtml(input), HasSubstr("The patients at hand are NOT enough: 1,052 are required"));
  EXPECT_THAT(ReportHtml(input), HasSubstr("14 candidate parameters, counted before screening"));
  EXPECT_THAT(ReportHtml(input), HasSubstr("fewer than 100 events</span>"));
  input.result.sample_size.development->enough = true;
  EXPECT_THAT(ReportHtml(input), HasSubstr("The patients at hand are enough"));
}

TEST(ReportOfEverything, APathSaysHowItEndedAndHowItsPenaltyWasChosen) {
  ReportInput input = ExampleOfEverything();
  EXPECT_THAT(ReportHtml(input), HasSubstr("(lambda.min), number 23 of the sequence"));
  EXPECT_THAT(ReportHtml(input),
              HasSubstr("40 of 100 penalties were fitted; the path stopped there because "
                        "the next model would have more coefficients than df_max allows."));
  EXPECT_THAT(ReportHtml(input), HasSubstr("Every fit of the path is certified"));
  input.result.pipeline.details.at("signature").path->fits[39].finished = false;
  EXPECT_THAT(ReportHtml(input), HasSubstr("1 fit of the path is NOT finished"));
}

TEST(ReportOfEverything, PValuesAfterSelectionAreLabelled) {
  ReportInput input = ExampleOfEverything();
  EXPECT_THAT(ReportHtml(input), HasSubstr("p (not adjusted for selection)"));
  input.result.pipeline.details.at("nomogram").selected = false;
  EXPECT_THAT(ReportHtml(input), Not(HasSubstr("p (not adjusted for selection)")));
}

TEST(ReportOfEverything, SiteEffectsSayTheInterceptAtANewSite) {
  EXPECT_THAT(ReportHtml(ExampleOfEverything()),
              HasSubstr("At a new site the intercept is \xE2\x88\x92"
                        "4.250, the inverse-variance mean of the development sites&#39; intercepts."));
}

TEST(ReportOfEverything, AFewSitesAreSaidToBeFew) {
  const std::string page = ReportHtml(ExampleOfEverything());
  EXPECT_THAT(page, HasSubstr("\xCF\x84\xC2\xB2 is barely estimable"));
  EXPECT_THAT(page, HasSubstr("<li>theta: fewer than 5 events</li>"));
}

TEST(ReportOfEverything, OneSiteIsNotPooled) {
  ReportInput input = ExampleOfEverything();
  for (auto& [model, performance] : input.result.pooled) {
    for (models::PooledMetric* metric : {&performance.auc, &performance.calibration_in_the_large,
                                         &performance.calibration_slope, &performance.log_oe}) {
      metric->reml.reset();
      metric->dl.reset();
      metric->sites_used = {"zeta"};
      metric->unavailable = "one site: nothing to pool";
    }
  }
  EXPECT_THAT(ReportHtml(input), HasSubstr("not pooled: one site: nothing to pool"));
}

TEST(ReportOfEverything, ASiteWithoutWhichThereIsNoModelIsListed) {
  EXPECT_THAT(ReportHtml(ExampleOfEverything()),
              HasSubstr("<li>Without delta: model signature: every column is constant</li>"));
}

TEST(ReportOfEverything, OptimismSaysWhatItIncludesAndWhatFailed) {
  ReportInput input = ExampleOfEverything();
  EXPECT_THAT(ReportHtml(input),
              HasSubstr("2 replicates failed and are not counted (2 times: model signature: "
                        "screening left no feature)"));
  EXPECT_THAT(ReportHtml(input), Not(HasSubstr("election not included")));
  EXPECT_THAT(ReportHtml(input), Not(HasSubstr("It is not corrected for optimism.")));
  input.study.validation.bootstrap->of_pipeline = false;
  for (auto& [model, of] : input.result.optimism_corrected) of.selection_included = false;
  EXPECT_THAT(ReportHtml(input), HasSubstr("48 replicates, selection not included"));
}

TEST(ReportOfEverything, ThePatientsAreComparedWithDevelopment) {
  const std::string page = ReportHtml(ExampleOfEverything());
  const std::size_t who = page.find("<h3>Who the patients are");
  ASSERT_NE(who, std::string::npos);
  EXPECT_GT(who, page.find("<h3>Do the sites measure in the same units?"));
  EXPECT_THAT(page, HasSubstr("age, years: mean (SD)"));
  EXPECT_THAT(page, HasSubstr("sex: patients (%) by level"));
  EXPECT_THAT(page, HasSubstr("Patients as each model sees them, against development"));
  EXPECT_THAT(page, HasSubstr("0.68 (0.54)"));  // membership concordance, by chance
}

TEST(ReportOfEverything, EachSiteLearnsWhatItWouldNeedToUseAModel) {
  const std::string page = ReportHtml(ExampleOfEverything());
  const std::size_t table = page.find("Recalibrated versions, site by site");
  ASSERT_NE(table, std::string::npos);
  const std::string of_table = page.substr(table, page.find("</table>", table) - table);
  EXPECT_THAT(of_table, HasSubstr("hold-out"));
  EXPECT_THAT(of_table, Not(HasSubstr("training (apparent)")));
}

TEST(ReportOfEverything, StackedPatientsStandApartFromTheMetaAnalysis) {
  ReportInput input = ExampleOfEverything();
  const std::string page = ReportHtml(input);
  EXPECT_GT(page.find("All external patients as one sample"), page.find("<h2>11 Subgroups"));
  EXPECT_THAT(page, HasSubstr("between 0.779 and 0.783"));
  for (auto& [model, stacked] : input.result.stacked) stacked.unavailable = "the sums are not masked";
  EXPECT_THAT(ReportHtml(input), HasSubstr("nomogram: the sums are not masked."));
}

TEST(ReportOfEverything, SubgroupsHaveATableForEachVariable) {
  ReportInput input = ExampleOfEverything();
  input.study.validation.subgroups = {"sex"};
  models::SiteValidation& validation = input.result.validations.back();
  models::Subgroups told{"sex", {{"F", validation.models[0].second}, {"M", {}}}, ""};
  told.levels[1].second.suppressed = "min_cell";
  validation.subgroups = {{validation.models[0].first, told}};
  const std::string page = ReportHtml(input);
  const std::size_t table = page.find("Subgroups by sex");
  ASSERT_NE(table, std::string::npos);
  EXPECT_THAT(page.substr(table), HasSubstr("suppressed: min_cell"));
  EXPECT_THAT(page, Not(HasSubstr("The study asked for no subgroup.")));
}

TEST(ReportOfEverything, WhatCouldNotBeEstimatedIsALimitation) {
  EXPECT_THAT(ReportHtml(ExampleInput()),
              HasSubstr("At epsilon (external): no events; so no AUC, calibration in the large and "
                        "calibration slope of models "
                        "clinical, published and reader."));
}

TEST(ReportOfEverything, ANomogramIsDrawnAndInFigures) {
  const std::string page = ReportHtml(ExampleOfEverything());
  EXPECT_THAT(page, HasSubstr(". Nomogram of model nomogram</figcaption>"));
  EXPECT_GT(page.find("Nomogram of model nomogram"), page.find("<h2>12 Nomogram"));
  EXPECT_THAT(page, HasSubstr("Nomogram of model nomogram, in figures"));
}

}  // namespace
}  // namespace osteon::report
