#include "coordinator/model_file/score.h"

#include <cmath>

#include "coordinator/model_file/example_model_file.h"
#include "coordinator/model_file/example_model_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using osteon::testing::IsOk;
using osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ScoringModel Model(const std::string& name) {
  return *MakeScoringModel(ExampleModelFile(), name);
}

// f1 = 3, wavelet-f2 = 4: signature 0.5 + 6 - 1 = 5.5; log-odds -3 + 2.75 + 2 + 0.75 = 2.5.
const std::map<std::string, double> kPatient = {{"f1", 3}, {"wavelet-f2", 4}, {"age", 50}, {"sexM", 1}};

TEST(Score, ANomogramOfASignatureIsWhatOneComputesByHand) {
  const Score score = ScorePatient(Model("nomogram"), kPatient);
  EXPECT_DOUBLE_EQ(score.linear_predictor, 2.5);
  EXPECT_DOUBLE_EQ(score.risk, 1 / (1 + std::exp(-2.5)));
  EXPECT_EQ(score.positive, true);
  EXPECT_EQ(score.intercept, -3);
  EXPECT_DOUBLE_EQ(*score.points_total, 31.25 * (2.5 + 3.2));
  EXPECT_THAT(ContributionNames(score.contributions, false), ElementsAre("signature", "age", "sex"));
  EXPECT_THAT(ContributionValues(score.contributions, false), ElementsAre(2.75, 2, 0.75));
}

TEST(Score, InDetailASignatureIsMadeOfItsFeaturesAndItsIntercept) {
  const Score score = ScorePatient(Model("nomogram"), kPatient);
  EXPECT_THAT(ContributionNames(score.contributions, true),
              ElementsAre("signature", "signature__(Intercept)", "signature__f1", "signature__wavelet-f2",
                          "age", "sex"));
  EXPECT_THAT(ContributionValues(score.contributions, true), ElementsAre(2.75, 0.25, 3, -0.5, 2, 0.75));
}

TEST(Score, ThePointsOfTheAxesAddUpToTheTotal) {
  // signature 2 -> 62.5, age 60 -> 50, sex M -> 23.4375.
  const Score score =
      ScorePatient(Model("nomogram"), {{"f1", 0.75}, {"wavelet-f2", 0}, {"age", 60}, {"sexM", 1}});
  EXPECT_DOUBLE_EQ(*score.points_total, 62.5 + 50 + 23.4375);
}

// A file of a few kilobytes, whose contributions in detail would be as many as one likes.
TEST(Score, ModelsMadeOfModelsWithoutEndAreRefused) {
  const auto chain = [](std::size_t length, bool of_two) {
    Json file = ExampleModelJson();
    const Json signature = file["models"]["signature"];
    file["models"] = Json::object();
    for (std::size_t i = 0; i < length; ++i) {
      Json& model = file["models"]["m" + std::to_string(i)] = signature;
      if (i < 2) continue;
      model["terms"][1]["name"] = "m" + std::to_string(i - 1);
      if (of_two) model["terms"][2]["name"] = "m" + std::to_string(i - 2);
    }
    return MakeScoringModel(*ParseModelFile(*JsonText(file), "model.json"), "m" + std::to_string(length - 1));
  };
  EXPECT_THAT(chain(5, true), IsOk());
  constexpr auto kBad = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(chain(1000, false), StatusIs(kBad, HasSubstr("20 models deep in another")));
  EXPECT_THAT(chain(1000, true), StatusIs(kBad, HasSubstr("model.json: model m")));
  // Not deep, and wide: each of 18 has twenty terms that are the one before.
  Json file = ExampleModelJson();
  const Json signature = file["models"]["signature"];
  file["models"] = Json::object();
  for (int i = 0; i < 18; ++i) {
    Json& model = file["models"]["m" + std::to_string(i)] = signature;
    while (i > 0 && model["terms"].size() < 20) model["terms"].push_back(signature["terms"][1]);
    for (std::size_t j = 1; i > 0 && j < 20; ++j) model["terms"][j]["name"] = "m" + std::to_string(i - 1);
  }
  EXPECT_THAT(MakeScoringModel(*ParseModelFile(*JsonText(file), "model.json"), "m17"),
              StatusIs(kBad, HasSubstr("more than 200000 terms")));
}

TEST(Score, OneColumnOfSeveralLevelsIsOneContribution) {
  const Score score = ScorePatient(Model("staged"), {{"stageII", 0}, {"stageIII", 1}});
  EXPECT_THAT(ContributionNames(score.contributions, false), ElementsAre("stage"));
  EXPECT_THAT(ContributionValues(score.contributions, false), ElementsAre(1.5));
  EXPECT_EQ(score.positive, std::nullopt);
  EXPECT_EQ(score.points_total, std::nullopt);
}

TEST(Score, ANewSiteHasItsOwnInterceptAndAnOffsetCountsOnce) {
  const Score score = ScorePatient(Model("sites"), {{"age", 50}, {"age_offset", 0.25}});
  EXPECT_DOUBLE_EQ(score.linear_predictor, -1.5 + 0.03 * 50 + 0.25);
  EXPECT_EQ(score.intercept, -1.5);
}

TEST(Score, RisksFarOutAreFinite) {
  EXPECT_EQ(ScorePatient(Model("sites"), {{"age", 1e6}, {"age_offset", 0}}).risk, 1);
  EXPECT_EQ(ScorePatient(Model("sites"), {{"age", -1e6}, {"age_offset", 0}}).risk, 0);
}

TEST(ScoringModel, TakesTheFillsOfItsOwnColumnsOnly) {
  const ScoringModel model = Model("nomogram");
  ASSERT_EQ(model.fills.size(), 3U);
  EXPECT_EQ(model.fills[1].column, "sexM");
  EXPECT_TRUE(model.harmonised);
  EXPECT_FALSE(Model("staged").harmonised);
}

TEST(ScoringModel, ARiskColumnAndAModelOfAnotherFileAreRefusedWithAWayOut) {
  EXPECT_THAT(MakeScoringModel(ExampleModelFile(), "reader"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("a column of risks (p_reader)")));
  EXPECT_THAT(
      MakeScoringModel(ExampleModelFile(), "frozen"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("use model both of that study's old.json")));
}

TEST(ScoringModel, ANameOfTheDictionaryIsTheColumnEvenWhereAModelHasIt) {
  Json json = ExampleModelJson();
  Json column = json["clinical"][3];
  column["name"] = "signature";
  json["clinical"].push_back(column);
  const absl::StatusOr<ModelFile> file = ParseModelFile(*JsonText(json), "model.json");
  const absl::StatusOr<ScoringModel> model = MakeScoringModel(*file, "nomogram");
  ASSERT_THAT(model, IsOk());
  EXPECT_TRUE(model->derived.empty());
  EXPECT_NE(model->Input("signature"), nullptr);
}

TEST(ScoringModel, AModelIsMadeOfEarlierOnesOnlySoThatNoCircleCanBe) {
  Json json = ExampleModelJson();
  json["models"]["signature"]["terms"][1]["name"] = "nomogram";
  const absl::StatusOr<ModelFile> file = ParseModelFile(*JsonText(json), "model.json");
  const absl::StatusOr<ScoringModel> model = MakeScoringModel(*file, "nomogram");
  ASSERT_THAT(model, IsOk());
  EXPECT_NE(model->Input("nomogram"), nullptr);
}

}  // namespace
}  // namespace osteon
