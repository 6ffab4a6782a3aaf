#include "models/threshold/choose_youden.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "tests/support/counting_federation.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::CountingFederation;
using osteon::testing::StatusIs;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

AnalysisTable TableOf(const std::vector<double>& risk, const std::vector<double>& outcome) {
  AnalysisTable table;
  table.columns = {"risk"};
  const auto n = static_cast<Eigen::Index>(risk.size());
  table.values = Eigen::Map<const Eigen::VectorXd>(risk.data(), n);
  table.outcome = Eigen::Map<const Eigen::VectorXd>(outcome.data(), n);
  table.holdout.assign(risk.size(), false);
  return table;
}

const ScoredModel kReader = {"reader", {}, "risk"};

TEST(ChooseYouden, TakesTheSmallestCutWithTheLargestIndex) {
  CountingFederation federation(
      {{"a", TableOf({0.1, 0.2, 0.35}, {0, 0, 1})}, {"b", TableOf({0.6, 0.7, 0.8}, {0, 1, 1})}});
  // At 0.25, 0.3 and 0.35 all events and one of three others are positive: 2/3; at 0.65 two of three and
  // none.
  ASSERT_OK_AND_ASSIGN(const std::vector<YoudenThreshold> chosen,
                       ChooseYouden(federation, "threshold", {kReader}, {0.15, 0.25, 0.3, 0.65}, {"b", "a"}));
  EXPECT_THAT(chosen, ElementsAre(YoudenThreshold{0.25, 2.0 / 3, 3, 1, 2, 0}));
  EXPECT_EQ(federation.rounds(), 1);
}

TEST(ChooseYouden, ModelsAreJudgedEachByItself) {
  AnalysisTable table = TableOf({0.1, 0.2, 0.35, 0.6, 0.7, 0.8}, {0, 0, 1, 0, 1, 1});
  table.columns.emplace_back("x");
  table.values.conservativeResize(6, 2);
  table.values.col(1) = -table.values.col(0);
  CountingFederation federation({{"a", table}});
  const ScoredModel reversed{"reversed", {{"x", 1}}, ""};  // risks below one half, falling
  ASSERT_OK_AND_ASSIGN(const std::vector<YoudenThreshold> chosen,
                       ChooseYouden(federation, "threshold", {kReader, reversed}, FineCuts(), {"a"}));
  EXPECT_EQ(chosen[0].threshold, 0.201);
  EXPECT_EQ(chosen[1].threshold, 0.001);  // no cut is better than calling everybody positive
  EXPECT_EQ(chosen[1].youden, 0);
}

TEST(ChooseYouden, AnySplitOverSitesGivesTheSameCut) {
  std::mt19937_64 random(7);
  std::vector<double> risk;
  std::vector<double> outcome;
  for (int i = 0; i < 200; ++i) {
    risk.push_back(std::uniform_real_distribution<double>(0, 1)(random));
    outcome.push_back(std::uniform_real_distribution<double>(0, 1)(random) < risk.back() ? 1 : 0);
  }
  CountingFederation whole({{"a", TableOf(risk, outcome)}});
  ASSERT_OK_AND_ASSIGN(const std::vector<YoudenThreshold> expected,
                       ChooseYouden(whole, "threshold", {kReader}, FineCuts(), {"a"}));
  for (const std::size_t sites : {2U, 7U, 50U}) {
    std::map<std::string, std::pair<std::vector<double>, std::vector<double>>> rows;
    for (std::size_t i = 0; i < risk.size(); ++i) {
      auto& site = rows["s" + std::to_string(random() % sites)];
      site.first.push_back(risk[i]);
      site.second.push_back(outcome[i]);
    }
    std::map<std::string, AnalysisTable> tables;
    std::vector<std::string> names;
    for (const auto& [name, site] : rows) {
      tables[name] = TableOf(site.first, site.second);
      names.push_back(name);
    }
    CountingFederation federation(tables);
    std::reverse(names.begin(), names.end());
    ASSERT_OK_AND_ASSIGN(const std::vector<YoudenThreshold> chosen,
                         ChooseYouden(federation, "threshold", {kReader}, FineCuts(), names));
    EXPECT_EQ(chosen, expected);
  }
}

TEST(ChooseYouden, WhatCannotBeChosenIsRefused) {
  constexpr auto kBad = absl::StatusCode::kInvalidArgument;
  constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;
  CountingFederation federation({{"none", TableOf({0.1, 0.2}, {0, 0})}, {"all", TableOf({0.1}, {1})}});
  const auto choose = [&](const std::vector<ScoredModel>& models, const std::vector<double>& cuts,
                          const std::vector<std::string>& sites) {
    return ChooseYouden(federation, "threshold", models, cuts, sites);
  };
  EXPECT_THAT(choose({kReader}, {0.5}, {"none"}), StatusIs(kPrecondition, HasSubstr("there are no events")));
  EXPECT_THAT(choose({kReader}, {0.5}, {"all"}),
              StatusIs(kPrecondition, HasSubstr("there are no non-events")));
  EXPECT_THAT(choose({kReader}, {0.5}, {}), StatusIs(kBad, HasSubstr("no site")));
  EXPECT_THAT(choose({}, {0.5}, {"all"}), StatusIs(kBad, HasSubstr("no model")));
  EXPECT_THAT(choose({kReader}, {0.5, 0.2}, {"all"}), StatusIs(kBad, HasSubstr("ascending")));
}

TEST(ChooseYouden, GridsAreEvenAndOnThousandths) {
  const std::vector<double> fine = FineCuts();
  ASSERT_EQ(fine.size(), 999U);
  for (std::size_t k = 0; k < fine.size(); ++k) EXPECT_EQ(fine[k], static_cast<double>(k + 1) / 1000);
  EXPECT_THAT(CoarseCuts(9), ElementsAre(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9));
  const std::vector<double> twelve = CoarseCuts(12);
  EXPECT_EQ(twelve.size(), 12U);
  EXPECT_EQ(twelve[0], 0.077);
  EXPECT_TRUE(AreCuts(twelve, 12));
}

}  // namespace
}  // namespace osteon::models
