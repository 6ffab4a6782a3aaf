#include "coordinator/report/glance.h"

#include <string>

#include "common/csv/csv.h"
#include "coordinator/report/example_result.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace osteon::report {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

models::ThresholdTable Classified(std::uint64_t tp, std::uint64_t fp, std::uint64_t tn, std::uint64_t fn) {
  models::ThresholdTable table;
  table.threshold = 0.5;
  table.tp = tp;
  table.fp = fp;
  table.tn = tn;
  table.fn = fn;
  return table;
}

// One model at two external sites of 40 and 60 patients, with 20 and 30 events.
ReportInput TwoSites() {
  ReportInput input;
  input.study.external = {"eta", "zeta"};
  models::FittedModel model;
  model.name = "reader";
  model.kind = "score";
  input.result.pipeline.models = {model};
  models::ValidationMetrics eta, zeta;
  eta.n = 40;
  eta.events = 20;
  eta.brier = 0.2;
  eta.at_threshold = Classified(15, 5, 15, 5);
  zeta.n = 60;
  zeta.events = 30;
  zeta.brier = 0.1;
  zeta.at_threshold = Classified(27, 3, 27, 3);
  for (models::ValidationMetrics* metrics : {&eta, &zeta}) metrics->auc = models::Unavailable("not asked");
  input.result.validations = {{"eta", models::SiteRole::kExternal, {{"reader", eta}}, {}, {}, ""},
                              {"zeta", models::SiteRole::kExternal, {{"reader", zeta}}, {}, {}, ""}};
  input.result.pooled["reader"].auc.unavailable = "one site: nothing to pool";
  return input;
}

TEST(Glance, PooledProportionsAreThoseOfAllPatientsTogether) {
  const std::vector<GlanceCohort> cohorts = PerformanceAtAGlance(TwoSites());
  ASSERT_THAT(cohorts, SizeIs(3));
  EXPECT_EQ(cohorts[2].cohort, "external, pooled");
  ASSERT_THAT(cohorts[2].rows, SizeIs(1));
  const GlanceRow& row = cohorts[2].rows[0];
  EXPECT_EQ(row.n, 100U);
  EXPECT_EQ(row.events, 50U);
  EXPECT_DOUBLE_EQ(row.sensitivity.value->estimate, 42.0 / 50);
  EXPECT_DOUBLE_EQ(row.specificity.value->estimate, 42.0 / 50);
  EXPECT_DOUBLE_EQ(row.accuracy.value->estimate, 84.0 / 100);
  EXPECT_DOUBLE_EQ(*row.brier.value, (40 * 0.2 + 60 * 0.1) / 100);
  EXPECT_EQ(row.auc.unavailable, "not pooled: one site: nothing to pool");
}

TEST(Glance, CountsThatOneSiteKeepsBackAreNotAddedUp) {
  ReportInput input = TwoSites();
  input.result.validations[1].models[0].second.at_threshold->suppressed = "min_cell";
  const GlanceRow threshold = PerformanceAtAGlance(input)[2].rows[0];
  EXPECT_FALSE(threshold.sensitivity.value);
  EXPECT_EQ(threshold.sensitivity.unavailable, "not every site tells its counts");
  EXPECT_EQ(threshold.n, 100U);
  input.result.validations[1].models[0].second.suppressed = "min_patients";
  const GlanceRow everything = PerformanceAtAGlance(input)[2].rows[0];
  EXPECT_FALSE(everything.n);
  EXPECT_FALSE(everything.brier.value);
}

TEST(Glance, TheTableOnDiskHasARowForEachModelInEachCohort) {
  const ReportInput input = ExampleOfEverything();
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(PerformanceCsv(input), "performance.csv"));
  std::size_t rows = 0;
  for (const GlanceCohort& cohort : PerformanceAtAGlance(input)) rows += cohort.rows.size();
  EXPECT_EQ(table.rows.size(), rows);
  EXPECT_GT(rows, 20U);
  Numbering numbering;
  EXPECT_THAT(GlanceTable(input, numbering).markup(), HasSubstr("Training, corrected for optimism"));
}

}  // namespace
}  // namespace osteon::report
