#include "models/screening/class_tests.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace osteon::models {
namespace {

// (x, event, site) of each patient; the exact sums made with rationals that happen to be whole multiples.
struct Patient {
  int x;
  int y;
  int site;
};

// Sums of whole numbers; sites of one size each, so that centred sums are cut nowhere that matters.
ClassSums ClassSumsOf(const std::vector<Patient>& patients, int sites) {
  ClassSums sums;
  const ExactInteger one = ExactOne();
  for (int site = 0; site < sites; ++site) {
    int n = 0;
    int x = 0;
    int y = 0;
    int xx = 0;
    int xy = 0;
    for (const Patient& patient : patients) {
      if (patient.site != site) continue;
      ++n, x += patient.x, y += patient.y, xx += patient.x * patient.x, xy += patient.x * patient.y;
    }
    if (n == 0) continue;
    sums.patients += static_cast<std::uint64_t>(n);
    sums.events += static_cast<std::uint64_t>(y);
    ++sums.sites;
    sums.sum0 += one * (x - xy);
    sums.sum1 += one * xy;
    sums.square += one * xx;
    sums.outcome += one * y * (n - y) / n;
    sums.centred_square += one * (n * xx - x * x) / n;
    sums.centred_product += one * (n * xy - x * y) / n;
  }
  return sums;
}

const std::vector<Patient> kEight = {{1, 0, 0}, {2, 0, 0}, {3, 1, 0}, {4, 1, 0},
                                     {6, 0, 1}, {8, 0, 1}, {9, 1, 1}, {11, 1, 1}};

// By hand: class means 17/4 and 27/4, grand mean 5.5; between 2 * 4 * 1.25^2 = 12.5; total 332 - 242 = 90;
// within 77.5; F = 12.5 / (77.5 / 6).
TEST(ClassTests, OutcomeByHand) {
  const std::optional<FTest> test = TestOutcome(ClassSumsOf(kEight, 2));
  ASSERT_TRUE(test.has_value());
  EXPECT_DOUBLE_EQ(test->f, 12.5 / (77.5 / 6));
  EXPECT_EQ(test->df1, 1);
  EXPECT_EQ(test->df2, 6);
}

// Site means 2.5 and 8.5: within sites 5 + 13 = 18, between 72. Centred products: 2 + 3 = 5, of y 1 + 1 = 2:
// explained 25 / 2, rest 18 - 12.5 = 5.5 with 5 degrees of freedom.
TEST(ClassTests, OutcomeWithinSitesAndSiteByHand) {
  const std::optional<FTest> within = TestOutcomeWithinSites(ClassSumsOf(kEight, 2));
  ASSERT_TRUE(within.has_value());
  EXPECT_DOUBLE_EQ(within->f, 12.5 / (5.5 / 5));
  EXPECT_EQ(within->df2, 5);
  const std::optional<FTest> site = TestSite(ClassSumsOf(kEight, 2));
  ASSERT_TRUE(site.has_value());
  EXPECT_DOUBLE_EQ(site->f, 72 / (18.0 / 6));
  EXPECT_EQ(site->df1, 1);
  EXPECT_EQ(site->df2, 6);
}

TEST(ClassTests, OneSiteIsNoSiteToAdjustFor) {
  std::vector<Patient> pooled = kEight;
  for (Patient& patient : pooled) patient.site = 0;
  EXPECT_FALSE(TestSite(ClassSumsOf(pooled, 1)).has_value());
  EXPECT_DOUBLE_EQ(TestOutcomeWithinSites(ClassSumsOf(pooled, 1))->f, TestOutcome(ClassSumsOf(pooled, 1))->f);
}

TEST(ClassTests, WhatSeparatesPerfectlyHasAnInfiniteF) {
  const ClassSums sums = ClassSumsOf({{1, 0, 0}, {3, 1, 0}, {1, 0, 1}, {3, 1, 1}, {3, 1, 1}}, 2);
  EXPECT_EQ(TestOutcome(sums)->f, HUGE_VAL);
  EXPECT_EQ(UpperTail(*TestOutcome(sums)), 0);
  EXPECT_EQ(TestOutcomeWithinSites(sums)->f, HUGE_VAL);
  // The site's own number: nothing varies within sites.
  const ClassSums site = ClassSumsOf({{3, 0, 0}, {3, 1, 0}, {3, 0, 0}, {5, 0, 1}, {5, 1, 1}, {5, 1, 1}}, 2);
  EXPECT_EQ(TestSite(site)->f, HUGE_VAL);
  EXPECT_FALSE(TestOutcomeWithinSites(site).has_value());
}

TEST(ClassTests, WhatDoesNotVaryOrHasOneClassHasNoF) {
  EXPECT_FALSE(TestOutcome(ClassSumsOf({{2, 0, 0}, {2, 1, 0}, {2, 1, 1}}, 2)).has_value());
  EXPECT_FALSE(TestSite(ClassSumsOf({{2, 0, 0}, {2, 1, 0}, {2, 1, 1}}, 2)).has_value());
  EXPECT_FALSE(TestOutcome(ClassSumsOf({{1, 0, 0}, {2, 0, 0}, {3, 0, 1}}, 2)).has_value());
  EXPECT_FALSE(TestOutcome(ClassSumsOf({{1, 0, 0}, {2, 1, 0}}, 1)).has_value());
  // Each site has one class.
  EXPECT_FALSE(
      TestOutcomeWithinSites(ClassSumsOf({{1, 0, 0}, {2, 0, 0}, {3, 1, 1}, {5, 1, 1}}, 2)).has_value());
}

TEST(ClassTests, UpperTailsAreThoseOfTheFDistribution) {
  EXPECT_EQ(UpperTail({0, 1, 10}), 1);
  // With 2 and 2 degrees of freedom P(F > f) = 1 / (1 + f); with 2 and m, (1 + 2 f / m)^(-m / 2).
  EXPECT_NEAR(UpperTail({3, 2, 2}), 0.25, 1e-15);
  EXPECT_NEAR(UpperTail({1.5, 2, 6}), std::pow(1.5, -3), 1e-15);
  EXPECT_NEAR(UpperTail({400, 2, 573}) / std::pow(1 + 800.0 / 573, -286.5), 1, 1e-11);
  EXPECT_EQ(UpperTail({1e300, 1, 500}), 0);  // below the smallest number, without an exception
}

}  // namespace
}  // namespace osteon::models
