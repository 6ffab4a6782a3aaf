#include "coordinator/report/model_json.h"

#include <string>
#include <vector>

#include "coordinator/report/example_result.h"
#include "coordinator/report/ledger_json.h"
#include "coordinator/report/test_keys.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace osteon::report {
namespace {

using ::osteon::testing::Keys;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

Json WrittenAndRead(const Json& json) {
  const absl::StatusOr<std::string> text = JsonText(json);
  EXPECT_THAT(text, osteon::testing::IsOk());
  return text.ok() ? Json::parse(*text) : Json();
}

TEST(ModelJson, HasTheFixedNames) {
  const Json json = WrittenAndRead(ModelJson(ExampleInput()));
  EXPECT_THAT(Keys(json), IsSupersetOf({"study", "study_sha256", "roster", "software", "screening",
                                        "harmonisation", "models", "signature"}));
  EXPECT_THAT(Keys(json["models"]), ElementsAre("clinical", "published", "reader"));
  EXPECT_THAT(Keys(json["models"]["clinical"]),
              IsSupersetOf({"kind", "n", "events", "converged", "terms", "log_likelihood", "deviance",
                            "null_deviance", "aic", "bic", "lambda", "path", "cv", "nomogram"}));
  EXPECT_THAT(Keys(json["models"]["clinical"]["terms"][0]),
              IsSupersetOf({"name", "coefficient", "standard_error", "lower", "upper", "p",
                            "coefficient_standardised"}));
}

TEST(ModelJson, EveryBitOfACoefficientComesBack) {
  const ReportInput input = ExampleInput();
  const Json json = WrittenAndRead(ModelJson(input));
  const models::FittedModel& model = input.result.pipeline.models[0];
  for (std::size_t i = 0; i < model.terms.size(); ++i) {
    const Json& term = json["models"]["clinical"]["terms"][i];
    EXPECT_EQ(term["coefficient"].get<double>(), model.terms[i].coefficient);
    EXPECT_EQ(term["standard_error"].get<double>(), *model.terms[i].standard_error);
    EXPECT_EQ(term["p"].get<double>(), *model.terms[i].p);
    EXPECT_EQ(term["scale"].get<double>(), model.terms[i].scale);
  }
  EXPECT_EQ(json["models"]["clinical"]["log_likelihood"].get<double>(), *model.log_likelihood);
}

TEST(ModelJson, WhatAStudyDidNotAskForKeepsItsPlace) {
  const Json json = ModelJson(ExampleInput());
  EXPECT_EQ(json["screening"], Json::array());
  EXPECT_EQ(json["harmonisation"].dump(), R"({"method":"none"})");
  EXPECT_EQ(json["missing"].dump(), R"({"method":"complete_case","values":[]})");
  EXPECT_TRUE(json["models"]["clinical"]["path"].is_null());
  EXPECT_TRUE(json["models"]["clinical"]["cv"].is_null());
  EXPECT_TRUE(json["models"]["clinical"]["nomogram"].is_null());
}

TEST(ModelJson, HoldsAllThatWasLearnedBeforeTheModels) {
  const ReportInput input = ExampleOfEverything();
  const Json json = WrittenAndRead(ModelJson(input));
  EXPECT_EQ(json["missing"]["method"], "median");
  EXPECT_EQ(json["missing"]["values"][0]["missing"], 15);
  EXPECT_EQ(json["missing"]["values"][0]["between"].dump(), "[61,62]");
  ASSERT_EQ(json["screening"].size(), 2U);
  EXPECT_EQ(json["screening"][0]["candidates"], 12);
  EXPECT_EQ(json["screening"][0]["kept"].size(), 8U);
  EXPECT_EQ(json["screening"][0]["dropped"]["original_glrlm_Feature12"],
            "constant over all training patients");
  EXPECT_TRUE(json["screening"][0]["values"]["original_glrlm_Feature12"][0].is_null());
  EXPECT_EQ(json["harmonisation"]["batch"], "site");
  EXPECT_EQ(json["harmonisation"]["features"].size(), 11U);
  EXPECT_EQ(json["sample_size"]["development"]["required"], 1052);
  EXPECT_EQ(json["sample_size"]["validation"]["signature"]["zeta"]["fewer_than_100_events"], true);
}

TEST(ModelJson, APenalisedModelHasItsPathAndItsCurve) {
  const ReportInput input = ExampleOfEverything();
  const Json model = WrittenAndRead(ModelJson(input))["models"]["signature"];
  EXPECT_EQ(model["path"]["lambda"].size(), 40U);
  EXPECT_EQ(model["path"]["stopped"], "df_max");
  EXPECT_EQ(model["cv"]["deviance"].size(), 40U);
  EXPECT_FALSE(model["cv"]["deviance"][33].is_null());
  EXPECT_TRUE(model["cv"]["deviance"][34].is_null());  // the curve had ended
  EXPECT_EQ(model["cv"]["lambda_min"], model["lambda"]);
  EXPECT_TRUE(model["terms"][1]["standard_error"].is_null());
  EXPECT_NE(model["note"].get<std::string>().find("not adjusted for selection"), std::string::npos);
}

TEST(ModelJson, AModelWithSiteEffectsSaysItsInterceptAtANewSite) {
  const Json model = ModelJson(ExampleOfEverything())["models"]["nomogram"];
  EXPECT_EQ(model["site_effects"].dump(), R"(["sitebeta","sitegamma","sitedelta"])");
  EXPECT_EQ(model["new_site_intercept"], -4.25);
  EXPECT_EQ(model["stepwise"]["path"].size(), 2U);
  EXPECT_EQ(model["nomogram"]["axes"].size(), 3U);
}

TEST(ModelJson, AGivenModelHasNoStandardErrorsAndNoPatients) {
  const Json model = ModelJson(ExampleInput())["models"]["published"];
  EXPECT_TRUE(model["n"].is_null());
  EXPECT_TRUE(model["converged"].is_null());
  EXPECT_TRUE(model["terms"][1]["standard_error"].is_null());
  EXPECT_TRUE(model["terms"][1]["coefficient_standardised"].is_null());
  EXPECT_EQ(model["terms"][1]["coefficient"].get<double>(), 0.03);
}

TEST(ModelJson, WhatImagesHadToHaveStandsAsInTheStudy) {
  ReportInput input = ExampleInput();
  EXPECT_EQ(ModelJson(input)["extraction"]["require"], Json::object());
  input.study.extraction->require.slice_thickness_mm = models::ClosedRange{0.5, 5};
  input.study.extraction->require.modality = {"CT"};
  input.study.extraction->require.minimum_voxels = 100;
  EXPECT_EQ(ModelJson(input)["extraction"]["require"],
            Json::parse(R"({"slice_thickness_mm": [0.5, 5], "modality": ["CT"], "minimum_voxels": 100})"));
}

TEST(ModelJson, EachParameterFileStandsWithTheHashOfItsSettings) {
  ReportInput input = ExampleInput();
  Json params = ModelJson(input)["extraction"]["params"];
  ASSERT_EQ(params.size(), 1U);
  EXPECT_TRUE(params[0]["image"].is_null());
  EXPECT_EQ(params[0]["name"], "params.yaml");
  EXPECT_EQ(params[0]["text"], input.study.extraction->params[0].params_text);
  EXPECT_EQ(params[0]["settings_sha256"], std::string(64, '5'));
  input.study.extraction->params = {{"t1", "a.yaml", "A"}, {"t2", "b.yaml", "B"}};
  for (auto& [site, admission] : input.result.admissions) admission.extraction_settings = {{"t2", "2222"}};
  params = ModelJson(input)["extraction"]["params"];
  EXPECT_EQ(params[0]["image"], "t1");
  EXPECT_TRUE(params[0]["settings_sha256"].is_null());
  EXPECT_EQ(params[1]["image"], "t2");
  EXPECT_EQ(params[1]["text"], "B");
  EXPECT_EQ(params[1]["settings_sha256"], "2222");
}

TEST(ModelJson, TheRosterIsTheSitesOfTheFits) {
  EXPECT_EQ(ModelJson(ExampleInput())["roster"].dump(), R"(["alpha","beta","gamma"])");
}

TEST(ModelJson, WithoutASignatureItIsAnEmptyObject) {
  ReportInput input = ExampleInput();
  EXPECT_EQ(ModelJson(input)["signature"]["algorithm"], "ed25519");
  input.signature.reset();
  EXPECT_EQ(ModelJson(input)["signature"].dump(), "{}");
  EXPECT_EQ(ModelJson(ReportInput())["software"].dump(), "{}");
}

TEST(LedgerJson, HasTheFixedNamesAndSaysWhichRulesHeld) {
  ReportInput input = ExampleInput();
  input.ledger.rules = "off_for_testing";
  const Json json = WrittenAndRead(LedgerJson(input));
  EXPECT_THAT(Keys(json), IsSupersetOf({"round_trips", "sites", "rounds"}));
  EXPECT_THAT(Keys(json["sites"]["alpha"]),
              ElementsAre("requests", "bytes_sent", "bytes_received", "scalars_released", "scalars_held"));
  EXPECT_THAT(Keys(json["rounds"][0]),
              ElementsAre("purpose", "kind", "request_sha256", "scalars", "seconds", "sites"));
  EXPECT_EQ(json["rules"], "off_for_testing");
  EXPECT_EQ(json["rounds"].size(), 11U);
}

}  // namespace
}  // namespace osteon::report
