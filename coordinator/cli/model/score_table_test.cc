#include "coordinator/cli/model/score_table.h"

#include <cmath>

#include "coordinator/cli/model/risk_table.h"
#include "coordinator/model_file/example_model_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using osteon::testing::IsOk;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

absl::StatusOr<std::vector<ScoredPatient>> ScoreText(const std::string& model, const std::string& text,
                                                     const std::string& id_column = "") {
  return ScoreTable(*MakeScoringModel(ExampleModelFile(), model), *ParseCsv(text, "new.csv"), id_column);
}

TEST(ScoreTable, ColumnsAreFoundByNameAndLevelsByText) {
  const auto patients =
      ScoreText("nomogram", "who,sex,wavelet-f2,f1,other,age\nA,M,4,3,x,50\nB,F,4,3,y,50\n");
  ASSERT_THAT(patients, IsOk());
  EXPECT_EQ((*patients)[0].id, "A");
  EXPECT_DOUBLE_EQ((*patients)[0].score->linear_predictor, 2.5);
  EXPECT_DOUBLE_EQ((*patients)[1].score->linear_predictor, 1.75);
}

TEST(ScoreTable, MissingValuesAreFilledWithTheStudysAndNamed) {
  const auto patients = ScoreText("nomogram", "id,sex,wavelet-f2,f1,age\nA,NA,4,,\n");
  ASSERT_THAT(patients, IsOk());
  EXPECT_THAT((*patients)[0].imputed, ElementsAre("f1", "age", "sex"));
  // f1 2: signature 0.5 + 4 - 1; age 60; half a man.
  EXPECT_DOUBLE_EQ((*patients)[0].score->linear_predictor, -3 + 0.5 * 3.5 + 0.04 * 60 + 0.75 * 0.5);
}

TEST(ScoreTable, WithoutAValueThatStandsInThePatientHasAnErrorAndTheOthersHaveNot) {
  const auto patients = ScoreText("staged", "id,stage\nA,\nB,III\nC,I\n");
  ASSERT_THAT(patients, IsOk());
  EXPECT_THAT((*patients)[0].error, HasSubstr("no value of stage"));
  EXPECT_FALSE((*patients)[0].score.has_value());
  EXPECT_DOUBLE_EQ((*patients)[1].score->linear_predictor, 0.5);
  EXPECT_DOUBLE_EQ((*patients)[2].score->linear_predictor, -1);
}

TEST(ScoreTable, EveryBadCellIsToldAtOnceWithLineAndColumn) {
  EXPECT_THAT(
      ScoreText("nomogram", "id,sex,wavelet-f2,f1,age\nA,X,4,3,50\nB,M,4,abc,150\nA,M,4,3,50\n,M,1,1,50\n"),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(HasSubstr("new.csv:2, column sex (2): found \"X\"; the levels are F, M"),
                     HasSubstr("new.csv:3, column f1 (4): found \"abc\"; needs a number"),
                     HasSubstr("new.csv:3, column age (5): found \"150\"; needs 18 to 110 years"),
                     HasSubstr("new.csv:4, column id (1): id A stands in line 2 already"),
                     HasSubstr("new.csv:5, column id (1): the patient has no id"))));
}

TEST(ScoreTable, ColumnsThatAreNotThereAreNamedWithTheNearest) {
  EXPECT_THAT(ScoreText("nomogram", "id,Sex,wavelet-f2,age\nA,M,4,50\n"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("new.csv:1: no column f1, which model nomogram needs"),
                             HasSubstr("no column sex, which model nomogram needs; the nearest is Sex"))));
  EXPECT_THAT(
      ScoreText("staged", "id,stage\nA,I\n", "patient"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no column patient, the patients' ids")));
}

TEST(ScoreTable, AValueThatLeavesNoFiniteLogOddsIsThePatientsError) {
  const auto patients = ScoreText("signature", "id,f1,wavelet-f2\nA,1e308,1\nB,1,1\n");
  ASSERT_THAT(patients, IsOk());
  EXPECT_THAT((*patients)[0].error, HasSubstr("not finite"));
  EXPECT_TRUE((*patients)[1].score.has_value());
}

TEST(RiskTable, RowsHaveEveryColumnAlsoWhereThereIsAnError) {
  const ModelFile file = ExampleModelFile();
  const ScoringModel model = *MakeScoringModel(file, "nomogram");
  const auto patients =
      ScoreText("nomogram", "id,sex,wavelet-f2,f1,age\n\"A,1\",M,4,3,50\nB,M,,3,50\nC,NA,4,3,\n");
  ASSERT_THAT(patients, IsOk());
  const absl::StatusOr<CsvTable> table = ParseCsv(RiskCsv(model, *patients, true), "risks.csv");
  ASSERT_THAT(table, IsOk());
  EXPECT_THAT(table->header, ElementsAre("id", "linear_predictor", "risk", "positive", "imputed", "intercept",
                                         "contribution_signature", "contribution_signature__(Intercept)",
                                         "contribution_signature__f1", "contribution_signature__wavelet-f2",
                                         "contribution_age", "contribution_sex", "points_total", "error"));
  EXPECT_THAT(table->rows[0], ElementsAre("A,1", "2.5", "0.92414181997875655", "1", "", "-3", "2.75", "0.25",
                                          "3", "-0.5", "2", "0.75", "178.125", ""));
  EXPECT_THAT(table->rows[1][13], HasSubstr("no value of wavelet-f2"));
  EXPECT_EQ(table->rows[1][2], "");
  EXPECT_EQ(table->rows[2][4], "age;sex");
  const Json json = Json::parse(*RiskJson(file, model, *patients, false));
  EXPECT_EQ(json["patients"][0]["contributions"]["signature"], 2.75);
  EXPECT_EQ(json["patients"][0]["positive"], true);
  EXPECT_EQ(json["patients"][1]["risk"], nullptr);
  EXPECT_THAT(json["patients"][1]["error"].get<std::string>(), Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace osteon
