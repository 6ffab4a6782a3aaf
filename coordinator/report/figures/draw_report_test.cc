#include "coordinator/report/figures/draw_report.h"

#include <string>

#include "common/files/files.h"
#include "coordinator/report/example_result.h"
#include "coordinator/report/figures/node_of_tests.h"
#include "coordinator/report/result_files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::report {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

ResultFiles Files() {
  return MakeResultFiles(ExampleInputOf25Sites()).value();
}

TEST(DrawReport, ThePageHasDrawingsAndStaysSelfContained) {
  ResultFiles files = Files();
  EXPECT_THAT(files["report.html"], Not(HasSubstr("<svg")));
  EXPECT_THAT(DrawReport(files, NodeOfThisProcess()), IsEmpty());
  const std::string& page = files["report.html"];
  EXPECT_THAT(page, HasSubstr("<svg"));
  for (const char* outside :
       {"undrawn\">", "http", "<script", "<link", "<img", "url(", "src=", "<foreignObject"}) {
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
  EXPECT_LT(page.size(), std::size_t{3} << 20);
}

TEST(DrawReport, WithoutNodeThePageSaysWhatToDo) {
  ResultFiles files = Files();
  const TemporaryFolder empty;
  const std::string told = DrawReport(files, {empty.path().string()});
  EXPECT_EQ(
      told,
      "figures not drawn: node was not found; install Debian's package nodejs, then `osteon report FOLDER`");
  EXPECT_THAT(files["report.html"],
              HasSubstr("Figure not drawn: node was not found; install Debian&#39;s package nodejs, then "
                        "`osteon report FOLDER`"));
  EXPECT_THAT(files["report.html"], HasSubstr("<table>"));
}

TEST(DrawReport, ANodeThatFailsOrHangsDoesNotCostThePage) {
  for (const char* script : {"exit 1", "sleep 60"}) {
    ResultFiles files = Files();
    const TemporaryFolder folder;
    MakeNode(folder.path(), script);
    EXPECT_THAT(DrawReport(files, {folder.path().string(), absl::Milliseconds(300)}),
                AllOf(HasSubstr("figures not drawn: node "), HasSubstr("osteon report FOLDER")));
    EXPECT_THAT(files["report.html"], AllOf(HasSubstr("Figure not drawn: node "), HasSubstr("<table>")));
  }
}

TEST(DrawReportIn, AFolderIsDrawnInPlaceAndAgain) {
  const TemporaryFolder folder, empty;
  const std::string path = folder.path().string();
  ASSERT_THAT(WriteResultFiles(path, Files()), IsOk());
  EXPECT_THAT(DrawReportIn(path, {empty.path().string()}).value(), HasSubstr("node was not found"));
  EXPECT_THAT(ReadFile(folder / "report.html").value(), HasSubstr("Figure not drawn"));
  EXPECT_THAT(DrawReportIn(path, NodeOfThisProcess()).value(), IsEmpty());
  const std::string drawn = ReadFile(folder / "report.html").value();
  EXPECT_THAT(drawn, HasSubstr("<svg"));
  EXPECT_THAT(DrawReportIn(path, NodeOfThisProcess()).value(), IsEmpty());
  EXPECT_EQ(ReadFile(folder / "report.html").value(), drawn);
}

TEST(DrawReportIn, AFolderWithoutResultsIsAnError) {
  const TemporaryFolder empty;
  EXPECT_THAT(DrawReportIn(empty.path().string(), NodeOfThisProcess()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("model.json")));
}

}  // namespace
}  // namespace osteon::report
