#include "coordinator/report/pooled_comparison_tables.h"

#include <string>
#include <vector>

#include "common/csv/csv.h"
#include "coordinator/report/comparison_tests.h"
#include "coordinator/report/example_result.h"
#include "tests/support/status_matchers.h"

namespace osteon::report {
namespace {

std::string CellOf(const CsvTable& table, const std::vector<std::string>& row, const std::string& column) {
  return row.at(*table.Column(column));
}

TEST(PooledComparisonTables, ARowForEachMeasureOfAPair) {
  const ReportInput input = ExampleOfEverything();
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(PooledComparisonsCsv(input.result), "c.csv"));
  ASSERT_EQ(table.rows.size(), 6U);
  EXPECT_EQ(CellOf(table, table.rows[0], "measure"), "auc");
  EXPECT_EQ(CellOf(table, table.rows[1], "measure"), "brier");
  EXPECT_EQ(CellOf(table, table.rows[1], "p"), "");
  EXPECT_EQ(CellOf(table, table.rows[2], "measure"), "mcnemar_accuracy");
  EXPECT_EQ(CellOf(table, table.rows[2], "only_a_right"), "42");
  EXPECT_EQ(CellOf(table, table.rows[2], "sites_left_out"), "theta: no events");
  EXPECT_EQ(CellOf(table, table.rows[5], "measure"), "net_benefit at 0.2");
  EXPECT_EQ(CellOf(table, table.rows[5], "p"), "");
}

TEST(PooledComparisonTables, ARowForEachSiteLeftOut) {
  const ReportInput input = ExampleOfEverything();
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(PooledWithoutCsv(input.result), "w.csv"));
  std::size_t rows = 0;
  for (const auto& [model, performance] : input.result.pooled) rows += performance.auc.without.size();
  EXPECT_EQ(rows, 5U * 3);
  std::size_t of_auc = 0;
  for (const std::vector<std::string>& row : table.rows) {
    if (CellOf(table, row, "measure") == "auc" && CellOf(table, row, "over") == "external") ++of_auc;
  }
  EXPECT_EQ(of_auc, rows);
}

TEST(PooledComparisonTables, ARowForEachTest) {
  const ReportInput input = ExampleOfEverything();
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(ComparisonTestsCsv(input.result), "t.csv"));
  EXPECT_EQ(table.rows.size(), ComparisonTests(input.result).size());
}

}  // namespace
}  // namespace osteon::report
