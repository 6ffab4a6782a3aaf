#include "models/disclosure/judge_subgroups.h"

#include <cmath>

#include "gtest/gtest.h"

namespace osteon::models {
namespace {

ValidationMetrics Level(std::uint64_t n, std::uint64_t events, std::uint64_t tp, std::uint64_t fp) {
  ValidationMetrics metrics;
  metrics.n = n;
  metrics.events = events;
  metrics.brier = 0.2;
  metrics.at_threshold = TableOf(0.5, tp, fp, n - events - fp, events - tp);
  metrics.decision_curve = {DecisionPointOf(0.2, tp, fp, n, events)};
  return metrics;
}

std::vector<std::string> Rules(const Subgroups& subgroups) {
  std::vector<std::string> rules;
  for (const auto& [level, metrics] : subgroups.levels) rules.push_back(metrics.suppressed);
  return rules;
}

TEST(SuppressSubgroups, LevelsOfManyAreTold) {
  Subgroups subgroups{"sex", {{"F", Level(60, 30, 20, 10)}, {"M", Level(60, 30, 20, 10)}}};
  const Subgroups as_it_was = subgroups;
  SuppressIn(subgroups, Limits());
  EXPECT_EQ(subgroups, as_it_was);
}

// 12 of M: with F told, M would be the whole record less F.
TEST(SuppressSubgroups, OneSmallLevelOfTwoTakesTheOtherWithIt) {
  Subgroups subgroups{"sex", {{"F", Level(60, 30, 20, 10)}, {"M", Level(12, 6, 6, 0)}}};
  SuppressIn(subgroups, Limits());
  EXPECT_EQ(Rules(subgroups), (std::vector<std::string>{"min_patients", "min_patients"}));
}

TEST(SuppressSubgroups, SmallLevelsThatAreEnoughTogetherLeaveTheOthers) {
  Subgroups subgroups{"scanner",
                      {{"A", Level(60, 30, 20, 10)},
                       {"B", Level(12, 6, 6, 6)},
                       {"C", Level(60, 30, 20, 10)},
                       {"D", Level(12, 6, 6, 6)}}};
  SuppressIn(subgroups, Limits());
  EXPECT_EQ(Rules(subgroups), (std::vector<std::string>{"", "min_patients", "", "min_patients"}));
}

TEST(SuppressSubgroups, TheSmallestOfTheOthersGoesFirst) {
  Subgroups subgroups{
      "scanner", {{"A", Level(90, 30, 20, 10)}, {"B", Level(12, 6, 6, 6)}, {"C", Level(60, 30, 20, 10)}}};
  SuppressIn(subgroups, Limits());
  EXPECT_EQ(Rules(subgroups), (std::vector<std::string>{"", "min_patients", "min_patients"}));
}

// tp = 3 at M is suppressed; F's table and the whole record's would tell it.
TEST(SuppressSubgroups, ASmallCellOfOneLevelHidesTheTableOfAll) {
  Subgroups subgroups{"sex", {{"F", Level(60, 30, 20, 10)}, {"M", Level(60, 30, 3, 10)}}};
  SuppressIn(subgroups, Limits());
  for (const auto& [level, metrics] : subgroups.levels) {
    EXPECT_EQ(metrics.suppressed, "") << level;
    EXPECT_EQ(metrics.at_threshold->suppressed, "min_cell") << level;
    EXPECT_EQ(metrics.decision_curve[0].suppressed, "min_cell") << level;
    EXPECT_EQ(metrics.n, 60U);
  }
}

TEST(SuppressSubgroups, AnEmptyLevelStaysEmpty) {
  Subgroups subgroups{"sex", {{"F", Level(60, 30, 20, 10)}, {"M", ValidationMetrics()}}};
  const Subgroups as_it_was = subgroups;
  SuppressIn(subgroups, Limits());
  EXPECT_EQ(subgroups, as_it_was);
}

}  // namespace
}  // namespace osteon::models
