#include "coordinator/report/report_html.h"

#include <cstddef>
#include <string>

#include "coordinator/report/example_result.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t Times(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

TEST(ReportHtml, IsSelfContained) {
  for (const ReportInput& input : {ExampleInput(), ExampleInputOf25Sites(), ExampleOfEverything()}) {
    const std::string page = ReportHtml(input);
    for (const char* outside : {"http", "<script", "<link", "<img", "@import", "url(", "src=", "<iframe"}) {
      EXPECT_THAT(page, Not(HasSubstr(outside)));
    }
    EXPECT_THAT(page, HasSubstr("<html lang=\"en\">"));
  }
}

TEST(ReportHtml, HasNoNumberThatIsNone) {
  const std::string page = ReportHtml(ExampleInput()) + ReportHtml(ExampleOfEverything());
  for (const std::string before : {">", " ", "(", "\"", "\xE2\x88\x92"}) {
    for (const std::string after : {"<", " ", ")", "\"", ","}) {
      for (const std::string none : {"nan", "inf", "-nan", "-inf"}) {
        EXPECT_THAT(page, Not(HasSubstr(before + none + after)));
      }
    }
  }
}

TEST(ReportHtml, EveryTableAndEveryPlaceOfAFigureHasACaption) {
  const std::string page = ReportHtml(ExampleInputOf25Sites());
  EXPECT_GT(Times(page, "<table"), 5U);
  EXPECT_EQ(Times(page, "<table"), Times(page, "<caption"));
  EXPECT_EQ(Times(page, "data-figure=\"forest-auc--"), 3U);  // of three models
  EXPECT_EQ(Times(page, "<figure "), Times(page, "<figcaption>"));
}

TEST(ReportHtml, TablesAndFiguresAreNumberedInTheOrderOfThePage) {
  for (const ReportInput& input : {ExampleInputOf25Sites(), ExampleOfEverything()}) {
    const std::string page = ReportHtml(input);
    for (const std::string start : {">Table ", ">Figure "}) {
      int expected = 0;
      for (std::size_t at = page.find(start); at != std::string::npos; at = page.find(start, at + 1)) {
        EXPECT_EQ(std::stoi(page.substr(at + start.size(), 4)), ++expected);
      }
      EXPECT_GE(expected, 6);
    }
  }
}

TEST(ReportHtml, OpenedElementsAreClosed) {
  const std::string page = ReportHtml(ExampleInputOf25Sites()) + ReportHtml(ExampleOfEverything());
  for (const std::string element :
       {"table",  "thead", "tbody", "tr",   "th", "td", "section", "div", "ul", "li", "p",  "svg", "g",
        "figure", "dl",    "text",  "span", "h1", "h2", "h3",      "a",   "ol", "dt", "dd", "nav"}) {
    EXPECT_EQ(Times(page, "<" + element + ">") + Times(page, "<" + element + " "),
              Times(page, "</" + element + ">"))
        << element;
  }
}

TEST(ReportHtml, DevelopmentIsLabelledApparent) {
  const std::string page = ReportHtml(ExampleInput());
  EXPECT_THAT(page, HasSubstr("Training (apparent): alpha"));
  EXPECT_THAT(page, HasSubstr("not corrected for optimism"));
}

TEST(ReportHtml, SaysThatDisclosureRulesWereOff) {
  ReportInput input = ExampleInput();
  EXPECT_THAT(ReportHtml(input), Not(HasSubstr("switched off")));
  input.ledger.rules = "off_for_testing";
  EXPECT_THAT(ReportHtml(input), HasSubstr("Disclosure rules were switched off."));
}

TEST(ReportHtml, SaysWithWhichSettingsFeaturesWereExtracted) {
  ReportInput input = ExampleInput();
  const std::string five(64, '5'), six(64, '6');
  EXPECT_THAT(ReportHtml(input),
              AllOf(HasSubstr("the study&#39;s own settings: params.yaml, SHA-256 of the settings "),
                    HasSubstr(five), HasSubstr("Every site told the same.")));
  input.study.extraction->params = {{"t1", "a.yaml", ""}, {"t2", "b.yaml", ""}};
  for (auto& [site, admission] : input.result.admissions) {
    admission.extraction_settings = {{"t1", five}, {"t2", six}};
  }
  EXPECT_THAT(ReportHtml(input), AllOf(HasSubstr("settings: image t1 with a.yaml, SHA-256"), HasSubstr(five),
                                       HasSubstr("; image t2 with b.yaml, SHA-256"), HasSubstr(six)));
  for (auto& [site, admission] : input.result.admissions) admission.extraction_settings.clear();
  EXPECT_THAT(ReportHtml(input), Not(HasSubstr("SHA-256 of the settings")));
}

TEST(ReportHtml, SaysWhatImagesHadToHave) {
  ReportInput input = ExampleInput();
  EXPECT_THAT(ReportHtml(input), Not(HasSubstr("the study required")));
  input.study.extraction->require.slice_thickness_mm = models::ClosedRange{0.5, 5};
  input.study.extraction->require.modality = {"<b>"};
  EXPECT_THAT(ReportHtml(input),
              HasSubstr("Of each image the study required: from 0.5 to 5 mm across slices and modality "
                        "&lt;b&gt;. Patients without such an image were excluded."));
}

TEST(ReportHtml, AFitThatDidNotConvergeIsNotToBeOverlooked) {
  ReportInput input = ExampleInput();
  input.result.pipeline.models[0].converged = false;
  const std::string page = ReportHtml(input);
  EXPECT_THAT(page, HasSubstr("NOT converged"));
  EXPECT_THAT(page, HasSubstr("its numbers must not be used"));
}

TEST(ReportHtml, AModelWithoutADevelopmentSiteDoesNotPassForAWholeOne) {
  ReportInput input = ExampleInput();
  EXPECT_THAT(ReportHtml(input), Not(HasSubstr("does not rest on every development site")));
  input.result.pipeline.models[0].roster.pop_back();
  EXPECT_THAT(ReportHtml(input),
              HasSubstr("Model clinical does not rest on every development site; missing: gamma."));
}

TEST(ReportHtml, HostileNamesAreShownAndDoNothing) {
  const std::string hostile = "<script>alert(\"x\")</script>&'";
  ReportInput input = ExampleInput();
  input.study.name = hostile;
  input.study_sha256 = hostile;
  input.study.outcome_column = hostile;
  input.study.outcome_positive = hostile;
  input.study.development[0] = hostile;
  input.study.models[0].name = hostile;
  input.study.extraction->params = {{hostile, hostile, hostile}};
  input.study.split->column = hostile;
  input.software[hostile] = hostile;
  input.signature = Signature{hostile, hostile, hostile, hostile};
  input.ledger.rules = hostile;
  input.ledger.sites[hostile] = {};
  input.ledger.rounds[0].purpose = input.ledger.rounds[0].kind = hostile;
  models::Admission admission = input.result.admissions["alpha"];
  admission.excluded[hostile] = 2;
  admission.software[hostile] = hostile;
  admission.dataset_sha256 = hostile;
  admission.extraction_settings[hostile] = hostile;
  input.result.admissions[hostile] = admission;
  for (models::FittedModel& model : input.result.pipeline.models) {
    const models::ModelDetails details = input.result.pipeline.details.at(model.name);
    model.name += hostile;
    input.result.pipeline.details[model.name] = details;
    model.score_column += hostile;
    model.roster.push_back(hostile);
    for (models::ModelTerm& term : model.terms) term.name = hostile;
  }
  for (models::SiteValidation& validation : input.result.validations) {
    validation.site += hostile;
    for (auto& [model, metrics] : validation.models) {
      model += hostile;
      if (metrics.auc.value) metrics.auc.value->method = hostile;
      if (!metrics.auc.value) metrics.auc.unavailable = hostile;
    }
  }

  const std::string page = ReportHtml(input);

  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("alert(\"x\")")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;"));
}

TEST(ReportHtml, EveryLinkLeadsSomewhereAndEveryIdIsThereOnce) {
  for (const ReportInput& input :
       {ExampleInput(), ExampleOfEverything(), ExampleInputOf25Sites(), ReportInput()}) {
    const std::string page = ReportHtml(input);
    for (std::size_t at = page.find("href=\""); at != std::string::npos; at = page.find("href=\"", at + 1)) {
      const std::size_t from = at + 6;
      const std::string target = page.substr(from, page.find('"', from) - from);
      ASSERT_EQ(target[0], '#');
      EXPECT_EQ(Times(page, " id=\"" + target.substr(1) + "\""), 1U) << target;
    }
    for (std::size_t at = page.find(" id=\""); at != std::string::npos; at = page.find(" id=\"", at + 1)) {
      const std::string id = page.substr(at, page.find('"', at + 5) + 1 - at);
      EXPECT_EQ(Times(page, id), 1U) << id;
    }
  }
}

TEST(ReportHtml, AResultNamesTheRoundsBehindItAndTheirRoster) {
  const std::string page = ReportHtml(ExampleInput());
  EXPECT_THAT(
      page,
      HasSubstr(
          "External: rounds <a href=\"#rounds-9\">9\xE2\x80\x93"
          "11</a> (requests <code>eeeeeeee</code> to <code>eeeeeeee</code>; roster delta and epsilon)."));
  EXPECT_THAT(page, HasSubstr("<span id=\"rounds-9\">"));
  EXPECT_THAT(
      page,
      HasSubstr("From round <a href=\"#rounds-2\">2</a> (request <code>bbbbbbbb</code>; roster alpha, beta "
                "and gamma), rounds <a href=\"#rounds-3\">3\xE2\x80\x93"
                "8</a>"));
}

TEST(ReportHtml, TheLockedDateIsTheCoordinators) {
  ReportInput input = ExampleInput();
  EXPECT_THAT(ReportHtml(input), HasSubstr("simulated: no date"));
  input.finished = "2026-11-30T15:24:48Z";
  EXPECT_THAT(ReportHtml(input),
              AllOf(HasSubstr("2026-11-30T15:24:48Z, when the coordinator signed model.json"),
                    Not(HasSubstr("simulated: no date"))));
}

TEST(ReportHtml, ModelsHaveTheirEquations) {
  const std::string page = ReportHtml(ExampleInput(), std::string(64, 'f'));
  EXPECT_THAT(page,
              HasSubstr("log-odds = \xE2\x88\x92"
                        "4.128 + 0.03142 \xC3\x97 age \xE2\x88\x92 0.2718 \xC3\x97 sexM + 0.3333 \xC3\x97 "
                        "original_glcm_JointEntropy"));
  EXPECT_THAT(page, HasSubstr("log-odds = \xE2\x88\x92"
                              "1.200 + 0.03000 \xC3\x97 age"));
  EXPECT_THAT(page, HasSubstr("<code>" + std::string(64, 'f') + "</code>"));
}

TEST(ReportHtml, WhatOnlyAuthorsKnowIsTheirsToComplete) {
  ReportInput input = ExampleInput();
  const std::string without = ReportHtml(input);
  input.study.report = {"to tell them apart", "radiologists <before biopsy>", "2015 to 2020", "3 T",
                        "by hand"};
  const std::string with = ReportHtml(input);
  for (const char* text :
       {"to tell them apart", "radiologists &lt;before biopsy&gt;", "2015 to 2020", "3 T", "by hand"}) {
    EXPECT_THAT(with, HasSubstr(std::string("<dd>") + text + "</dd>"));
  }
  EXPECT_THAT(with, HasSubstr("to be completed by the authors"));  // funding, ethics, ...
  EXPECT_LT(Times(with, "to be completed by the authors"), Times(without, "to be completed by the authors"));
}

TEST(ReportHtml, AStudyWithoutResultsIsStillAPage) {
  const std::string page = ReportHtml(ReportInput());
  EXPECT_THAT(page, HasSubstr("No model was validated at any site."));
  EXPECT_THAT(page, HasSubstr("</html>"));
}

}  // namespace
}  // namespace osteon::report
