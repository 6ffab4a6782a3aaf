#include "coordinator/report/tables.h"

#include <map>
#include <string>

#include "common/csv/csv.h"
#include "common/text/number.h"
#include "coordinator/report/example_result.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace osteon::report {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(Tables, SitesHaveOneColumnPerReasonOfExclusion) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(SitesCsv(ExampleInput()), "sites.csv"));
  EXPECT_THAT(table.header, ElementsAre("site", "role", "read", "excluded", "patients", "events",
                                        "train_patients", "train_events", "holdout_patients",
                                        "holdout_events", "dataset_sha256", "excluded: missing age",
                                        "excluded: missing original_glcm_JointEntropy", "lacking"));
  ASSERT_EQ(table.rows.size(), 5U);
  EXPECT_EQ(table.rows[0][0], "alpha");
  EXPECT_EQ(table.rows[0][3], "10");
  EXPECT_EQ(table.rows[1][12], "0");
  EXPECT_EQ(table.rows[2][1], "external");
}

TEST(Tables, CoefficientsKeepEveryBitAndLeaveEmptyWhatIsAbsent) {
  const ReportInput input = ExampleInput();
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(CoefficientsCsv(input.result), "coefficients.csv"));
  ASSERT_EQ(table.rows.size(), 6U);  // four fitted, two given, none of a score
  EXPECT_EQ(ParseNumber(table.rows[1][3]), input.result.pipeline.models[0].terms[1].coefficient);
  EXPECT_EQ(table.rows[0][8], "");  // the intercept has no odds ratio
  EXPECT_EQ(table.rows[5][4], "");  // a given model has no standard error
  EXPECT_EQ(table.rows[5][11], "");
}

TEST(Tables, AnOddsRatioBeyondADoubleIsLeftEmpty) {
  ReportInput input = ExampleInput();
  input.result.pipeline.models[0].terms[1].upper = 1000;
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(CoefficientsCsv(input.result), "coefficients.csv"));
  EXPECT_EQ(table.rows[1][10], "");
}

TEST(Tables, ValidationIsLongAndSaysWhyANumberIsMissing) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table,
                       ParseCsv(ValidationCsv(ExampleInput().result), "validation.csv"));
  EXPECT_THAT(table.header, ElementsAre("site", "role", "model", "metric", "estimate", "se", "lower", "upper",
                                        "method", "unavailable"));
  EXPECT_EQ(table.rows.size(), 7U * 3U * 25U + 3U * 14U);
  bool found = false;
  for (const std::vector<std::string>& row : table.rows) {
    if (row[0] != "epsilon" || row[2] != "reader" || row[3] != "auc") continue;
    found = true;
    EXPECT_THAT(row, ElementsAre("epsilon", "external", "reader", "auc", "", "", "", "", "", "no events"));
  }
  EXPECT_TRUE(found);
}

TEST(Tables, ADecisionCurveHasTwoRowsPerThreshold) {
  ReportInput input = ExampleInput();
  input.result.validations[0].models[0].second.decision_curve = {{0.2, 9, 4, 0.25, 0.125}};
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(ValidationCsv(input.result), "validation.csv"));
  std::map<std::string, std::string> found;
  for (const std::vector<std::string>& row : table.rows) {
    if (row[3].find(" at 0.2") != std::string::npos) found[row[3]] = row[4];
  }
  EXPECT_THAT(found, ElementsAre(Pair("net_benefit at 0.2", "0.25"),
                                 Pair("net_benefit of treating all at 0.2", "0.125")));
}

TEST(Tables, TheLedgerHasARowPerSiteAndTheRoundsARowEach) {
  const ReportInput input = ExampleInput();
  ASSERT_OK_AND_ASSIGN(const CsvTable ledger, ParseCsv(LedgerCsv(input.ledger), "ledger.csv"));
  EXPECT_EQ(ledger.rows.size(), 5U);
  EXPECT_EQ(ledger.rows[0][4], "187");
  ASSERT_OK_AND_ASSIGN(const CsvTable rounds, ParseCsv(RoundsCsv(input.ledger), "rounds.csv"));
  EXPECT_EQ(rounds.rows.size(), 11U);
  EXPECT_EQ(rounds.rows[0][0], "1");
  EXPECT_EQ(rounds.rows[10][1], "validation");
}

}  // namespace
}  // namespace osteon::report
