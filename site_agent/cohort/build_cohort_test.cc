#include "site_agent/cohort/build_cohort.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "site_agent/cohort/test_tables.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::kBad;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TableOf;
using ::osteon::testing::TestKey;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

models::Study StudyOfAgeAndSex() {
  models::Study study;
  study.name = "s";
  study.outcome_column = "y";
  study.outcome_positive = "1";
  study.id_column = "id";
  models::ClinicalColumn age;
  age.name = "age";
  age.min = 18;
  age.max = 110;
  models::ClinicalColumn stage;
  stage.name = "stage";
  stage.type = models::ClinicalColumn::Type::kCategorical;
  stage.levels = {"I", "II", "III"};
  study.clinical = {age, stage};
  study.feature_prefixes = {"original_"};
  study.development = {"alpha"};
  study.models = {{"m", models::LogisticModel{{"age", "stage"}}}};
  return study;
}

absl::StatusOr<Cohort> Build(const std::string& csv, const models::Study& study = StudyOfAgeAndSex(),
                             bool development = true) {
  OSTEON_ASSIGN_OR_RETURN(const SiteTable table, TableOf(csv));
  return BuildCohort(table, study, development);
}

// The row of the patient, to read results independently of the order of pseudonyms.
std::vector<double> RowOf(const Cohort& cohort, const std::string& id) {
  const auto found = std::find(cohort.pseudonyms.begin(), cohort.pseudonyms.end(), Pseudonym(TestKey(), id));
  if (found == cohort.pseudonyms.end()) return {};
  const auto row = static_cast<Eigen::Index>(found - cohort.pseudonyms.begin());
  std::vector<double> values = {cohort.table.outcome[row]};
  for (Eigen::Index j = 0; j < cohort.table.values.cols(); ++j) values.push_back(cohort.table.values(row, j));
  return values;
}

TEST(BuildCohort, OutcomeNumbersAndLevelsAreCoded) {
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, Build("id,stage,age,y\na,I,61,1\nb,III,62.5,0\nc,II,18,1.0\n"));
  EXPECT_THAT(cohort.table.columns, ElementsAre("age", "stageII", "stageIII"));
  EXPECT_THAT(RowOf(cohort, "a"), ElementsAre(1, 61, 0, 0));
  EXPECT_THAT(RowOf(cohort, "b"), ElementsAre(0, 62.5, 0, 1));
  EXPECT_THAT(RowOf(cohort, "c"), ElementsAre(1, 18, 1, 0));
  EXPECT_EQ(cohort.admission.read, 3U);
  EXPECT_EQ(cohort.admission.train_patients, 3U);
  EXPECT_EQ(cohort.admission.train_events, 2U);
  EXPECT_THAT(cohort.admission.excluded, IsEmpty());
  EXPECT_THAT(cohort.admission.dataset_sha256, SizeIs(64));
}

TEST(BuildCohort, TheOrderOfTheFileDoesNotMatter) {
  ASSERT_OK_AND_ASSIGN(const Cohort one, Build("id,stage,age,y\na,I,61,1\nb,III,62,0\nc,II,18,1\n"));
  ASSERT_OK_AND_ASSIGN(const Cohort two,
                       Build("id,note,y,age,stage\nc,x,1,18,II\na,x,1,61,I\nb,x,0,62.0,III\n"));
  EXPECT_TRUE(std::is_sorted(one.pseudonyms.begin(), one.pseudonyms.end()));
  EXPECT_EQ(one.admission.dataset_sha256, two.admission.dataset_sha256);
  ASSERT_OK_AND_ASSIGN(const Cohort other, Build("id,stage,age,y\na,I,61,1\nb,III,62,0\nc,II,19,1\n"));
  EXPECT_NE(one.admission.dataset_sha256, other.admission.dataset_sha256);
}

TEST(BuildCohort, EachExcludedPatientIsCountedOnceUnderTheFirstReason) {
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, Build("id,stage,age,y\n"
                                                  "a,I,61,1\n"
                                                  "b,,,\n"     // outcome before everything
                                                  "c,,NA,0\n"  // age before stage
                                                  "d,nan,50,0\n"
                                                  "e,II,,1\n"));
  EXPECT_THAT(cohort.pseudonyms, ElementsAre(Pseudonym(TestKey(), "a")));
  EXPECT_THAT(
      cohort.admission.excluded,
      UnorderedElementsAre(Pair("missing outcome", 1), Pair("missing age", 2), Pair("missing stage", 1)));
  EXPECT_EQ(cohort.admission.read, 5U);
}

TEST(BuildCohort, ACaseWithoutFeaturesIsCountedAsSuch) {
  models::Study study = StudyOfAgeAndSex();
  const std::string csv = "id,stage,age,y,original_a,error\na,I,61,1,3.5,\nb,I,61,0,,no mask\nc,I,61,0,,\n";
  ASSERT_OK_AND_ASSIGN(const Cohort without, Build(csv, study));  // no feature is needed
  EXPECT_EQ(without.admission.train_patients, 3U);
  study.models.push_back({"f", models::LogisticModel{{"original_a"}}});
  ASSERT_OK_AND_ASSIGN(const Cohort with, Build(csv, study));
  EXPECT_THAT(with.admission.excluded,
              UnorderedElementsAre(Pair("features not extracted", 1), Pair("missing original_a", 1)));
}

TEST(BuildCohort, ACaseThatIsNotAsRequiredIsCountedByTheRequirement) {
  models::Study study = StudyOfAgeAndSex();
  study.models.push_back({"f", models::LogisticModel{{"original_a"}}});
  ASSERT_OK_AND_ASSIGN(SiteTable table, TableOf("id,stage,age,y,original_a,error\n"
                                                "a,I,61,1,3.5,\n"
                                                "b,I,61,0,,slices are 9 mm apart\n"
                                                "c,I,61,,,slices are 9 mm apart\n"  // outcome before all
                                                "d,I,61,0,,no mask\n"));
  table.lacking = {"", "slice_thickness_mm", "slice_thickness_mm", ""};
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, BuildCohort(table, study, true));
  EXPECT_EQ(cohort.admission.train_patients, 1U);
  EXPECT_THAT(cohort.admission.excluded,
              UnorderedElementsAre(Pair("slice_thickness_mm not as required", 1), Pair("missing outcome", 1),
                                   Pair("features not extracted", 1)));
}

TEST(BuildCohort, HoldoutRowsAreMarkedAtDevelopmentSitesOnly) {
  models::Study study = StudyOfAgeAndSex();
  study.split = models::Split{"set", "train", "test"};
  const std::string csv = "id,stage,age,y,set\na,I,61,1,train\nb,I,62,1,test\nc,I,63,0,test\nd,I,64,,\n";
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, Build(csv, study));
  EXPECT_EQ(cohort.admission.train_patients, 1U);
  EXPECT_EQ(cohort.admission.train_events, 1U);
  EXPECT_EQ(cohort.admission.holdout_patients, 2U);
  EXPECT_EQ(cohort.admission.holdout_events, 1U);
  ASSERT_OK_AND_ASSIGN(const Cohort external, Build("id,stage,age,y\na,I,61,1\nb,I,62,1\n", study, false));
  EXPECT_EQ(external.admission.holdout_patients, 0U);
  EXPECT_EQ(external.admission.train_patients, 2U);
  EXPECT_THAT(Build("id,stage,age,y,set\na,I,61,1,trian\nb,I,61,1,\n", study),
              StatusIs(kBad, AllOf(HasSubstr("t.csv:2, column set (5), patient "),
                                   HasSubstr("found \"trian\"; the split is train or test"),
                                   HasSubstr("t.csv:3, column set"))));
}

TEST(BuildCohort, RisksAreNumbersFromZeroToOne) {
  models::Study study = StudyOfAgeAndSex();
  study.models = {{"r", models::ScoreModel{"p"}}};
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, Build("id,stage,age,y,p\na,I,61,1,0\nb,I,61,0,1\n", study));
  EXPECT_THAT(cohort.table.columns, ElementsAre("age", "stageII", "stageIII", "p"));
  EXPECT_THAT(Build("id,stage,age,y,p\na,I,61,1,1.01\n", study), StatusIs(kBad, HasSubstr("needs 0 to 1")));
}

// An external site's study of three models: one needs `marker`, one the risks in `p`.
models::Study StudyOfLackingColumns() {
  models::Study study = StudyOfAgeAndSex();
  study.external = {"zeta"};
  models::ClinicalColumn marker;
  marker.name = "marker";
  study.clinical.push_back(marker);
  study.models = {{"m", models::LogisticModel{{"age", "stage"}}},
                  {"marked", models::LogisticModel{{"age", "marker"}}},
                  {"r", models::ScoreModel{"p"}}};
  return study;
}

TEST(BuildCohort, AnExternalSiteGoesWithoutAColumnThatOnlySomeModelsNeed) {
  const char kTable[] = "id,stage,age,markr,y,p\na,I,61,1,1,0.5\nb,II,62,2,0,0.25\n";
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, Build(kTable, StudyOfLackingColumns(), false));
  EXPECT_THAT(cohort.table.columns, ElementsAre("age", "stageII", "stageIII", "marker", "p"));
  EXPECT_EQ(cohort.admission.train_patients, 2U);  // complete-case, and nobody is left out for it
  EXPECT_TRUE(std::isnan(RowOf(cohort, "a")[4]));
  EXPECT_THAT(cohort.admission.lacking, ElementsAre(Pair("marker", "the site's table does not have it")));
  EXPECT_THAT(
      cohort.warnings,
      ElementsAre("t.csv: no column marker, which models of the study need; did you mean markr?",
                  "model marked is not validated here: column marker: the site's table does not have it"));
  EXPECT_THAT(Build(kTable, StudyOfLackingColumns(), true),
              StatusIs(kBad, "t.csv: no column marker, which the study needs; did you mean markr?"));
}

TEST(BuildCohort, ALackingColumnMayBeCategorical) {
  models::Study study = StudyOfLackingColumns();
  study.models = {{"m", models::LogisticModel{{"stage"}}}, {"r", models::ScoreModel{"p"}}};
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, Build("id,age,y,p,marker\na,61,1,0.5,1\n", study, false));
  EXPECT_THAT(cohort.table.columns, ElementsAre("age", "stageII", "stageIII", "marker", "p"));
  EXPECT_TRUE(std::isnan(RowOf(cohort, "a")[2]) && std::isnan(RowOf(cohort, "a")[3]));
}

TEST(BuildCohort, ANumberThatIsNoRiskLeavesTheScoreOutAtAnExternalSite) {
  const char kTable[] = "id,stage,age,marker,y,p\na,I,61,1,1,0.5\nb,II,62,2,0,1.7\n";
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, Build(kTable, StudyOfLackingColumns(), false));
  EXPECT_THAT(cohort.admission.lacking, ElementsAre(Pair("p", "a value in it is no risk from 0 to 1")));
  EXPECT_TRUE(std::isnan(RowOf(cohort, "a")[5]));  // the whole column
  EXPECT_EQ(cohort.warnings.front(),
            absl::StrCat("t.csv:3, column p (6), patient ", Pseudonym(TestKey(), "b"),
                         ": found \"1.7\"; needs 0 to 1"));
  EXPECT_THAT(Build(kTable, StudyOfLackingColumns(), true), StatusIs(kBad, HasSubstr("needs 0 to 1")));
  EXPECT_THAT(Build("id,stage,age,marker,y,p\na,I,61,1,1,high\n", StudyOfLackingColumns(), false),
              StatusIs(kBad, HasSubstr("found \"high\"; needs a number")));
}

TEST(BuildCohort, WithoutAModelThatIsLeftAnExternalSiteStops) {
  const absl::StatusOr<Cohort> cohort = Build("id,stage,y,p\na,I,1,2\n", StudyOfLackingColumns(), false);
  const std::vector<std::string> lines = absl::StrSplit(std::string(cohort.status().message()), '\n');
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_EQ(lines[0], "t.csv: no column age, which models of the study need");
  EXPECT_THAT(lines[2], HasSubstr("found \"2\"; needs 0 to 1"));
  EXPECT_EQ(
      lines[3],
      "t.csv: no model of the study can be validated with this table; mend the columns above, or take them "
      "from others with a mapping.yaml");
}

TEST(BuildCohort, OutcomeAndColumnsOfSubgroupsMustBeThereEverywhere) {
  models::Study study = StudyOfLackingColumns();
  study.validation.subgroups = {"stage"};
  EXPECT_THAT(Build("id,age,marker,y,p\na,61,1,1,0.5\n", study, false),
              StatusIs(kBad, HasSubstr("no column stage, which the study needs")));
  EXPECT_THAT(Build("id,stage,age,marker,p\na,I,61,1,0.5\n", StudyOfLackingColumns(), false),
              StatusIs(kBad, HasSubstr("no column y, the outcome")));
}

TEST(BuildCohort, EveryProblemIsToldWithItsPlaceAndPatient) {
  const absl::StatusOr<Cohort> cohort = Build("id,stage,y,agee\na,I,1,61\nb,IV,0,61\nc,ii,2,61\n");
  const std::vector<std::string> lines = absl::StrSplit(std::string(cohort.status().message()), '\n');
  EXPECT_THAT(
      lines,
      ElementsAre("t.csv: no column age, which the study needs; did you mean agee?",
                  "t.csv, column y (3): an outcome has two values; besides 1, the positive one, found 0, 2",
                  absl::StrCat("t.csv:3, column stage (2), patient ", Pseudonym(TestKey(), "b"),
                               ": found \"IV\"; the levels are I, II, III; did you mean I?"),
                  AllOf(StartsWith("t.csv:4, column stage (2), patient "), HasSubstr("did you mean"))));
}

TEST(BuildCohort, ManyProblemsAreCappedAndCounted) {
  std::string csv = "id,stage,age,y\n";
  for (int i = 0; i < 50; ++i) absl::StrAppend(&csv, i, ",I,old,", i % 2, "\n");
  const absl::StatusOr<Cohort> cohort = Build(csv);
  const std::vector<std::string> lines = absl::StrSplit(std::string(cohort.status().message()), '\n');
  ASSERT_THAT(lines, SizeIs(21));
  EXPECT_EQ(lines.back(), "and 30 more");
}

// A study of all features, with missing values filled in later, folds, scanners and a second reader.
models::Study StudyOfFeatures() {
  models::Study study = StudyOfAgeAndSex();
  study.missing = models::MissingValues::kMean;
  study.screen = {models::IccStep()};
  study.second_reader = models::SecondReader();
  models::ClinicalColumn fold;
  fold.name = "fold";
  fold.type = models::ClinicalColumn::Type::kCategorical;
  fold.role = models::ClinicalColumn::Role::kFold;
  fold.levels = {"1", "2"};
  study.clinical.push_back(fold);
  models::PenalisedModel lasso;
  lasso.predictors = {"features"};
  lasso.cv = models::CrossValidation{2, 1, "fold", false};
  study.models = {{"l", lasso}, {"r", models::ScoreModel{"p"}}};
  study.harmonise = models::Harmonisation{"scanner", {}};
  return study;
}

constexpr char kFeatures[] =
    "id,y,stage,original_b,fold,age,scanner,original_a,original_a__r2,note,p\n"
    "a,1,I,2.5,1,61,GE,1,1.5,x,0.5\n"
    "b,0,,3.5,2,,Philips,,2.5,x,0.25\n"
    "c,1,III,,1,70,GE,3,,x,0.75\n";

// The row's values by column.
std::map<std::string, double> Cells(const Cohort& cohort, const std::string& id) {
  const std::vector<double> row = RowOf(cohort, id);
  std::map<std::string, double> cells;
  for (std::size_t j = 1; j < row.size(); ++j) cells[cohort.table.columns[j - 1]] = row[j];
  return cells;
}

TEST(BuildCohort, WhatIsFilledInLaterStaysMissingAndItsPatientsStay) {
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, Build(kFeatures, StudyOfFeatures()));
  EXPECT_EQ(cohort.admission.train_patients, 3U);
  EXPECT_THAT(cohort.admission.excluded, IsEmpty());
  const auto b = Cells(cohort, "b");
  for (const char* column : {"age", "stageII", "stageIII", "original_a"}) {
    EXPECT_TRUE(std::isnan(b.at(column))) << column;
  }
  EXPECT_EQ(b.at("original_b"), 3.5);
  EXPECT_EQ(Cells(cohort, "c").at("stageIII"), 1);
  EXPECT_TRUE(std::isnan(Cells(cohort, "c").at("original_b")));
}

TEST(BuildCohort, AllFeaturesAreFoundByPrefixInTheTablesOrderAndTheSecondReadersBeside) {
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, Build(kFeatures, StudyOfFeatures()));
  EXPECT_THAT(cohort.admission.features, ElementsAre("original_b", "original_a"));
  EXPECT_THAT(cohort.table.columns, ElementsAre("age", "stageII", "stageIII", "p", "original_b", "original_a",
                                                "original_b__r2", "original_a__r2"));
  EXPECT_EQ(Cells(cohort, "a").at("original_a__r2"), 1.5);
  EXPECT_TRUE(std::isnan(Cells(cohort, "c").at("original_a__r2")));
  for (const char* id : {"a", "b", "c"}) {
    EXPECT_TRUE(std::isnan(Cells(cohort, id).at("original_b__r2")));  // which the table does not have
  }
  // Without a step that compares readers nothing of the second one is taken; complete cases may lack it.
  models::Study study = StudyOfFeatures();
  study.screen = {models::AnovaStep()};
  ASSERT_OK_AND_ASSIGN(const Cohort one_reader, Build(kFeatures, study));
  EXPECT_THAT(one_reader.table.columns, ::testing::Not(::testing::Contains("original_a__r2")));
  study = StudyOfFeatures();
  study.missing = models::MissingValues::kCompleteCase;
  ASSERT_OK_AND_ASSIGN(const Cohort complete, Build(kFeatures, study));
  EXPECT_EQ(complete.admission.train_patients, 1U);
  EXPECT_THAT(complete.admission.excluded,
              UnorderedElementsAre(Pair("missing age", 1), Pair("missing original_b", 1)));
}

TEST(BuildCohort, ASecondReadersColumnsMayHaveAnotherSuffix) {
  models::Study study = StudyOfFeatures();
  study.second_reader->suffix = "_two";
  const std::string csv =
      "id,y,stage,age,scanner,fold,p,original_a,original_a_two\na,1,I,61,GE,1,0.5,1,1.5\n";
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, Build(csv, study));
  EXPECT_THAT(cohort.admission.features, ElementsAre("original_a"));
  EXPECT_EQ(Cells(cohort, "a").at("original_a__r2"), 1.5);
}

TEST(BuildCohort, ScannersAreNumberedByNameAndFoldsByLevel) {
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, Build(kFeatures, StudyOfFeatures()));
  std::map<std::string, std::pair<int, int>> by_patient;
  for (const char* id : {"a", "b", "c"}) {
    const auto at = std::find(cohort.pseudonyms.begin(), cohort.pseudonyms.end(), Pseudonym(TestKey(), id)) -
                    cohort.pseudonyms.begin();
    by_patient[id] = {cohort.table.batch.at(static_cast<std::size_t>(at)),
                      cohort.table.fold_columns.at("fold").at(static_cast<std::size_t>(at))};
  }
  EXPECT_EQ(by_patient["a"], std::pair(0, 0));  // GE, level 1
  EXPECT_EQ(by_patient["b"], std::pair(1, 1));
  EXPECT_EQ(by_patient["c"], std::pair(0, 0));
  // Where nothing is developed there are scanners and no folds.
  ASSERT_OK_AND_ASSIGN(const Cohort external, Build(kFeatures, StudyOfFeatures(), false));
  EXPECT_THAT(external.table.fold_columns, IsEmpty());
  EXPECT_THAT(external.table.batch, SizeIs(3));
}

TEST(BuildCohort, HoldoutRowsNeedNoFold) {
  models::Study study = StudyOfFeatures();
  study.split = models::Split{"note", "train", "test"};
  const std::string csv =
      "id,y,stage,age,scanner,fold,p,original_a,note\n"
      "a,1,I,61,GE,2,0.5,1,train\nb,0,I,62,GE,,0.5,2,test\n";
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, Build(csv, study));
  const std::vector<int>& folds = cohort.table.fold_columns.at("fold");
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(folds[i], cohort.table.holdout[i] ? -1 : 1);
}

TEST(BuildCohort, WrongFoldsAndScannersAreToldWithTheirPlace) {
  const auto changed = [](const std::string& from, const std::string& to) {
    return Build(absl::StrReplaceAll(kFeatures, {{from, to}}), StudyOfFeatures());
  };
  EXPECT_THAT(changed("3.5,2,,", "3.5,,,"),
              StatusIs(kBad, AllOf(HasSubstr("t.csv:3, column fold (5), patient "),
                                   HasSubstr("a training patient without a fold"))));
  EXPECT_THAT(changed("3.5,2,,", "3.5,7,,"),
              StatusIs(kBad, AllOf(HasSubstr("t.csv:3, column fold (5), patient "), HasSubstr("\"7\""))));
  EXPECT_THAT(changed("III,,1,", "III,,1.0,"),  // levels are text
              StatusIs(kBad, HasSubstr("column fold (5)")));
  EXPECT_THAT(changed(",fold,", ",part,"), StatusIs(kBad, HasSubstr("t.csv: no column fold, the folds")));
  EXPECT_THAT(changed(",scanner,", ",machine,"),
              StatusIs(kBad, HasSubstr("t.csv: no column scanner, which tells scanners apart")));
  EXPECT_THAT(
      changed("2.5,1,61", "two,1,61"),
      StatusIs(kBad, AllOf(HasSubstr("t.csv:2, column original_b (4), patient "), HasSubstr("\"two\""))));
  EXPECT_THAT(changed("1,1.5,x", "1,high,x"),
              StatusIs(kBad, HasSubstr("t.csv:2, column original_a__r2 (9)")));
  // A patient without a scanner cannot be harmonised.
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, changed("Philips", ""));
  EXPECT_THAT(cohort.admission.excluded, UnorderedElementsAre(Pair("missing scanner", 1)));
}

TEST(BuildCohort, ARiskThatIsMissingIsNotFilledIn) {
  ASSERT_OK_AND_ASSIGN(const Cohort cohort,
                       Build(absl::StrReplaceAll(kFeatures, {{"x,0.25", "x,"}}), StudyOfFeatures()));
  EXPECT_THAT(cohort.admission.excluded, UnorderedElementsAre(Pair("missing p", 1)));
}

TEST(BuildCohort, ASiteWithOneOutcomeClassOrNoPatientIsStillACohort) {
  EXPECT_THAT(Build("id,stage,age,y\na,I,61,0\n"), IsOk());
  EXPECT_THAT(Build("id,stage,age,y\na,I,61,1\n"), IsOk());
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, Build("id,stage,age,y\n"));
  EXPECT_EQ(cohort.table.values.cols(), 3);
  EXPECT_EQ(cohort.admission.read, 0U);
}

}  // namespace
}  // namespace osteon
