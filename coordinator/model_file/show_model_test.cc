#include "coordinator/model_file/show_model.h"

#include <cmath>

#include "absl/strings/str_split.h"
#include "coordinator/model_file/example_model_file.h"
#include "coordinator/model_file/example_model_json.h"
#include "coordinator/model_file/text_columns.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ShowModel, SaysTheEquationWhatIsNotAdjustedAndThePoints) {
  const ModelFile file = ExampleModelFile();
  const std::string text = ShowText(file, {file.Find("nomogram")});
  EXPECT_THAT(text, HasSubstr("log-odds = - 3 + 0.5 signature + 0.04 age + 0.75 sexM\n"));
  EXPECT_THAT(text, HasSubstr("0.0125 *\n"));
  EXPECT_THAT(text, HasSubstr("p-values and intervals are not adjusted for selection"));
  EXPECT_THAT(text, HasSubstr("2.117   1.7333 to 2.5857"));  // exp(0.75), exp(0.55), exp(0.95)
  EXPECT_THAT(text, HasSubstr("    age        20    60    100\n      points  0.0  50.0  100.0\n"));
  EXPECT_THAT(text, HasSubstr("age = 60 years"));
  EXPECT_THAT(text, HasSubstr("positive at a risk of 0.3 or more"));
  EXPECT_THAT(text, HasSubstr("anova             12 -> 2       p below 0.05\n"));
  EXPECT_THAT(text, HasSubstr("signature      absent"));
  EXPECT_THAT(text, Not(HasSubstr("staged")));
}

TEST(ShowModel, WithoutSelectionPValuesHaveNoMark) {
  const ModelFile file = ExampleModelFile();
  const std::string text = ShowText(file, {file.Find("staged")});
  EXPECT_THAT(text, HasSubstr("0.0125\n"));
  EXPECT_THAT(text, Not(HasSubstr("not adjusted")));
}

TEST(ShowModel, SaysHowThePenaltyWasChosen) {
  const ModelFile file = ExampleModelFile();
  EXPECT_THAT(
      ShowText(file, {file.Find("signature")}),
      HasSubstr(
          "lambda 0.02, lambda.min of cross-validation (lambda.min 0.02, lambda.1se 0.2); 3 penalties"));
}

TEST(ShowModel, ProgramsGetEveryBitAndTheOddsRatios) {
  const ModelFile file = ExampleModelFile();
  const Json json = ShowJson(file, {file.Find("nomogram")});
  EXPECT_EQ(json["models"].size(), 1U);
  const Json& sex = json["models"]["nomogram"]["terms"][3];
  EXPECT_EQ(sex["odds_ratio"].get<double>(), std::exp(0.75));
  EXPECT_EQ(json["models"]["nomogram"]["terms"][0]["odds_ratio"], nullptr);
  EXPECT_EQ(json["models"]["nomogram"]["p_values"], "not adjusted for selection");
  EXPECT_EQ(json["models"]["nomogram"]["imputation"]["age"], 60);
  EXPECT_EQ(json["signature"]["state"], "absent");
}

TEST(ShowModel, LinesOfManyTermsAreBroken) {
  Json json = ExampleModelJson();
  Json& terms = json["models"]["signature"]["terms"];
  for (int i = 0; i < 40; ++i) {
    Json term = terms[1];
    term["name"] = "original_firstorder_" + std::to_string(i);
    terms.push_back(term);
  }
  const ModelFile file = *ParseModelFile(*JsonText(json), "model.json");
  const std::string text = ShowText(file, {file.Find("signature")});
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    EXPECT_LE(line.size(), 125U) << line;
  }
}

TEST(TextColumns, WidthsAreCountedInCharacters) {
  EXPECT_EQ(TextColumns({{"Größe", "1"}, {"a", "10"}}, 1), " Größe   1\n a      10\n");
}

}  // namespace
}  // namespace osteon
