#include "site_agent/cohort/mapping.h"

#include <filesystem>

#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "site_agent/cohort/build_cohort.h"
#include "site_agent/cohort/test_tables.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::kBad;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TableOf;
using ::osteon::testing::TemporaryFolder;
using ::osteon::testing::TestKey;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

absl::StatusOr<SiteTable> Mapped(const std::string& yaml, const std::string& csv) {
  OSTEON_ASSIGN_OR_RETURN(const Mapping mapping, Mapping::Parse(yaml, "mapping.yaml"));
  OSTEON_ASSIGN_OR_RETURN(SiteTable table, TableOf(csv));
  return mapping.Apply(std::move(table));
}

TEST(Mapping, NamesUnitsAndLevelsBecomeTheStudys) {
  ASSERT_OK_AND_ASSIGN(const SiteTable table, Mapped(R"(
columns:
  age: Alter
  crp: {from: CRP_mg_dl, factor: 10}
  temperature: {from: temp_f, factor: 0.5, add: -16}
  sex: {from: Geschlecht, levels: {m: M, w: F, mann: M}}
)",
                                                     "id,Alter,CRP_mg_dl,temp_f,Geschlecht,other\n"
                                                     "1,61,0.35,98,m,x\n"
                                                     "2,62,12,100,w,y\n"
                                                     "3,63,NA,,mann,z\n"));
  EXPECT_THAT(table.columns, ElementsAre("id", "age", "crp", "temperature", "sex", "other"));
  EXPECT_THAT(table.rows[0], ElementsAre(Pseudonym(TestKey(), "1"), "61", "3.5", "33", "M", "x"));
  EXPECT_THAT(table.rows[1], ElementsAre(Pseudonym(TestKey(), "2"), "62", "120", "34", "F", "y"));
  EXPECT_THAT(table.rows[2], ElementsAre(Pseudonym(TestKey(), "3"), "63", "", "", "M", "z"));
  EXPECT_THAT(table.Place(0, 1), HasSubstr("t.csv:2, column age (2, Alter in the file), patient "));
  EXPECT_THAT(table.Place(0, 5), HasSubstr("column other (6), patient "));
}

TEST(Mapping, AUnitCanChangeUnderTheSameName) {
  ASSERT_OK_AND_ASSIGN(const SiteTable table, Mapped("columns: {crp: {factor: 10}}\n", "id,crp\n1,0.5\n"));
  EXPECT_THAT(table.rows[0][1], "5");
  EXPECT_THAT(table.local_names, IsEmpty());
}

TEST(Mapping, TwoColumnsCanChangeNames) {
  ASSERT_OK_AND_ASSIGN(const SiteTable table,
                       Mapped("columns: {a: b, b: {from: a, factor: 2}}\n", "id,a,b\n1,10,20\n"));
  EXPECT_THAT(table.columns, ElementsAre("id", "b", "a"));
  EXPECT_THAT(table.rows[0], ElementsAre(Pseudonym(TestKey(), "1"), "20", "20"));
}

TEST(Mapping, WordsForMissingHoldEverywhereOrInOneColumn) {
  ASSERT_OK_AND_ASSIGN(const SiteTable table, Mapped(R"(
columns:
  ldh: {missing: [-9, "999"]}
  sex: {levels: {m: M, w: F}, missing: [u]}
missing: [".", unbekannt]
)",
                                                     "id,ldh,hu,sex,note\n"
                                                     "1,-9,-9,m,unbekannt\n"
                                                     "2,-9.0,999,u,ok\n"
                                                     "3,999,.,.,.\n"));
  EXPECT_THAT(table.rows[0], ElementsAre(Pseudonym(TestKey(), "1"), "", "-9", "M", ""));
  EXPECT_THAT(table.rows[1], ElementsAre(Pseudonym(TestKey(), "2"), "", "999", "", "ok"));
  EXPECT_THAT(table.rows[2], ElementsAre(Pseudonym(TestKey(), "3"), "", "", "", ""));
}

TEST(Mapping, ANumberForMissingEverywhereIsRefused) {
  EXPECT_THAT(Mapping::Parse("missing: [., -9]\n", "mapping.yaml"),
              StatusIs(kBad, AllOf(HasSubstr("mapping.yaml:1:14: missing: -9 may be a measured value"),
                                   HasSubstr("columns: {ldh: {missing: [-9]}}"))));
}

TEST(Mapping, EveryProblemOfTheFileIsToldWithItsPlace) {
  const auto mapping = Mapping::Parse(R"(columns:
  age: {form: Alter}
  sex: {from: Geschlecht, levels: {m: M}, factor: 2}
  crp: {factor: 0}
  ldh: {factor: ten}
  stage: [I, II]
  size: {levels: {}}
  second: Geschlecht
units: {age: years}
)",
                                      "mapping.yaml");
  for (const std::string problem :
       {"mapping.yaml:2:9: ", "did you mean from?", "mapping.yaml:3:35: column sex: levels are for text",
        "mapping.yaml:4:17: factor: 0 would make", "mapping.yaml:5:17: factor: needs a number",
        "mapping.yaml:6:10: column stage: needs a map",
        "mapping.yaml:7:18: levels: needs a map from this table's levels",
        "mapping.yaml:8:3: column second is taken from Geschlecht, and so is sex on line 3",
        "mapping.yaml:9:1: "}) {
    EXPECT_THAT(mapping, StatusIs(kBad, HasSubstr(problem)));
  }
}

TEST(Mapping, AColumnThatIsNotThereIsToldWithTheNearest) {
  EXPECT_THAT(
      Mapped("columns:\n  age: Altre\n  crp: {from: CRP}\n", "id,Alter\n1,61\n"),
      StatusIs(kBad, AllOf(HasSubstr("mapping.yaml:2:3: column age: t.csv has no column Altre; did you "
                                     "mean Alter?"),
                           HasSubstr("mapping.yaml:3:3: column crp: t.csv has no column CRP"))));
}

TEST(Mapping, ATargetThatTheTableHasAlreadyIsRefused) {
  EXPECT_THAT(
      Mapped("columns: {age: Alter}\n", "id,Alter,age\n1,61,62\n"),
      StatusIs(kBad, HasSubstr("mapping.yaml:1:11: column age is taken from Alter, but t.csv has a column "
                               "age too")));
}

TEST(Mapping, ACellThatCannotBeMappedIsToldWithItsPlaceAndPseudonymOnly) {
  const auto table = Mapped(R"(
columns:
  sex: {from: Geschlecht, levels: {weiblich: F, maennlich: M}}
  crp: {factor: 1e300}
)",
                            "id,Geschlecht,crp\nMiller,weiblch,1\nSmith,X,1e20\nJones,maennlich,\"0,5\"\n");
  EXPECT_THAT(table, StatusIs(kBad, HasSubstr("t.csv:2, column sex (2, Geschlecht in the file), patient " +
                                              Pseudonym(TestKey(), "Miller") +
                                              ": found \"weiblch\"; the mapping's levels are weiblich, "
                                              "maennlich; did you mean weiblich?")));
  EXPECT_THAT(table, StatusIs(kBad, HasSubstr("t.csv:3, column sex")));
  EXPECT_THAT(table, StatusIs(kBad, HasSubstr("found \"1e20\", which is no finite number after conversion")));
  EXPECT_THAT(table, StatusIs(kBad, HasSubstr("found \"0,5\"; needs a number with a decimal point")));
  EXPECT_THAT(table, StatusIs(kBad, Not(HasSubstr("Miller"))));
}

models::Study StudyOfAge() {
  models::Study study;
  study.name = "s";
  study.outcome_column = "event";
  study.outcome_positive = "1";
  study.id_column = "id";
  study.split = models::Split{"set", "train", "holdout"};
  models::ClinicalColumn age;
  age.name = "age";
  age.min = 18;
  models::ClinicalColumn sex;
  sex.name = "sex";
  sex.type = models::ClinicalColumn::Type::kCategorical;
  sex.levels = {"F", "M"};
  study.clinical = {age, sex};
  study.feature_prefixes = {"original_"};
  study.development = {"alpha"};
  study.models = {{"m", models::LogisticModel{{"age", "sex", "original_mean"}}}};
  return study;
}

TEST(Mapping, OutcomeSplitPatientsAndFeaturesCanHaveOtherNames) {
  ASSERT_OK_AND_ASSIGN(const Mapping mapping, Mapping::Parse(R"(
columns:
  id: PatNr
  event: {from: Rezidiv, levels: {ja: 1, nein: 0}}
  set: {from: Teil, levels: {A: train, B: holdout}}
  age: Alter
  sex: {from: Geschlecht, levels: {w: F, m: M}}
  original_mean: {from: ct_mean, factor: 1000}
)",
                                                             "mapping.yaml"));
  ASSERT_THAT(mapping.CheckFor(StudyOfAge()), IsOk());
  ASSERT_OK_AND_ASSIGN(const CsvTable csv, ParseCsv("PatNr,Rezidiv,Teil,Alter,Geschlecht,ct_mean\n"
                                                    "P1,ja,A,50,w,0.5\nP2,nein,B,60,m,0.25\n",
                                                    "t.csv"));
  ASSERT_OK_AND_ASSIGN(SiteTable local, SiteTable::Create("t.csv", csv.header, csv.rows, csv.lines, TestKey(),
                                                          mapping.LocalName("id")));
  ASSERT_OK_AND_ASSIGN(const SiteTable table, mapping.Apply(std::move(local)));
  ASSERT_OK_AND_ASSIGN(const Cohort cohort, BuildCohort(table, StudyOfAge(), true));

  ASSERT_OK_AND_ASSIGN(
      const SiteTable plain,
      TableOf("id,event,set,age,sex,original_mean\nP1,1,train,50,F,500\nP2,0,holdout,60,M,250\n"));
  ASSERT_OK_AND_ASSIGN(const Cohort same, BuildCohort(plain, StudyOfAge(), true));
  EXPECT_EQ(cohort.table.columns, same.table.columns);
  EXPECT_EQ(cohort.table.values, same.table.values);
  EXPECT_EQ(cohort.table.outcome, same.table.outcome);
  EXPECT_EQ(cohort.table.holdout, same.table.holdout);
  EXPECT_EQ(cohort.pseudonyms, same.pseudonyms);
}

TEST(Mapping, ConversionsThatTheStudyRulesOutAreTold) {
  ASSERT_OK_AND_ASSIGN(const Mapping mapping, Mapping::Parse(R"(columns:
  id: {from: PatNr, missing: [x]}
  event: {factor: 2}
  set: {add: 1}
  sex: {factor: 2}
  age: {factor: 0.0833}
)",
                                                             "mapping.yaml"));
  EXPECT_THAT(mapping.CheckFor(StudyOfAge()),
              StatusIs(kBad, AllOf(HasSubstr("mapping.yaml:2:3: column id holds the patients"),
                                   HasSubstr("mapping.yaml:3:3: column event is the outcome"),
                                   HasSubstr("mapping.yaml:4:3: column set is the split"),
                                   HasSubstr("mapping.yaml:5:3: column sex is categorical in study s (F, M)"),
                                   Not(HasSubstr("column age")))));
}

TEST(Mapping, TheFileIsASourceOfTheTable) {
  const TemporaryFolder folder;
  const std::string yaml = "columns: {age: Alter}\n";
  ASSERT_THAT(WriteFileAtomically(folder / "alpha.csv", "id,Alter\n1,61\n"), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder / "mapping.yaml", yaml), IsOk());
  ASSERT_OK_AND_ASSIGN(const Mapping mapping, ReadMappingBeside(folder / "alpha.csv"));
  ASSERT_OK_AND_ASSIGN(SiteTable local, ReadSiteTable(folder / "alpha.csv", TestKey(), "id"));
  ASSERT_OK_AND_ASSIGN(const SiteTable table, mapping.Apply(std::move(local)));
  ASSERT_THAT(table.sources, SizeIs(2));
  EXPECT_EQ(table.sources[1].path, folder / "mapping.yaml");
  EXPECT_EQ(table.sources[1].sha256, Sha256Hex(yaml));
}

TEST(Mapping, ATablesOwnFileGoesBeforeThatOfTheFolder) {
  const TemporaryFolder folder;
  const std::string data = folder / "alpha.csv";
  EXPECT_EQ(MappingFileBeside(data), std::nullopt);
  ASSERT_OK_AND_ASSIGN(const Mapping none, ReadMappingBeside(data));
  ASSERT_OK_AND_ASSIGN(SiteTable local, TableOf("id,age\n1,61\n"));
  ASSERT_OK_AND_ASSIGN(const SiteTable same, none.Apply(std::move(local)));
  EXPECT_THAT(same.columns, ElementsAre("id", "age"));
  ASSERT_THAT(WriteFileAtomically(folder / "mapping.yaml", "columns: {a: b}\n"), IsOk());
  EXPECT_EQ(MappingFileBeside(data), folder / "mapping.yaml");
  ASSERT_THAT(WriteFileAtomically(folder / "alpha.mapping.yaml", "columns: {a: c}\n"), IsOk());
  EXPECT_EQ(MappingFileBeside(data), folder / "alpha.mapping.yaml");
  EXPECT_EQ(MappingFileBeside(folder / "beta.csv"), folder / "mapping.yaml");
  // A link that leads nowhere must not pass for no mapping.
  std::filesystem::create_symlink(folder / "gone.yaml", folder / "gamma.mapping.yaml");
  EXPECT_THAT(ReadMappingBeside(folder / "gamma.csv"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("gamma")));
}

}  // namespace
}  // namespace osteon
