#include "coordinator/report/nomogram_svg.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "coordinator/report/svg_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::report {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

models::NomogramPredictor Numeric(const std::string& name, double coefficient, double low, double high) {
  return {name, models::NumericPredictor{coefficient, low, high, {}}};
}

models::NomogramPredictor Levels(const std::string& name, std::vector<std::string> levels,
                                 std::vector<double> coefficients) {
  return {name, models::CategoricalPredictor{std::move(levels), std::move(coefficients)}};
}

models::Nomogram Build(double intercept, const std::vector<models::NomogramPredictor>& predictors) {
  absl::StatusOr<models::Nomogram> nomogram = models::BuildNomogram(intercept, predictors);
  EXPECT_TRUE(nomogram.ok()) << nomogram.status();
  return nomogram.ok() ? *std::move(nomogram) : models::Nomogram{};
}

models::Nomogram Example() {
  return Build(-2.77, {Numeric("wavelet-HLL_glcm_signature_of_forty_features", 1.03, -3.5, 3.4),
                       Numeric("age", 0.0232, 24, 89), Numeric("albumin", -0.09, 20, 52),
                       Levels("sex", {"F", "M"}, {-0.24}),
                       Levels("grade",
                              {"well differentiated", "moderately differentiated", "poorly differentiated",
                               "undifferentiated"},
                              {0.2, 0.25, 0.3}),
                       Numeric("unused", 0, 0, 10)});
}

struct TextBox {
  double left, right, y;
  std::string text;
};

// The boxes of all labels of ticks.
std::vector<TextBox> LabelsOf(const std::string& svg) {
  const std::regex pattern(
      "<text x=\"([0-9.-]+)\" y=\"([0-9.-]+)\" "
      "text-anchor=\"(middle|start)\">(?:<title>[^<]*</title>)?([^<]*)"
      "</text>");
  std::vector<TextBox> boxes;
  for (std::sregex_iterator match(svg.begin(), svg.end(), pattern), end; match != end; ++match) {
    const double width = TextWidth((*match)[4]) * 11.5 / 12;
    const double left = std::stod((*match)[1]) - ((*match)[3] == "middle" ? width / 2 : 0);
    boxes.push_back({left, left + width, std::stod((*match)[2]), (*match)[4]});
  }
  return boxes;
}

void ExpectNothingTouches(const std::string& svg) {
  const std::vector<TextBox> boxes = LabelsOf(svg);
  EXPECT_GT(boxes.size(), 10U);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    EXPECT_GE(boxes[i].left, 150) << boxes[i].text;  // clear of the names
    EXPECT_LE(boxes[i].right, 760) << boxes[i].text;
    for (std::size_t j = 0; j < i; ++j) {
      const bool same_line = std::abs(boxes[i].y - boxes[j].y) < 11;
      const bool overlap = boxes[i].left < boxes[j].right && boxes[j].left < boxes[i].right;
      EXPECT_FALSE(same_line && overlap) << boxes[i].text << " and " << boxes[j].text;
    }
  }
}

TEST(NomogramSvg, NoTwoLabelsTouch) {
  ExpectNothingTouches(NomogramSvg(Example(), "Nomogram", "n"));
  // Forty levels of nearly the same points, and a predictor with a short axis of many ticks.
  std::vector<std::string> levels;
  std::vector<double> coefficients;
  for (int i = 0; i < 40; ++i) {
    levels.push_back("level " + std::to_string(i));
    if (i > 0) coefficients.push_back(0.003 * i);
  }
  ExpectNothingTouches(NomogramSvg(Build(-9, {Numeric("x", 1, 0, 20), Levels("many", levels, coefficients),
                                              Numeric("y", 1e-7, 0, 123456789)}),
                                   "Nomogram", "n"));
}

TEST(NomogramSvg, EveryLevelHasItsLabelAndBothEndsOfAnAxisToo) {
  const std::string svg = NomogramSvg(Example(), "Nomogram", "n");
  std::map<std::string, int> labels;
  for (const TextBox& box : LabelsOf(svg)) ++labels[box.text];
  for (const std::string label : {"F", "M", "20", "90", "0 to 10", "0.5"})
    EXPECT_GE(labels[label], 1) << label;
  for (const std::string level :
       {"well differentiated", "moderately differentiated", "poorly differentiated", "undifferentiated"}) {
    EXPECT_EQ(labels[level], 1) << level;
  }
}

TEST(NomogramSvg, LevelsOfEqualPointsShareALabel) {
  const std::string svg =
      NomogramSvg(Build(0, {Numeric("x", 1, 0, 5), Levels("site", {"a", "b", "c"}, {0, 1})}), "N", "n");
  EXPECT_THAT(svg, HasSubstr(">a, b</text>"));
}

TEST(NomogramSvg, ALongLevelIsShortenedAndWholeInATitle) {
  const std::string level = "a level with a name that nobody would want to read twice, or even once";
  const std::string svg = NomogramSvg(Build(0, {Levels("g", {"short", level}, {1})}), "N", "n");
  EXPECT_THAT(svg, AllOf(HasSubstr("<title>" + level + "</title>a level with a name"),
                         HasSubstr("\xE2\x80\xA6</text>")));
}

TEST(NomogramSvg, LabelsStandAtEvenSteps) {
  std::map<std::string, int> labels;
  for (const TextBox& box : LabelsOf(NomogramSvg(Example(), "Nomogram", "n"))) ++labels[box.text];
  // Age has no room for every ten years between its ends, so it has every twenty.
  EXPECT_EQ(labels["60"], 3);  // points, total points and age
  EXPECT_EQ(labels["75"], 0);
  EXPECT_EQ(labels["35"], 1);  // albumin has room for every five
}

TEST(NomogramSvg, ALongNameIsWrappedAndWholeInATitle) {
  const std::string svg = NomogramSvg(Example(), "Nomogram", "n");
  EXPECT_THAT(svg, HasSubstr("<title>wavelet-HLL_glcm_signature_of_forty_features</title>wavelet-HLL_glcm_"));
  EXPECT_THAT(svg, HasSubstr("</tspan></text>"));
}

TEST(NomogramSvg, TheTextAlternativeSaysPointsAndRisks) {
  const std::string svg = NomogramSvg(Example(), "Nomogram of model m", "n");
  EXPECT_THAT(svg, AllOf(HasSubstr("<title id=\"n-title\">Nomogram of model m</title>"),
                         HasSubstr("age: 0.0 points at 20, 22.5 points at 90."),
                         HasSubstr("Risk by total points: 0.05 at ")));
  EXPECT_THAT(svg, HasSubstr("linear predictor = "));
}

TEST(NomogramSvg, TheDrawingStandsAlone) {
  const std::string svg = NomogramSvg(Example(), "Nomogram", "n");
  EXPECT_EQ(svg.rfind("<svg xmlns=\"http://www.w3.org/2000/svg\"", 0), 0U);
  EXPECT_THAT(svg, AllOf(Not(HasSubstr("<style")), Not(HasSubstr("<script")), Not(HasSubstr("href"))));
  // Greys only: a black and white print loses nothing.
  const std::regex colour("#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})");
  for (std::sregex_iterator match(svg.begin(), svg.end(), colour), end; match != end; ++match) {
    const auto part = [&](int i) { return std::stoi((*match)[static_cast<std::size_t>(i)], nullptr, 16); };
    EXPECT_LE(std::max({part(1), part(2), part(3)}) - std::min({part(1), part(2), part(3)}), 24);
  }
}

TEST(NomogramSvg, AHostileNameIsEscapedEverywhere) {
  const std::string svg = NomogramSvg(
      Build(0, {Numeric("</svg><b>", 1, 0, 5), Levels("g", {"<i>", "\"&"}, {1})}), "</title><u>", "n");
  EXPECT_THAT(svg, AllOf(Not(HasSubstr("<b>")), Not(HasSubstr("<i>")), Not(HasSubstr("<u>")),
                         HasSubstr("&lt;/svg&gt;&lt;b&gt;")));
}

TEST(NomogramSvg, AFigureIsNumbered) {
  Numbering numbering{0, 3};
  const std::string markup = DrawNomogram(Example(), "Nomogram", numbering).markup();
  EXPECT_THAT(markup, AllOf(HasSubstr("<figcaption>Figure 4. Nomogram</figcaption>"),
                            HasSubstr("aria-labelledby=\"figure-4-title figure-4-text\"")));
}

}  // namespace
}  // namespace osteon::report
