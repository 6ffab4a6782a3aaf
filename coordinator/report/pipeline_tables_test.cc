#include "coordinator/report/pipeline_tables.h"

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

const models::PipelineResult& Pipeline() {
  static const ReportInput* const kInput = new ReportInput(ExampleOfEverything());
  return kInput->result.pipeline;
}

TEST(PipelineTables, ImputationHasTheIntervalOfAMedianAndSaysWhatIsMissing) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(ImputationCsv(Pipeline()), "imputation.csv"));
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_THAT(table.rows[0], ElementsAre("age", "61.5", "61", "62", "600", "240", "15", "9", ""));
  EXPECT_EQ(table.rows[1][2], "");  // not a median
  EXPECT_EQ(table.rows[2][8], "over 40 % missing");
}

TEST(PipelineTables, ScreeningHasEveryCandidateOfEveryStepOnce) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(ScreeningCsv(Pipeline()), "screening.csv"));
  EXPECT_THAT(table.header, ElementsAre("number", "step", "feature", "kept", "reason", "flagged", "f", "p",
                                        "f_by_site", "score"));
  ASSERT_EQ(table.rows.size(), 12U + 8U);
  EXPECT_THAT(table.rows[3],
              ElementsAre("1", "anova", "original_glrlm_Feature04", "yes", "",
                          "F by site 16 exceeds F by outcome 7.5", "7.5", FormatNumber(0.005 * 4), "16", ""));
  EXPECT_THAT(table.rows[11], ElementsAre("1", "anova", "original_glrlm_Feature12", "no",
                                          "constant over all training patients", "", "", "", "", ""));
  EXPECT_EQ(table.rows[13][2], "original_glrlm_Feature04");  // the second pick, in the step's order
  EXPECT_EQ(table.rows[13][9], FormatNumber(9.0 / 4));
}

TEST(PipelineTables, SampleSizeSaysWhatIsRequiredAndWhatToExpect) {
  const ReportInput input = ExampleOfEverything();
  ASSERT_OK_AND_ASSIGN(const CsvTable table,
                       ParseCsv(SampleSizeCsv(input.result.sample_size), "sample_size.csv"));
  ASSERT_EQ(table.rows.size(), 13U + 4U * 4U);
  EXPECT_THAT(table.rows[7], ElementsAre("development", "", "", "required", "1052", ""));
  EXPECT_THAT(table.rows[14], ElementsAre("validation", "signature", "epsilon", "se_calibration_slope",
                                          FormatNumber(0.21), ""));
}

TEST(PipelineTables, PathHasTheInterceptAndEveryTermThatIsNotZero) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(PathCsv(Pipeline()), "path.csv"));
  std::size_t expected = 0;
  for (const models::LassoFit& fit : Pipeline().details.at("signature").path->fits) {
    expected += 1 + fit.coefficients.size();
  }
  EXPECT_EQ(table.rows.size(), expected);
  EXPECT_EQ(table.rows[0][6], "(Intercept)");
  EXPECT_EQ(table.rows[0][3], "0");
  EXPECT_EQ(ParseNumber(table.rows[0][2]), 0.2);
}

TEST(PipelineTables, TheCurveMarksItsTwoPenalties) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(CrossValidationCsv(Pipeline()), "cv.csv"));
  ASSERT_EQ(table.rows.size(), 34U);
  for (std::size_t l = 0; l < table.rows.size(); ++l) {
    EXPECT_EQ(table.rows[l][11], l == 22 ? "yes" : "no");
    EXPECT_EQ(table.rows[l][12], l == 15 ? "yes" : "no");
    EXPECT_EQ(table.rows[l][13], l == 22 ? "yes" : "no");
  }
}

TEST(PipelineTables, StepwiseBeginsWithStepZero) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(StepwiseCsv(Pipeline()), "stepwise.csv"));
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0][2], "");
  EXPECT_THAT(table.rows[1], ElementsAre("nomogram", "1", "- original_glcm_JointEntropy",
                                         FormatNumber(1225.1), FormatNumber(1233.1), FormatNumber(1246.4)));
}

TEST(PipelineTables, ANomogramHasEveryTickOfEveryAxis) {
  const models::Nomogram& nomogram = *Pipeline().details.at("nomogram").nomogram;
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(NomogramCsv(Pipeline()), "nomogram.csv"));
  std::size_t expected = nomogram.linear_predictor.values.size() + nomogram.risk.values.size();
  for (const models::NomogramAxis& axis : nomogram.axes) expected += axis.points.size();
  ASSERT_EQ(table.rows.size(), expected);
  const std::size_t sex = nomogram.axes[0].points.size();
  EXPECT_EQ(table.rows[sex][1], "sex");
  EXPECT_EQ(table.rows[sex][2], "F");
  EXPECT_EQ(ParseNumber(table.rows[sex][3]), nomogram.axes[1].points[0]);
  EXPECT_EQ(table.rows.back()[1], "risk");
}

}  // namespace
}  // namespace osteon::report
