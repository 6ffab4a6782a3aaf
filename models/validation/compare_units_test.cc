#include "models/validation/compare_units.h"

#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::models {
namespace {

using ::testing::HasSubstr;

Maybe<Quartiles> Told(double lower, double median, double upper) {
  return {Quartiles{100, lower, median, upper, upper - lower}, ""};
}

UnitsComparison Compared(const std::map<std::string, Maybe<Quartiles>>& sites) {
  std::map<std::string, VariableSummary> summaries;
  for (const auto& [site, quartiles] : sites) summaries[site] = {{{"ldh", quartiles}}, {}};
  return CompareUnits(summaries);
}

std::string FindingAt(const UnitsComparison& comparison, const std::string& site) {
  return comparison.numeric[0].sites.at(site).finding;
}

TEST(CompareUnits, ASiteThatIsOffByAThousandIsNamed) {
  const UnitsComparison comparison = Compared({{"alpha", Told(180, 220, 280)},
                                               {"beta", Told(170, 210, 270)},
                                               {"gamma", Told(175000, 215000, 275000)}});
  EXPECT_EQ(FindingAt(comparison, "gamma"), "looks like a factor 1000");
  EXPECT_EQ(FindingAt(comparison, "alpha"), "");
  EXPECT_EQ(FindingAt(comparison, "beta"), "");
  EXPECT_TRUE(comparison.numeric[0].IsFlagged());
  EXPECT_DOUBLE_EQ(*comparison.numeric[0].sites.at("gamma").spread_ratio, 1000);
}

TEST(CompareUnits, TooSmallIsFoundAsWell) {
  const UnitsComparison comparison =
      Compared({{"a", Told(180, 220, 280)}, {"b", Told(170, 210, 270)}, {"c", Told(18, 22, 28)}});
  EXPECT_EQ(FindingAt(comparison, "c"), "looks like a factor 1/10");
}

TEST(CompareUnits, AnotherFactorIsGivenAsItIs) {  // mg/dl for mmol/l of glucose
  const UnitsComparison comparison =
      Compared({{"a", Told(4.8, 5.4, 6.6)}, {"b", Told(4.7, 5.3, 6.5)}, {"c", Told(86, 97, 119)}});
  EXPECT_THAT(FindingAt(comparison, "c"), HasSubstr("18 times"));
}

TEST(CompareUnits, OfTwoSitesEachIsHeldAgainstTheOther) {
  const UnitsComparison comparison =
      Compared({{"a", Told(180, 220, 280)}, {"b", Told(180000, 220000, 280000)}});
  EXPECT_EQ(FindingAt(comparison, "a"), "looks like a factor 1/1000");
  EXPECT_EQ(FindingAt(comparison, "b"), "looks like a factor 1000");
}

TEST(CompareUnits, AnotherZeroIsAShift) {  // kelvin for degrees Celsius
  const UnitsComparison comparison = Compared(
      {{"a", Told(36.4, 36.8, 37.2)}, {"b", Told(36.5, 36.9, 37.3)}, {"c", Told(309.6, 310, 310.4)}});
  EXPECT_THAT(FindingAt(comparison, "c"), HasSubstr("interquartile ranges away"));
  EXPECT_EQ(FindingAt(comparison, "a"), "");
}

TEST(CompareUnits, CentredValuesAreJudgedBySpreadAlone) {
  const UnitsComparison comparison =
      Compared({{"a", Told(-1, 0, 1)}, {"b", Told(-1.1, 0.1, 1)}, {"c", Told(-100, 1, 100)}});
  EXPECT_EQ(FindingAt(comparison, "c"), "looks like a factor 100");
}

TEST(CompareUnits, AWiderSpreadAroundTheSameMedianIsCaseMix) {
  const UnitsComparison comparison =
      Compared({{"a", Told(58, 60, 62)}, {"b", Told(58, 60, 62)}, {"c", Told(45, 60, 75)}});
  EXPECT_EQ(FindingAt(comparison, "c"), "");
}

TEST(CompareUnits, WhatIsSuppressedIsNeitherFlaggedNorCompared) {
  const UnitsComparison comparison = Compared(
      {{"a", Told(180, 220, 280)}, {"b", {std::nullopt, "min_patients"}}, {"c", {std::nullopt, "constant"}}});
  EXPECT_FALSE(comparison.numeric[0].IsFlagged());
  EXPECT_FALSE(comparison.numeric[0].sites.at("a").shift.has_value());
  EXPECT_EQ(comparison.numeric[0].sites.at("b").quartiles.unavailable, "min_patients");
}

// The thresholds' reason: with the same distribution everywhere and 20 patients a site, nothing is flagged.
TEST(CompareUnits, ChanceAtSmallSitesIsNotFlagged) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal(60, 11);
  std::lognormal_distribution<double> skewed(2, 0.8);
  int flagged = 0;
  for (int repeat = 0; repeat < 1000; ++repeat) {
    std::map<std::string, VariableSummary> sites;
    for (const char* site : {"a", "b", "c", "d", "e"}) {
      std::vector<double> ages, markers;
      for (int i = 0; i < 20; ++i) {
        ages.push_back(normal(random));
        markers.push_back(skewed(random));
      }
      sites[site] = {{{"age", SummariseNumeric(ages, {})}, {"marker", SummariseNumeric(markers, {})}}, {}};
    }
    for (const ComparedNumeric& variable : CompareUnits(sites).numeric) flagged += variable.IsFlagged();
  }
  EXPECT_EQ(flagged, 0);
}

}  // namespace
}  // namespace osteon::models
