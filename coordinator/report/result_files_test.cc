#include "coordinator/report/result_files.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "common/csv/csv.h"
#include "common/files/files.h"
#include "coordinator/report/example_result.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::report {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Key;

TEST(ResultFiles, EveryFileIsAlwaysWritten) {
  const auto names = ElementsAre(
      Key("ledger.json"), Key("model.json"), Key("report.html"), Key("tables/case_mix.csv"),
      Key("tables/coefficients.csv"), Key("tables/comparison_tests.csv"), Key("tables/comparisons.csv"),
      Key("tables/cv.csv"), Key("tables/decision_curve.csv"), Key("tables/harmonised_on_site.csv"),
      Key("tables/histograms.csv"), Key("tables/imputation.csv"), Key("tables/internal_external.csv"),
      Key("tables/ledger.csv"), Key("tables/nomogram.csv"), Key("tables/optimism.csv"),
      Key("tables/path.csv"), Key("tables/performance.csv"), Key("tables/pooled.csv"),
      Key("tables/pooled_comparisons.csv"), Key("tables/pooled_without.csv"), Key("tables/recalibration.csv"),
      Key("tables/rounds.csv"), Key("tables/runs.csv"), Key("tables/sample_size.csv"),
      Key("tables/screening.csv"), Key("tables/sites.csv"), Key("tables/stepwise.csv"),
      Key("tables/subgroups.csv"), Key("tables/units.csv"), Key("tables/validation.csv"),
      Key("validation.json"));
  ASSERT_OK_AND_ASSIGN(const ResultFiles example, MakeResultFiles(ExampleInput()));
  EXPECT_THAT(example, names);
  ASSERT_OK_AND_ASSIGN(const ResultFiles everything, MakeResultFiles(ExampleOfEverything()));
  EXPECT_THAT(everything, names);
  ASSERT_OK_AND_ASSIGN(const ResultFiles empty, MakeResultFiles(ReportInput()));
  EXPECT_THAT(empty, names);
  for (const auto& [name, text] : everything) {
    if (name.rfind("tables/", 0) != 0) continue;
    ASSERT_OK_AND_ASSIGN(const CsvTable table, ParseCsv(text, name));
    EXPECT_FALSE(table.rows.empty()) << name;
    ASSERT_OK_AND_ASSIGN(const CsvTable header, ParseCsv(empty.at(name), name));
    EXPECT_TRUE(header.rows.empty()) << name;
  }
}

TEST(ResultFiles, EqualInputGivesEqualBytes) {
  ASSERT_OK_AND_ASSIGN(const ResultFiles first, MakeResultFiles(ExampleInputOf25Sites()));
  ASSERT_OK_AND_ASSIGN(const ResultFiles second, MakeResultFiles(ExampleInputOf25Sites()));
  EXPECT_EQ(first, second);
}

TEST(ResultFiles, ANumberThatIsNotFiniteIsRefusedWithFileAndPlace) {
  ReportInput input = ExampleInput();
  input.result.pipeline.models[0].terms[2].coefficient = std::nan("");
  EXPECT_THAT(MakeResultFiles(input),
              StatusIs(absl::StatusCode::kInternal,
                       HasSubstr("model.json: JSON at /models/clinical/terms/2/coefficient")));

  input = ExampleInput();
  input.result.validations[0].models[1].second.brier = std::numeric_limits<double>::infinity();
  EXPECT_THAT(MakeResultFiles(input), StatusIs(absl::StatusCode::kInternal, HasSubstr("validation.json")));

  input = ExampleInput();
  input.ledger.rounds[0].seconds = std::nan("");
  EXPECT_THAT(MakeResultFiles(input), StatusIs(absl::StatusCode::kInternal, HasSubstr("ledger.json")));
}

TEST(ResultFiles, ASiteValidatedTwiceInOneRoleIsRefused) {
  ReportInput input = ExampleInput();
  input.result.validations.push_back(input.result.validations[0]);
  EXPECT_THAT(MakeResultFiles(input), StatusIs(absl::StatusCode::kInternal, HasSubstr("alpha")));
}

TEST(ResultFiles, AValidationOfAnUnknownModelIsRefused) {
  ReportInput input = ExampleInput();
  input.result.pipeline.models.pop_back();
  EXPECT_THAT(MakeResultFiles(input),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("validated model reader")));
}

TEST(ResultFiles, AModelWithoutDetailsIsRefused) {
  ReportInput input = ExampleInput();
  input.result.pipeline.details.erase("reader");
  EXPECT_THAT(MakeResultFiles(input),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("no details of model reader")));
}

TEST(ResultFiles, AreWrittenWithTheirFolders) {
  TemporaryFolder folder;
  const ResultFiles files = {{"model.json", "{}\n"}, {"tables/sites.csv", "site\n"}};
  ASSERT_THAT(WriteResultFiles(folder / "out", files), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string sites, ReadFile(folder / "out/tables/sites.csv"));
  EXPECT_EQ(sites, "site\n");
}

TEST(ResultFiles, ANameThatLeavesTheFolderIsRefusedAndNothingIsWritten) {
  TemporaryFolder folder;
  for (const char* name : {"../model.json", "/tmp/model.json", "tables/../../x", ""}) {
    EXPECT_THAT(WriteResultFiles(folder / "out", {{"a.json", "{}"}, {name, "x"}}),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no name of a result file")));
  }
  EXPECT_FALSE(ReadFile(folder / "out/a.json").ok());
}

}  // namespace
}  // namespace osteon::report
