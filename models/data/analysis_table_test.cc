#include "models/data/analysis_table.h"

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

AnalysisTable ThreePatients() {
  AnalysisTable table;
  table.columns = {"age", "sexM"};
  table.values.resize(3, 2);
  table.values << 61, 0, 48, 1, 70, 1;
  table.outcome = Eigen::Vector3d(0, 1, 1);
  table.holdout = {false, true, false};
  return table;
}

TEST(AnalysisTable, RowSetsFollowTheSplitInTheTablesOrder) {
  const AnalysisTable table = ThreePatients();
  EXPECT_THAT(RowsOf(table, RowSet::kTrain), ElementsAre(0, 2));
  EXPECT_THAT(RowsOf(table, RowSet::kHoldout), ElementsAre(1));
  EXPECT_THAT(RowsOf(table, RowSet::kAll), ElementsAre(0, 1, 2));
  EXPECT_THAT(RowsOf(AnalysisTable(), RowSet::kAll), IsEmpty());
}

TEST(AnalysisTable, RowsGoToTheScannerThatMeasuredThem) {
  AnalysisTable table = ThreePatients();
  EXPECT_THAT(BatchesOf(table, {2, 0}), ElementsAre(Pair(0, ElementsAre(2, 0))));
  table.batch = {3, 1, 3};
  EXPECT_THAT(BatchesOf(table, {0, 1, 2}), ElementsAre(Pair(1, ElementsAre(1)), Pair(3, ElementsAre(0, 2))));
  EXPECT_THAT(BatchesOf(table, {0}), ElementsAre(Pair(3, ElementsAre(0))));
}

TEST(AnalysisTable, ColumnsAreFoundByNameInTheOrderAsked) {
  const AnalysisTable table = ThreePatients();
  ASSERT_OK_AND_ASSIGN(const std::vector<std::size_t> columns, ColumnsOf(table, {"sexM", "age"}));
  EXPECT_THAT(columns, ElementsAre(1, 0));
}

TEST(AnalysisTable, AMissingColumnIsNamed) {
  EXPECT_THAT(ColumnsOf(ThreePatients(), {"age", "stage"}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("column stage")));
}

}  // namespace
}  // namespace osteon::models
