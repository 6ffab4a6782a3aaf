#include "coordinator/report/validation_tables.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "common/csv/csv.h"
#include "common/text/number.h"
#include "coordinator/report/example_result.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace osteon::report {
namespace {

using ::testing::ElementsAre;

using Cells = std::vector<std::string>;

// The only row that begins with these cells.
Cells RowOf(const CsvTable& table, const Cells& begin) {
  Cells found;
  int times = 0;
  for (const Cells& row : table.rows) {
    if (!std::equal(begin.begin(), begin.end(), row.begin())) continue;
    found = row;
    ++times;
  }
  EXPECT_EQ(times, 1);
  return found;
}

TEST(ValidationTables, ComparisonsHaveARowPerMeasure) {
  const ReportInput input = ExampleOfEverything();
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(ComparisonsCsv(input.result), "comparisons.csv"));
  EXPECT_EQ(table.rows.size(), input.result.validations.size() * 6U);
  const models::SiteValidation& alpha = input.result.validations[0];
  const models::ModelComparison& comparison = alpha.comparisons[0].comparison;
  EXPECT_THAT(RowOf(table, {"alpha", "development", "nomogram", "clinical", std::to_string(comparison.n),
                            std::to_string(comparison.events), "mcnemar_accuracy"}),
              ElementsAre("alpha", "development", "nomogram", "clinical", std::to_string(comparison.n),
                          std::to_string(comparison.events), "mcnemar_accuracy", "", "", "", "",
                          FormatNumber(0.21), "14", "8", ""));
  const Cells theta =
      RowOf(table, {"theta", "external", "nomogram", "clinical",
                    std::to_string(input.result.validations.back().comparisons[0].comparison.n), "0", "auc"});
  EXPECT_EQ(theta.back(), "no events");
}

TEST(ValidationTables, DecisionCurvesHaveEveryThresholdOfEveryModelAndSite) {
  const ReportInput input = ExampleOfEverything();
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(DecisionCurveCsv(input.result), "decision_curve.csv"));
  const std::size_t sites = input.result.validations.size() + input.result.internal_external->sites.size();
  EXPECT_EQ(table.rows.size(), sites * 5U * 5U);
  const models::ValidationMetrics& metrics = input.result.validations[0].models[0].second;
  EXPECT_THAT(
      RowOf(table, {"alpha", "development", "clinical", FormatNumber(0.2)}),
      ElementsAre("alpha", "development", "clinical", FormatNumber(0.2), std::to_string(metrics.n),
                  std::to_string(metrics.decision_curve[2].tp), std::to_string(metrics.decision_curve[2].fp),
                  FormatNumber(metrics.decision_curve[2].net_benefit),
                  FormatNumber(metrics.decision_curve[2].treat_all)));
}

TEST(ValidationTables, WhatWasHarmonisedOnSiteIsNotAmongThePrimaryResults) {
  const ReportInput input = ExampleOfEverything();
  ASSERT_OK_AND_ASSIGN(const CsvTable table,
                       ParseCsv(HarmonisedOnSiteCsv(input.result), "harmonised_on_site.csv"));
  EXPECT_FALSE(RowOf(table, {"zeta", "external", "signature", "auc"}).empty());
  EXPECT_THAT(RowOf(table, {"theta"}),
              ElementsAre("theta", "external", "", "", "", "", "", "", "", "fewer than 30 patients"));
}

TEST(ValidationTables, PooledIsOnItsScaleAndOnTheReaders) {
  const ReportInput input = ExampleOfEverything();
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(PooledCsv(input.result), "pooled.csv"));
  EXPECT_EQ(table.rows.size(), 2U * 5U * 4U);
  const models::MetaAnalysis& meta = *input.result.pooled.at("signature").auc.reml;
  const Cells row = RowOf(table, {"external", "signature", "auc"});
  const auto at = [&](const char* column) { return row[*table.Column(column)]; };
  EXPECT_EQ(at("scale"), "logit");
  EXPECT_EQ(ParseNumber(at("estimate")), meta.estimate);
  EXPECT_EQ(ParseNumber(at("se")), meta.hk_se);
  EXPECT_EQ(ParseNumber(at("upper")), meta.hartung_knapp.upper);
  EXPECT_EQ(ParseNumber(at("prediction_lower")), meta.prediction_hk.t_k_minus_2->lower);
  EXPECT_EQ(ParseNumber(at("original_estimate")), 1 / (1 + std::exp(-meta.estimate)));
  EXPECT_EQ(at("k"), "3");
  EXPECT_EQ(at("sites_used"), "epsilon; eta; zeta");
  EXPECT_EQ(at("sites_left_out"), "theta: fewer than 5 events");
}

TEST(ValidationTables, OneSiteIsNotPooledAndSaysSo) {
  ReportInput input = ExampleOfEverything();
  models::PooledMetric& auc = input.result.pooled.at("signature").auc;
  auc.reml.reset();
  auc.dl.reset();
  auc.sites_used = {"zeta"};
  auc.unavailable = "one site: nothing to pool";
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(PooledCsv(input.result), "pooled.csv"));
  const Cells row = RowOf(table, {"external", "signature", "auc"});
  EXPECT_EQ(row[*table.Column("estimate")], "");
  EXPECT_EQ(row[*table.Column("k")], "1");
  EXPECT_EQ(row[*table.Column("sites_used")], "zeta");
  EXPECT_EQ(row[*table.Column("unavailable")], "one site: nothing to pool");
}

TEST(ValidationTables, ASiteWithoutWhichThereIsNoModelHasARow) {
  const ReportInput input = ExampleOfEverything();
  ASSERT_OK_AND_ASSIGN(const CsvTable table,
                       ParseCsv(InternalExternalCsv(input.result), "internal_external.csv"));
  EXPECT_EQ(RowOf(table, {"delta"}).back(), "model signature: every column is constant");
  EXPECT_EQ(RowOf(table, {"alpha", "left out", "signature", "auc"})[4],
            FormatNumber(input.result.validations[0].models[3].second.auc.value->estimate));
}

TEST(ValidationTables, OptimismWithoutABootstrapIsApparentOnly) {
  ReportInput input = ExampleOfEverything();
  ASSERT_OK_AND_ASSIGN(CsvTable table, ParseCsv(OptimismCsv(input.result), "optimism.csv"));
  EXPECT_THAT(RowOf(table, {"signature", "pipeline", "brier"}),
              ElementsAre("signature", "pipeline", "brier", FormatNumber(0.171), FormatNumber(-0.008),
                          FormatNumber(0.179), "48", "2", ""));
  input.result.optimism_corrected.clear();
  ASSERT_OK_AND_ASSIGN(table, ParseCsv(OptimismCsv(input.result), "optimism.csv"));
  EXPECT_THAT(RowOf(table, {"signature", "", "brier"}),
              ElementsAre("signature", "", "brier", FormatNumber(0.171), "", "", "", "", ""));
}

}  // namespace
}  // namespace osteon::report
