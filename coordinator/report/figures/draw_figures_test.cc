#include "coordinator/report/figures/draw_figures.h"

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "coordinator/report/example_result.h"
#include "coordinator/report/figure_id.h"
#include "coordinator/report/figures/bundle.h"
#include "coordinator/report/figures/check_svg.h"
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
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;

absl::StatusOr<Figures> Draw(const ReportInput& input) {
  absl::StatusOr<ResultFiles> files = MakeResultFiles(input);
  if (!files.ok()) return files.status();
  return DrawFigures((*files)["model.json"], (*files)["validation.json"], (*files)["ledger.json"],
                     NodeOfThisProcess());
}

TEST(DrawFigures, AResultHasItsForestPlots) {
  const absl::StatusOr<Figures> figures = Draw(ExampleInput());
  ASSERT_THAT(figures, IsOk());
  ASSERT_THAT(*figures, Contains(Key("forest-auc--clinical")));
  const Figure& figure = figures->at("forest-auc--clinical");
  EXPECT_THAT(figure.title, HasSubstr("AUC of model clinical"));
  EXPECT_THAT(figure.alternative, HasSubstr("AUC of clinical at "));
  for (const auto& [id, each] : *figures) {
    EXPECT_THAT(each.not_drawn, IsEmpty()) << id;
    EXPECT_THAT(CheckSvg(each.svg), IsOk()) << id;
  }
}

TEST(DrawFigures, HostileNamesComeBackAsText) {
  ReportInput input = ExampleInput();
  const std::string hostile = "</title><script>alert(1)</script>\" onload=\"x";
  for (auto& validation : input.result.validations) validation.site = absl::StrCat(hostile, validation.site);
  const absl::StatusOr<Figures> figures = Draw(input);
  ASSERT_THAT(figures, IsOk());
  ASSERT_THAT(*figures, Not(IsEmpty()));
  for (const auto& [id, figure] : *figures) {
    EXPECT_THAT(figure.not_drawn, IsEmpty()) << id;
    EXPECT_THAT(figure.svg, Not(HasSubstr("<script"))) << id;
  }
}

TEST(DrawFigures, WhatIsNoJsonIsNamed) {
  EXPECT_THAT(DrawFigures("{}", "{", "{}", NodeOfThisProcess()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("validation.json is not JSON")));
}

TEST(DrawFigures, FilesWithoutAnythingHaveNoFigure) {
  const absl::StatusOr<Figures> figures = DrawFigures("{}", "[]", "null", NodeOfThisProcess());
  ASSERT_THAT(figures, IsOk());
  EXPECT_THAT(*figures, IsEmpty());
}

TEST(DrawFigures, TheFolderIsPrivateAndGoesAway) {
  const TemporaryFolder folder;
  MakeNode(folder.path(), "f=$4; d=${f%/*}; stat -c %a $d >" + folder / "mode" + "; echo $d >" +
                              folder / "where" + "; echo '{\"figures\":[],\"failed\":{}}' >$5");
  EXPECT_THAT(DrawFigures("{}", "{}", "{}", {folder.path().string()}), IsOk());
  const absl::StatusOr<std::string> mode = ReadFile(folder / "mode"), where = ReadFile(folder / "where");
  ASSERT_THAT(mode, IsOk());
  ASSERT_THAT(where, IsOk());
  EXPECT_EQ(*mode, "700\n");
  EXPECT_FALSE(std::filesystem::exists(where->substr(0, where->size() - 1)));
}

TEST(DrawFigures, WhatIsNoResultIsRefused) {
  for (const std::string output :
       {"", "{", "[]", "{\"figures\":1,\"failed\":{}}", "{\"figures\":[1],\"failed\":{}}"}) {
    const TemporaryFolder folder;
    MakeNode(folder.path(), "echo '" + output + "' >$5");
    EXPECT_THAT(DrawFigures("{}", "{}", "{}", {folder.path().string()}),
                StatusIs(absl::StatusCode::kDataLoss, ::testing::_))
        << output;
  }
}

TEST(DrawFigures, ADrawingWithMoreThanShapesIsNotTaken) {
  const TemporaryFolder folder;
  MakeNode(
      folder.path(),
      "echo '{\"figures\":[{\"id\":\"a\",\"svg\":\"<svg ><script>1</script></svg>\"}],\"failed\":{}}' >$5");
  const absl::StatusOr<Figures> figures = DrawFigures("{}", "{}", "{}", {folder.path().string()});
  ASSERT_THAT(figures, IsOk());
  EXPECT_THAT(figures->at("a").svg, IsEmpty());
  EXPECT_THAT(figures->at("a").not_drawn, HasSubstr("script"));
}

}  // namespace
}  // namespace osteon::report
