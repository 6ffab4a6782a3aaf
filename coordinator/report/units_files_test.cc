#include "coordinator/report/units_files.h"

#include "common/csv/csv.h"
#include "coordinator/report/example_result.h"
#include "coordinator/report/report_html.h"
#include "tests/support/status_matchers.h"

namespace osteon::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(UnitsFiles, JsonHasClinicalVariablesAndFlaggedFeatures) {
  ReportInput input = ExampleInput();
  const Json json = UnitsJson(input);
  EXPECT_EQ(json["variables"]["age"]["gamma"]["median"], 21500);
  EXPECT_THAT(json["variables"]["age"]["gamma"]["finding"], HasSubstr("times the typical"));
  EXPECT_TRUE(json["variables"]["age"]["alpha"]["finding"].is_null());
  EXPECT_FALSE(json["variables"].contains("original_glcm_JointEntropy"));
  EXPECT_EQ(json["levels"]["sex"]["alpha"]["percent"]["F"], 45);
  EXPECT_EQ(json["levels"]["sex"]["gamma"]["suppressed"], "min_cell");
  EXPECT_EQ(json["features_compared"], 1);
  EXPECT_EQ(json["features_flagged"], 0);
  input.result.units.numeric[1].sites["alpha"].finding = "looks like a factor 10";
  EXPECT_EQ(UnitsJson(input)["variables"]["original_glcm_JointEntropy"]["gamma"]["suppressed"],
            "min_patients");
}

TEST(UnitsFiles, CsvHasAllVariables) {
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(UnitsCsv(ExampleInput()), "units.csv"));
  EXPECT_EQ(table.rows.size(), 5U + 5U + 2 * 5U);
}

TEST(UnitsReport, TheFirstTableIsThatOfUnitsWithWhatStandsOutFirst) {
  const std::string page = ReportHtml(ExampleInput());
  const std::size_t first = page.find("Table 1");
  ASSERT_NE(first, std::string::npos);
  const std::size_t second = page.find("Table 2");
  const std::string table = page.substr(first, second - first);
  EXPECT_THAT(table, HasSubstr("Median and middle half"));
  EXPECT_THAT(table, HasSubstr("gamma: spread and values are 350 times"));
  EXPECT_THAT(table, HasSubstr("age, years"));
  EXPECT_THAT(table, HasSubstr("45 / 55 %"));
  EXPECT_THAT(page, HasSubstr("Some values do not look as those of the other sites"));
}

TEST(UnitsReport, WithoutAFindingItSaysSo) {
  ReportInput input = ExampleInput();
  for (auto& [site, told] : input.result.units.numeric[0].sites) told.finding.clear();
  const std::string page = ReportHtml(input);
  EXPECT_THAT(page, HasSubstr("No variable of any site stands out"));
  EXPECT_THAT(page, Not(HasSubstr("Some values do not look")));
}

}  // namespace
}  // namespace osteon::report
