#include "coordinator/report/line_plot.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::report {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

LinePlot PlotOf(std::vector<PlotLine> lines) {
  LinePlot plot;
  plot.title = "Coefficients";
  plot.x_axis = "x";
  plot.y_axis = "y";
  plot.description = "Two lines.";
  plot.lines = std::move(lines);
  return plot;
}

std::string Draw(const LinePlot& plot) {
  Numbering numbering;
  return DrawLinePlot(plot, numbering).markup();
}

// The y of every text of a class, in order.
std::vector<double> HeightsOf(const std::string& svg, const std::string& text_class) {
  std::vector<double> heights;
  const std::string start = "<text class=\"" + text_class + "\" x=\"";
  for (std::size_t at = svg.find(start); at != std::string::npos; at = svg.find(start, at + 1)) {
    const std::size_t y = svg.find(" y=\"", at) + 4;
    heights.push_back(std::stod(svg.substr(y, 8)));
  }
  return heights;
}

TEST(LinePlot, HasATextAlternativeAndANumber) {
  const std::string svg = Draw(PlotOf({{"a", LineStyle::kNamed, {{0, 0, {}}, {1, 1, {}}}}}));
  EXPECT_THAT(svg, HasSubstr("Figure 1. Coefficients"));
  EXPECT_THAT(svg, HasSubstr("<desc id=\"figure-1-text\">Two lines.</desc>"));
}

TEST(LinePlot, NamesOfLinesThatEndTogetherDoNotTouch) {
  std::vector<PlotLine> lines;
  for (int i = 0; i < 6; ++i)
    lines.push_back({absl::StrCat("line ", i), LineStyle::kNamed, {{0, 0, {}}, {1, 1, {}}}});
  std::vector<double> heights = HeightsOf(Draw(PlotOf(lines)), "name");
  ASSERT_EQ(heights.size(), 6U);
  std::sort(heights.begin(), heights.end());
  for (std::size_t i = 1; i < heights.size(); ++i) EXPECT_GE(heights[i] - heights[i - 1], 13.9);
}

TEST(LinePlot, AKeyShowsASampleOfEachLine) {
  LinePlot plot = PlotOf({{"first", LineStyle::kNamed, {{0, 0, {}}, {1, 1, {}}}},
                          {"second", LineStyle::kFaint, {{0, 0, {}}, {1, 1, {}}}}});
  plot.key = true;
  const std::string svg = Draw(plot);
  EXPECT_THAT(svg, HasSubstr("h24.0\"/><text class=\"name\""));
  EXPECT_THAT(svg, HasSubstr(">first</text>"));
  EXPECT_THAT(svg, HasSubstr(">second</text>"));
  EXPECT_THAT(svg, Not(HasSubstr("leader")));
}

TEST(LinePlot, NamesOfMarksAtTheSamePlaceStandOnLinesOfTheirOwn) {
  LinePlot plot = PlotOf({{"a", LineStyle::kNamed, {{0, 0, {}}, {1, 1, {}}}}});
  plot.marks = {{0.5, "lambda.1se"}, {0.5, "lambda.min"}};
  const std::vector<double> heights = HeightsOf(Draw(plot), "mark-name");
  ASSERT_EQ(heights.size(), 2U);
  EXPECT_GE(heights[0] - heights[1], 12);
}

TEST(LinePlot, EachNamedLineHasADashOfItsOwn) {
  std::vector<PlotLine> lines;
  for (int i = 0; i < 6; ++i)
    lines.push_back({absl::StrCat("line ", i), LineStyle::kNamed, {{0, 0, {}}, {1, 1.0 * i, {}}}});
  const std::string svg = Draw(PlotOf(lines));
  for (int i = 0; i < 6; ++i) EXPECT_THAT(svg, HasSubstr(absl::StrCat("class=\"series dash", i, "\"")));
}

TEST(LinePlot, AXAxisThatDescendsPutsTheLargestLeft) {
  LinePlot plot = PlotOf({{"a", LineStyle::kNamed, {{2, 0, {}}, {1, 1, {}}}}});
  plot.descending = true;
  const std::string svg = Draw(plot);
  const std::size_t path = svg.find("<path class=\"series dash0\" d=\"M") + 31;
  const double from = std::stod(svg.substr(path, 6));
  const double to = std::stod(svg.substr(svg.find('L', path) + 1, 6));
  EXPECT_LT(from, to);
}

TEST(LinePlot, ALineIsCutWhereItLeavesThePlot) {
  LinePlot plot = PlotOf({{"a", LineStyle::kNamed, {{0, 0.5, {}}, {1, -100, {}}}},
                          {"b", LineStyle::kNamed, {{0, 0.1, {}}, {1, 0.4, {}}}}});
  plot.least = -0.1;
  const std::string svg = Draw(plot);
  EXPECT_THAT(svg, Not(HasSubstr(">\xE2\x88\x92"
                                 "100</text>")));
  const std::size_t path = svg.find("<path class=\"series dash0\"");
  const std::size_t end = svg.find('L', path);
  EXPECT_LT(std::stod(svg.substr(svg.find(' ', end), 8)), 277);  // not below the axis
}

TEST(LinePlot, FewerThanTwoPointsAreNoFigure) {
  Numbering numbering;
  EXPECT_THAT(DrawLinePlot(PlotOf({{"a", LineStyle::kNamed, {{0, 0, {}}}}}), numbering).markup(), IsEmpty());
  EXPECT_EQ(numbering.figures, 0);
}

TEST(LinePlot, HostileNamesAreEscapedEverywhere) {
  LinePlot plot = PlotOf({{"</svg><b>", LineStyle::kNamed, {{0, 0, {}}, {1, 1, {}}}}});
  plot.title = plot.x_axis = plot.y_axis = plot.description = plot.above_axis = "<b>";
  plot.marks = {{0.5, "<b>"}};
  plot.above = {{0.5, "<b>"}};
  EXPECT_THAT(Draw(plot), Not(HasSubstr("<b>")));
}

}  // namespace
}  // namespace osteon::report
