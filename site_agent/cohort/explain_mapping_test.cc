#include "site_agent/cohort/explain_mapping.h"

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

models::Study StudyOfCrp() {
  models::Study study;
  study.name = "s";
  study.outcome_column = "event";
  study.outcome_positive = "1";
  study.id_column = "id";
  study.split = models::Split{"set", "train", "holdout"};
  models::ClinicalColumn crp;
  crp.name = "crp";
  crp.unit = "mg/l";
  crp.min = 0;
  crp.max = 400;
  models::ClinicalColumn sex;
  sex.name = "sex";
  sex.type = models::ClinicalColumn::Type::kCategorical;
  sex.levels = {"F", "M"};
  models::ClinicalColumn fold = sex;
  fold.name = "fold";
  fold.role = models::ClinicalColumn::Role::kFold;
  fold.levels = {"1", "2"};
  study.clinical = {crp, sex, fold};
  study.feature_prefixes = {"original_"};
  study.development = {"alpha"};
  study.models = {{"m", models::LogisticModel{{"crp", "sex", "original_mean"}}},
                  {"reader", models::ScoreModel{"p_reader"}}};
  return study;
}

std::vector<ExplainedColumn> Explained(const std::string& csv, const std::string& yaml,
                                       const models::Study& study = StudyOfCrp(),
                                       bool development_site = true) {
  const absl::StatusOr<CsvTable> table = ParseCsv(csv, "t.csv");
  const absl::StatusOr<Mapping> mapping = Mapping::Parse(yaml, "mapping.yaml");
  EXPECT_TRUE(table.ok() && mapping.ok()) << table.status() << mapping.status();
  return ExplainMapping(*table, *mapping, study, development_site);
}

TEST(ExplainMapping, SaysWhereEachColumnComesFromAndWhatBecomesOfIt) {
  const std::vector<ExplainedColumn> columns = Explained(
      "Nr,event,set,CRP_mg_dl,Geschlecht,fold,original_mean,p_reader\n"
      "a,1,train,0.5,m,1,1.5,0.1\n"
      "b,0,train,32,m,2,2.5,0.2\n"
      "c,,holdout,.,w,1,,0.3\n",
      R"(
columns:
  id: Nr
  crp: {from: CRP_mg_dl, factor: 10}
  sex: {from: Geschlecht, levels: {m: M, w: F}}
missing: [.]
)");
  std::vector<std::string> names;
  for (const ExplainedColumn& column : columns) {
    names.push_back(column.name);
    EXPECT_THAT(column.problem, IsEmpty()) << column.name;
  }
  EXPECT_THAT(names, ElementsAre("id", "event", "set", "crp", "sex", "fold", "original_mean", "p_reader"));
  EXPECT_EQ(columns[0].from, "Nr");
  EXPECT_EQ(columns[0].values, 3U);
  EXPECT_THAT(columns[0].before, IsEmpty());  // patients' numbers are not shown
  EXPECT_EQ(columns[1].before, "0 (1), 1 (1)");
  EXPECT_EQ(columns[1].missing, 1U);
  EXPECT_EQ(columns[3].need, "predictor, number, mg/l, 0 to 400");
  EXPECT_EQ(columns[3].from, "CRP_mg_dl");
  EXPECT_EQ(columns[3].conversion, "times 10");
  EXPECT_EQ(columns[3].values, 2U);
  EXPECT_EQ(columns[3].missing, 1U);
  EXPECT_EQ(columns[3].before, "0.5 to 32");  // without the word for missing
  EXPECT_EQ(columns[3].after, "5 to 320");
  EXPECT_EQ(columns[4].conversion, "m becomes M, w becomes F");
  EXPECT_EQ(columns[4].before, "m (2), w (1)");
  EXPECT_EQ(columns[4].after, "M (2), F (1)");
  EXPECT_EQ(columns[5].need, "folds, levels 1 | 2");
  EXPECT_EQ(columns[6].need, "feature, number");
  EXPECT_EQ(columns[6].after, "1.5 to 2.5");
}

TEST(ExplainMapping, WhatIsMissingIsToldWithTheNearestLocalNames) {
  const std::vector<ExplainedColumn> columns =
      Explained("id,event,set,crp_mg_dl,Sex,fold,ct_original_mean,p_readr\n", "columns: {fold: fold_10}\n");
  ASSERT_THAT(columns, SizeIs(8));
  EXPECT_THAT(columns[3].from, IsEmpty());
  EXPECT_THAT(columns[3].problem,
              AllOf(HasSubstr("t.csv has no column crp and the mapping does not name one"),
                    HasSubstr("the nearest: crp_mg_dl")));
  EXPECT_THAT(columns[4].problem, HasSubstr("the nearest: Sex"));
  EXPECT_THAT(columns[5].problem, HasSubstr("no column fold_10, from which the mapping takes it"));
  EXPECT_THAT(columns[6].problem, HasSubstr("the nearest: ct_original_mean"));
  EXPECT_THAT(columns[7].problem, HasSubstr("the nearest: p_readr"));
}

TEST(ExplainMapping, CellsThatTheStudyCannotUseAreCountedAndTheFirstIsShown) {
  const std::vector<ExplainedColumn> columns = Explained(
      "id,event,set,crp,sex,fold,original_mean,p_reader\n"
      "a,1,train,500,m,1,x,0.1\n"
      "b,0,train,600,f,3,1,0.2\n",
      "columns: {sex: {levels: {m: M, w: F}}}\n");
  EXPECT_EQ(columns[3].problem,
            "t.csv:2, column crp (4): found \"500\"; needs 0 to 400 mg/l (2 cells in all)");
  EXPECT_EQ(columns[3].values, 0U);
  EXPECT_THAT(columns[4].problem,
              HasSubstr("t.csv:3, column sex (5): found \"f\"; the mapping's levels are m, w"));
  EXPECT_EQ(columns[4].values, 1U);
  EXPECT_THAT(columns[5].problem, HasSubstr("t.csv:3, column fold (6): found \"3\"; the levels are 1, 2"));
  EXPECT_THAT(columns[6].before, "1 (1), x (1)");
}

TEST(ExplainMapping, TheSplitIsOnlyNeededWhereTheModelIsDeveloped) {
  const auto columns =
      Explained("id,event,crp,sex,fold,original_mean,p_reader\n", "{}\n", StudyOfCrp(), false);
  EXPECT_THAT(columns, SizeIs(7));
  for (const ExplainedColumn& column : columns) EXPECT_THAT(column.problem, IsEmpty()) << column.name;
}

TEST(ExplainMapping, FeaturesOfImagesAreNotExpectedInTheManifest) {
  models::Study study = StudyOfCrp();
  study.extraction = models::Extraction{{{"", "params.yaml", ""}}};
  for (const ExplainedColumn& column : Explained("id,event,set,crp,sex,fold,p_reader\n", "{}\n", study)) {
    EXPECT_NE(column.name, "original_mean");
  }
}

TEST(ExplainMapping, AStudyOfAllFeaturesHasOneLineForThem) {
  models::Study study = StudyOfCrp();
  study.models = {{"m", models::LogisticModel{{"crp", models::kFeaturesPredictor}}}};
  const std::string csv =
      "id,event,set,crp,sex,fold,original_a,original_b,original_b__r2,Haralick\n"
      "a,1,train,0.5,M,1,1.5,,2,7\n"
      "b,0,train,32,M,2,2.5,3,,8\n";
  const std::vector<ExplainedColumn> columns =
      Explained(csv, "columns:\n  original_c: {from: Haralick}\n", study);
  EXPECT_EQ(columns.back().name, "original_*");
  EXPECT_EQ(columns.back().from, "3 columns");
  EXPECT_EQ(columns.back().values, 5U);
  EXPECT_EQ(columns.back().missing, 1U);
  EXPECT_THAT(columns.back().problem, IsEmpty());
  study.feature_prefixes = {"wavelet-"};
  EXPECT_THAT(Explained(csv, "columns: {}\n", study).back().problem, HasSubstr("begins with wavelet-"));
}

}  // namespace
}  // namespace osteon
