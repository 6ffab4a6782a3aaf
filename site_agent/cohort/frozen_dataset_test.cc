#include "site_agent/cohort/frozen_dataset.h"

#include <cmath>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include "absl/strings/str_replace.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Cohort SmallCohort() {
  Cohort cohort;
  cohort.table.columns = {"age", "a,\"b\""};
  cohort.table.values.resize(2, 2);
  cohort.table.values << 0.1, -0.0, std::numeric_limits<double>::denorm_min(), 1.0 / 3.0;
  cohort.table.outcome.resize(2);
  cohort.table.outcome << 1, 0;
  cohort.table.holdout = {false, true};
  cohort.pseudonyms = {"0a", "0b"};
  cohort.admission.read = 5;
  cohort.admission.excluded = {{"missing age", 3}};
  cohort.admission.lacking = {{"marker", "the site's table does not have it"}};
  cohort.admission.extraction_settings = {{"t1", "5e77"}, {"t2", "a11"}};
  CountAnalysed(cohort);
  return cohort;
}

FrozenDataset SmallDataset(const std::string& source_path) {
  FrozenDataset dataset;
  dataset.cohort = SmallCohort();
  dataset.study_sha256 = "abc";
  const absl::StatusOr<SourceText> source = ReadSource(source_path);
  if (source.ok()) dataset.sources = {source->source};
  return dataset;
}

class FrozenDatasetTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(WriteFileAtomically(table_, "id,age\n1,61\n"), IsOk());
    ASSERT_THAT(Freeze(SmallDataset(table_), frozen_), IsOk());
  }
  const TemporaryFolder folder_;
  const std::string table_ = folder_ / "alpha.csv";
  const std::string frozen_ = folder_ / "frozen";
};

TEST_F(FrozenDatasetTest, WhatIsFrozenIsLoadedToTheLastBit) {
  ASSERT_OK_AND_ASSIGN(const FrozenDataset loaded, LoadFrozen(frozen_));
  const Cohort cohort = SmallCohort();
  EXPECT_EQ(loaded.cohort.table.columns, cohort.table.columns);
  EXPECT_EQ(loaded.cohort.table.values, cohort.table.values);
  EXPECT_TRUE(std::signbit(loaded.cohort.table.values(0, 1)));
  EXPECT_EQ(loaded.cohort.table.outcome, cohort.table.outcome);
  EXPECT_EQ(loaded.cohort.table.holdout, cohort.table.holdout);
  EXPECT_EQ(loaded.cohort.pseudonyms, cohort.pseudonyms);
  EXPECT_EQ(loaded.cohort.admission, cohort.admission);
  EXPECT_EQ(loaded.study_sha256, "abc");
  EXPECT_EQ(loaded.sources, SmallDataset(table_).sources);
}

TEST_F(FrozenDatasetTest, MissingCellsScannersAndFoldsAreFrozenWithTheRest) {
  FrozenDataset dataset = SmallDataset(table_);
  dataset.cohort.table.values(0, 0) = std::numeric_limits<double>::quiet_NaN();
  dataset.cohort.table.batch = {1, 0};
  dataset.cohort.table.fold_columns = {{"fold", {2, -1}}, {"other, fold", {0, 1}}};
  dataset.cohort.admission.features = {"age", "a,\"b\""};
  CountAnalysed(dataset.cohort);
  EXPECT_NE(dataset.cohort.admission.dataset_sha256, SmallCohort().admission.dataset_sha256);
  const std::string frozen = folder_ / "another";
  ASSERT_THAT(Freeze(dataset, frozen), IsOk());
  ASSERT_OK_AND_ASSIGN(const FrozenDataset loaded, LoadFrozen(frozen));
  const models::AnalysisTable& table = loaded.cohort.table;
  EXPECT_TRUE(std::isnan(table.values(0, 0)));
  EXPECT_EQ(table.values(1, 1), 1.0 / 3.0);
  EXPECT_THAT(table.batch, ElementsAre(1, 0));
  EXPECT_EQ(table.fold_columns, dataset.cohort.table.fold_columns);
  EXPECT_EQ(table.columns, dataset.cohort.table.columns);
  EXPECT_EQ(loaded.cohort.admission, dataset.cohort.admission);
  EXPECT_THAT(Freeze(dataset, frozen), IsOk());
}

TEST_F(FrozenDatasetTest, OneFrozenBeforeSettingsWereRecordedGoesOnWithout) {
  const std::string path = frozen_ + "/freeze.json";
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(path));
  nlohmann::json json = nlohmann::json::parse(text);
  ASSERT_EQ(json.erase("extraction_settings"), 1U);
  ASSERT_THAT(WriteFileAtomically(path, json.dump()), IsOk());
  ASSERT_OK_AND_ASSIGN(const FrozenDataset loaded, LoadFrozen(frozen_));
  EXPECT_THAT(loaded.cohort.admission.extraction_settings, ::testing::IsEmpty());
  EXPECT_EQ(loaded.cohort.admission.excluded, SmallCohort().admission.excluded);
}

TEST_F(FrozenDatasetTest, TheHashIsThatOfTheFile) {
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(frozen_ + "/dataset.csv"));
  EXPECT_EQ(Sha256Hex(text), SmallCohort().admission.dataset_sha256);
}

TEST_F(FrozenDatasetTest, TheSameMayBeFrozenAgainAndAnotherMayNot) {
  EXPECT_THAT(Freeze(SmallDataset(table_), frozen_), IsOk());
  FrozenDataset other = SmallDataset(table_);
  other.cohort.table.values(0, 0) = 0.2;
  CountAnalysed(other.cohort);
  EXPECT_THAT(Freeze(other, frozen_), StatusIs(absl::StatusCode::kFailedPrecondition,
                                               AllOf(HasSubstr(SmallCohort().admission.dataset_sha256),
                                                     HasSubstr(other.cohort.admission.dataset_sha256))));
}

TEST_F(FrozenDatasetTest, AChangedDatasetIsNotLoaded) {
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(frozen_ + "/dataset.csv"));
  ASSERT_THAT(
      WriteFileAtomically(frozen_ + "/dataset.csv", absl::StrReplaceAll(text, {{"0.3333", "0.3334"}})),
      IsOk());
  EXPECT_THAT(LoadFrozen(frozen_),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("changed since it was frozen")));
  std::filesystem::remove(frozen_ + "/dataset.csv");
  EXPECT_THAT(LoadFrozen(frozen_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("gone")));
  ASSERT_THAT(WriteFileAtomically(frozen_ + "/freeze.json", "{\"osteon_freeze\": \"x\"}"), IsOk());
  EXPECT_THAT(LoadFrozen(frozen_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("freeze.json")));
  ASSERT_THAT(WriteFileAtomically(frozen_ + "/freeze.json", "{"), IsOk());
  EXPECT_THAT(LoadFrozen(frozen_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("freeze.json")));
  EXPECT_THAT(LoadFrozen(folder_ / "none"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
}

TEST_F(FrozenDatasetTest, ATableThatChangesInMidStudyIsAnError) {
  ASSERT_OK_AND_ASSIGN(const FrozenDataset loaded, LoadFrozen(frozen_));
  EXPECT_THAT(CheckUnchanged(loaded), IsOk());
  ASSERT_THAT(WriteFileAtomically(table_, "id,age\n1,61\n"), IsOk());  // the same bytes at another time
  EXPECT_THAT(CheckUnchanged(loaded), IsOk());
  ASSERT_THAT(WriteFileAtomically(table_, "id,age\n1,62\n"), IsOk());
  EXPECT_THAT(CheckUnchanged(loaded),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("alpha.csv"), HasSubstr(Sha256Hex("id,age\n1,61\n")),
                             HasSubstr(Sha256Hex("id,age\n1,62\n")), HasSubstr("restore the file"))));
  std::filesystem::remove(table_);
  EXPECT_THAT(CheckUnchanged(loaded),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("Put the file back")));
}

TEST(CohortText, AnotherTextIsNoFrozenDataset) {
  constexpr auto kDamaged = absl::StatusCode::kDataLoss;
  EXPECT_THAT(ParseCohortText("a,b\n1,2\n", "d.csv"), StatusIs(kDamaged, HasSubstr("other columns")));
  const std::string header = "#pseudonym,#outcome,#holdout,age\n";
  EXPECT_THAT(ParseCohortText(header + "a,2,0,1\n", "d.csv"), StatusIs(kDamaged, HasSubstr("line 2")));
  EXPECT_THAT(ParseCohortText(header + "a,1,0,x\n", "d.csv"), StatusIs(kDamaged, HasSubstr("column age")));
  EXPECT_THAT(ParseCohortText(header + "b,1,0,1\na,1,0,1\n", "d.csv"),
              StatusIs(kDamaged, HasSubstr("not in order")));
}

}  // namespace
}  // namespace osteon
