#include "site_agent/cohort/dataset_changes.h"

#include <limits>

#include "common/files/files.h"
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

// Patients p00 to p19 with age and, missing for each third, stage.
Cohort Twenty() {
  Cohort cohort;
  cohort.table.columns = {"age", "stage"};
  cohort.table.values.resize(20, 2);
  cohort.table.outcome.resize(20);
  for (int i = 0; i < 20; ++i) {
    cohort.pseudonyms.push_back(std::string("p") + (i < 10 ? "0" : "1") + static_cast<char>('0' + i % 10));
    cohort.table.values(i, 0) = 50 + i;
    cohort.table.values(i, 1) = i % 3 == 0 ? std::numeric_limits<double>::quiet_NaN() : i;
    cohort.table.outcome(i) = i % 2;
    cohort.table.holdout.push_back(false);
  }
  CountAnalysed(cohort);
  return cohort;
}

Cohort Without(Cohort cohort, int rows_from_the_front) {
  const Eigen::Index left = 20 - rows_from_the_front;
  cohort.table.values = Eigen::MatrixXd(cohort.table.values.bottomRows(left));
  cohort.table.outcome = Eigen::VectorXd(cohort.table.outcome.tail(left));
  cohort.table.holdout.resize(static_cast<std::size_t>(left));
  cohort.pseudonyms.erase(cohort.pseudonyms.begin(), cohort.pseudonyms.begin() + rows_from_the_front);
  CountAnalysed(cohort);
  return cohort;
}

class DatasetChangesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(MakeFolder(folder_ / "studies/features"), IsOk());  // no dataset: passed over
    FrozenDataset dataset;
    dataset.cohort = Twenty();
    dataset.study_sha256 = std::string(64, 'a');
    ASSERT_THAT(Freeze(dataset, folder_ / "studies/one"), IsOk());
  }
  absl::Status Check(const Cohort& now, const std::set<std::string>& withdrawn = {}) const {
    return CheckChanges(folder_ / "studies", now, withdrawn, 5);
  }
  const TemporaryFolder folder_;
};

TEST_F(DatasetChangesTest, TheSamePatientsMayBeFrozenAgain) {
  EXPECT_THAT(Check(Twenty()), IsOk());
}

TEST_F(DatasetChangesTest, OneWithdrawalWaitsAndFiveChangesDoNot) {
  EXPECT_THAT(Check(Without(Twenty(), 1), {"p00"}),
              StatusIs(absl::StatusCode::kUnavailable,
                       AllOf(HasSubstr("in 1 patients (1 withdrew"), HasSubstr("at least 5"))));
  EXPECT_THAT(Check(Without(Twenty(), 4), {"p00"}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("in 4 patients (1 withdrew")));
  EXPECT_THAT(Check(Without(Twenty(), 5), {"p00"}), IsOk());
  EXPECT_THAT(Check(Without(Twenty(), 5), {"p00", "p01", "p02", "p03", "p04"}), IsOk());
}

TEST_F(DatasetChangesTest, PatientsWhoAreNotThereForOtherReasonsAreLeftToDominance) {
  EXPECT_THAT(Check(Without(Twenty(), 1)), IsOk());
}

TEST_F(DatasetChangesTest, OneCorrectedValueWaits) {
  Cohort corrected = Twenty();
  corrected.table.values(7, 0) += 1;
  EXPECT_THAT(Check(corrected),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("1 have corrected values")));
  Cohort outcome = Twenty();
  outcome.table.outcome(7) = 0;
  EXPECT_THAT(Check(outcome), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("1 have corrected values")));
  // Another study's columns are no correction.
  Cohort other_column = Twenty();
  other_column.table.columns[1] = "grade";
  other_column.table.values.col(1).setOnes();
  EXPECT_THAT(Check(other_column), IsOk());
}

TEST_F(DatasetChangesTest, RowsThatWereTakenOutAreGoneFromDiskAndStillCount) {
  const std::string frozen = folder_ / "studies/one";
  ASSERT_THAT(TakeOut({"p00", "nobody"}, frozen), IsOk());
  ASSERT_OK_AND_ASSIGN(FrozenDataset left, LoadFrozen(frozen));
  EXPECT_EQ(left.cohort.pseudonyms.size(), 19U);
  EXPECT_THAT(left.taken_out, ElementsAre("p00"));
  EXPECT_THAT(ReadFile(frozen + "/dataset.csv"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("")));
  EXPECT_THAT(Check(Without(Twenty(), 1), {"p00"}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("1 withdrew")));
  ASSERT_THAT(TakeOut({"p00"}, frozen), IsOk());  // again: nothing to do
  ASSERT_THAT(TakeOut({"p01", "p02", "p03", "p04"}, frozen), IsOk());
  ASSERT_OK_AND_ASSIGN(left, LoadFrozen(frozen));
  EXPECT_EQ(left.taken_out.size(), 5U);
  EXPECT_THAT(ReadFile(frozen + "/dataset-without-1.csv"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("")));
  EXPECT_THAT(Check(Without(Twenty(), 5), {"p00", "p01", "p02", "p03", "p04"}), IsOk());
}

}  // namespace
}  // namespace osteon
