#include "coordinator/report/runs.h"

#include <string>

#include "common/csv/csv.h"
#include "coordinator/report/example_result.h"
#include "coordinator/report/report_html.h"
#include "coordinator/report/validation_json.h"
#include "tests/support/status_matchers.h"

namespace osteon::report {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kFirst[] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

std::string FirstFile() {
  return JsonText(ValidationJson(ExampleInput())).value();
}

ReportInput Second() {
  ReportInput input = ExampleInput();
  input.study.name = "again";
  input.study_sha256 = std::string(64, 'a');
  input.study.repeats = kFirst;
  input.earlier_runs = EarlierRuns(FirstFile(), "first", kFirst, "2026-03-01T09:30:00Z").value();
  return input;
}

TEST(Runs, TheFirstRunIsReadFromTheRepeatedStudysResults) {
  ASSERT_OK_AND_ASSIGN(const Json runs, EarlierRuns(FirstFile(), "first", kFirst, std::nullopt));
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0]["study"], "mm-versus-metastasis");
  EXPECT_EQ(runs[0]["study_sha256"], kFirst);
  EXPECT_TRUE(runs[0]["finished"].is_null());
  const Json first = Json::parse(FirstFile());
  const Json& metrics = first["sites"]["delta"]["models"]["clinical"];
  const Json& run = runs[0]["sites"]["delta"]["models"]["clinical"];
  EXPECT_EQ(run.size(), 6U);
  for (const char* measure : {"n", "events", "auc", "calibration_in_the_large", "calibration_slope", "oe"}) {
    EXPECT_EQ(run[measure], metrics[measure]) << measure;
  }
}

TEST(Runs, TheSecondRunStandsAfterTheFirstAndTheThirdAfterBoth) {
  const ReportInput second = Second();
  const Json json = ValidationJson(second);
  ASSERT_EQ(json["runs"].size(), 2U);
  EXPECT_EQ(json["runs"][0]["finished"], "2026-03-01T09:30:00Z");
  EXPECT_EQ(json["runs"][1]["study"], "again");
  EXPECT_TRUE(json["runs"][1]["finished"].is_null());
  ASSERT_OK_AND_ASSIGN(const Json runs, EarlierRuns(JsonText(json).value(), "second", std::string(64, 'a'),
                                                    "2026-09-01T00:00:00Z"));
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0], json["runs"][0]);
  EXPECT_EQ(runs[1]["finished"], "2026-09-01T00:00:00Z");
}

TEST(Runs, AStudyThatRepeatsNothingHasNone) {
  EXPECT_EQ(ValidationJson(ExampleInput())["runs"].dump(), "[]");
  EXPECT_THAT(ReportHtml(ExampleInput()), Not(HasSubstr("The same validation over time")));
}

TEST(Runs, AnotherStudysResultsAreRefusedWithBothHashes) {
  EXPECT_THAT(EarlierRuns(FirstFile(), "first", std::string(64, 'b'), std::nullopt),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("first: "), HasSubstr(kFirst), HasSubstr(std::string(64, 'b')))));
}

TEST(Runs, WhatIsNoValidationIsRefused) {
  for (const char* text : {"", "{", "[]", "{}", R"({"study": "s", "study_sha256": 3, "sites": {}})",
                           R"({"study": "s", "study_sha256": "x", "sites": {"a": 1}})",
                           R"({"study": "s", "study_sha256": "x", "sites": {}, "runs": [1]})"}) {
    EXPECT_THAT(EarlierRuns(text, "bad.json", "x", std::nullopt),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("bad.json: not the validation.json")))
        << text;
  }
}

TEST(Runs, TheTableHasARowForEachNumber) {
  const Json runs = ValidationJson(Second())["runs"];
  ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(RunsCsv(runs), "runs.csv"));
  // Two runs of eight validations of three models with six measures.
  EXPECT_EQ(table.rows.size(), 2U * 8 * 3 * 6);
  EXPECT_EQ(table.rows[0][*table.Column("finished")], "2026-03-01T09:30:00Z");
  EXPECT_EQ(table.rows[0][*table.Column("measure")], "n");
  bool said = false;
  for (const auto& row : table.rows) said = said || row[*table.Column("unavailable")] == "no events";
  EXPECT_TRUE(said);
  EXPECT_THAT(ReportHtml(Second()),
              AllOf(HasSubstr("The same validation over time"), HasSubstr("1, 2026-03-01")));
}

}  // namespace
}  // namespace osteon::report
