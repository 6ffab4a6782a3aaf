#include "coordinator/report/forest_plot.h"

#include <cstddef>
#include <regex>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

models::MaybeEstimate Value(double estimate, double lower, double upper) {
  return {models::Estimate{estimate, 0.1, lower, upper, "DeLong"}, ""};
}

ForestPlot AucPlot(std::vector<ForestRow> rows) {
  ForestPlot plot;
  plot.title = "AUC";
  plot.axis = "AUC";
  plot.reference = 0.5;
  plot.from = 0.4;
  plot.groups.push_back({models::SiteRole::kExternal, std::move(rows)});
  return plot;
}

std::string Draw(const ForestPlot& plot) {
  Numbering numbering;
  return DrawForestPlot(plot, numbering).markup();
}

TEST(ForestPlot, TheTextAlternativeSaysEveryValue) {
  const std::string svg =
      Draw(AucPlot({{"alpha", Value(0.8, 0.7, 0.9)}, {"beta", {std::nullopt, "no events"}}}));
  EXPECT_THAT(svg, HasSubstr("role=\"img\" aria-labelledby=\"figure-1-title figure-1-text\""));
  EXPECT_THAT(svg, HasSubstr("<title id=\"figure-1-title\">AUC</title>"));
  EXPECT_THAT(svg, HasSubstr("External: alpha 0.80 (0.70 to 0.90); beta not available."));
}

TEST(ForestPlot, TheAxisBeginsAtTheLeastOfFromAndTheLowestLimit) {
  EXPECT_THAT(Draw(AucPlot({{"a", Value(0.8, 0.7, 0.9)}})), Not(HasSubstr(">0.3</text>")));
  EXPECT_THAT(Draw(AucPlot({{"a", Value(0.8, 0.7, 0.9)}})), HasSubstr(">0.4</text>"));
  EXPECT_THAT(Draw(AucPlot({{"a", Value(0.45, 0.12, 0.7)}})), HasSubstr(">0.0</text>"));
}

TEST(ForestPlot, AnIntervalBeyondTheAxisEndsInAnArrow) {
  ForestPlot plot = AucPlot({{"a", Value(9, -20, 40)}});
  plot.to = 2;
  plot.least = -2;
  plot.most = 4;
  const std::string svg = Draw(plot);
  EXPECT_THAT(svg, HasSubstr("l7 -4v8z"));
  EXPECT_THAT(svg, HasSubstr("l-7 -4v8z"));
  EXPECT_THAT(svg, Not(HasSubstr("<rect")));  // the estimate itself is off the axis
}

TEST(ForestPlot, NoTwoTextsShareALineAndAColumnWith25Sites) {
  std::vector<ForestRow> rows;
  for (int i = 0; i < 25; ++i)
    rows.push_back({absl::StrCat("MMMMMMMMMMMMMMMMMMMMMMMM-", i), Value(0.8, 0.7, 0.9)});
  const std::string svg = Draw(AucPlot(rows));

  const std::regex text("<text class=\"(label|role)\" x=\"0\" y=\"([0-9.]+)\">");
  std::set<double> lines;
  for (std::sregex_iterator it(svg.begin(), svg.end(), text), end; it != end; ++it) {
    lines.insert(std::stod((*it)[2].str()));
  }
  EXPECT_EQ(lines.size(), 26U);
  double previous = -100;
  for (const double y : lines) {
    EXPECT_GE(y - previous, 16);
    previous = y;
  }
  EXPECT_THAT(svg, HasSubstr(">MMMMMMMMM\xE2\x80\xA6</text>"));  // shortened to its column
}

TEST(ForestPlot, AHostileSiteIsEscapedEverywhere) {
  const std::string svg = Draw(AucPlot({{"</svg><b>", Value(0.8, 0.7, 0.9)}}));
  EXPECT_THAT(svg, Not(HasSubstr("<b>")));
  EXPECT_THAT(svg, HasSubstr("&lt;/svg&gt;&lt;b&gt;"));
}

}  // namespace
}  // namespace osteon::report
