#include "models/study/lacking_columns.h"

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

ClinicalColumn Column(const std::string& name) {
  ClinicalColumn column;
  column.name = name;
  return column;
}

Study StudyOfModels() {
  Study study;
  study.clinical = {Column("age"), Column("marker"), Column("sex")};
  study.clinical[2].type = ClinicalColumn::Type::kCategorical;
  study.clinical[2].levels = {"F", "M"};
  study.feature_prefixes = {"f"};
  LogisticModel offset{{"age"}};
  offset.offset = "marker";
  study.models = {{"clinical", LogisticModel{{"age"}}},
                  {"marked", LogisticModel{{"age", "marker"}}},
                  {"nomogram", LogisticModel{{"marked", "f1"}}},
                  {"offset", offset},
                  {"published", GivenModel{{{"(Intercept)", 1}, {"sexM", 0.5}}}},
                  {"reader", ScoreModel{"p_reader"}}};
  return study;
}

TEST(LackingColumns, LeaveOutTheModelsThatNeedThemAndThoseMadeOfThese) {
  EXPECT_THAT(ModelsWithout(StudyOfModels(), {{"marker", kNoSuchColumn}}),
              ElementsAre(Pair("marked", "column marker: the site's table does not have it"),
                          Pair("nomogram", "column marker: the site's table does not have it"),
                          Pair("offset", "column marker: the site's table does not have it")));
}

TEST(LackingColumns, ATermOfAGivenModelIsItsColumnAndAScoreItsOwn) {
  EXPECT_THAT(ModelsWithout(StudyOfModels(), {{"p_reader", kNoRisks}, {"sex", kNoSuchColumn}}),
              ElementsAre(Pair("published", "column sex: the site's table does not have it"),
                          Pair("reader", "column p_reader: a value in it is no risk from 0 to 1")));
}

TEST(LackingColumns, EveryReasonIsGiven) {
  EXPECT_EQ(ModelsWithout(StudyOfModels(), {{"f1", kNoSuchColumn}, {"marker", kNoSuchColumn}})["nomogram"],
            "column f1: the site's table does not have it; column marker: the site's table does not have it");
}

TEST(LackingColumns, NothingLackingLeavesNoModelOut) {
  EXPECT_THAT(ModelsWithout(StudyOfModels(), {}), IsEmpty());
}

TEST(LackingColumns, WhatTheStudyNeedsBesidesItsModelsMustBeThere) {
  Study study = StudyOfModels();
  EXPECT_TRUE(MayLack(study, "marker"));
  EXPECT_TRUE(MayLack(study, "f1"));
  EXPECT_TRUE(MayLack(study, "sex"));
  study.validation.subgroups = {"sex"};
  EXPECT_FALSE(MayLack(study, "sex"));
  study.harmonise = Harmonisation{"", {"marker"}};
  EXPECT_FALSE(MayLack(study, "marker"));
  EXPECT_FALSE(MayLack(study, "f1"));  // ComBat begins with all features
}

}  // namespace
}  // namespace osteon::models
