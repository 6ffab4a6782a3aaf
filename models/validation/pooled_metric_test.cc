#include "models/validation/pooled_metric.h"

#include <cmath>

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

const std::map<std::string, Contribution> kFourContributions = {{"a", {0.05, 0.0009, ""}},
                                                                {"b", {0.02, 0.0016, ""}},
                                                                {"c", {-0.01, 0.0025, ""}},
                                                                {"d", {0.08, 0.0004, ""}}};

TEST(PooledMetric, FourSitesArePooledAndLeftOutOneByOneAsMetaforDoes) {
  ASSERT_OK_AND_ASSIGN(const PooledMetric pooled, PoolContributions(kFourContributions, "identity"));
  // metafor: rma(d, v, method = "REML", test = "knha"); leave1out
  EXPECT_NEAR(pooled.reml->estimate, 0.0504043657050523, 1e-9);
  EXPECT_NEAR(pooled.reml->hk_se, 0.0181324097507962, 1e-9);
  EXPECT_NEAR(*PValueOf(pooled), 0.0690025294869495, 1e-8);
  ASSERT_THAT(pooled.without, SizeIs(4));
  EXPECT_NEAR(pooled.without.at("a").estimate, 0.043172295279, 1e-9);
  EXPECT_NEAR(pooled.without.at("b").hk_se, 0.021720446384, 1e-9);
  EXPECT_NEAR(pooled.without.at("c").tau2, 0.000089023900, 1e-9);
  EXPECT_NEAR(pooled.without.at("d").hartung_knapp.lower, -0.040511605195, 1e-9);
  EXPECT_EQ(pooled.without.at("d").tau2, 0);
}

TEST(PooledMetric, TwoSitesHaveNoPredictionIntervalAndNobodyToLeaveOut) {
  ASSERT_OK_AND_ASSIGN(const PooledMetric pooled,
                       PoolContributions({{"a", {0.05, 0.0009, ""}}, {"b", {0.3, 0.0016, ""}}}, "identity"));
  EXPECT_THAT(pooled.without, IsEmpty());
  EXPECT_THAT(NotesOn(pooled),
              ElementsAre("k < 5: tau2 is barely estimable", "k = 2: no prediction interval"));
}

TEST(PooledMetric, OneSiteIsNotPooledAndSaysSo) {
  ASSERT_OK_AND_ASSIGN(
      const PooledMetric pooled,
      PoolContributions({{"a", {0.05, 0.0009, ""}}, {"b", {0, 0, "no events"}}, {"c", {0.1, 0, ""}}}, "log"));
  EXPECT_FALSE(pooled.reml);
  EXPECT_EQ(PValueOf(pooled), std::nullopt);
  EXPECT_THAT(NotesOn(pooled), ElementsAre("k = 1: not pooled"));
  EXPECT_THAT(pooled.sites_left_out, ElementsAre(Pair("b", "no events"), Pair("c", "its variance is 0")));
}

TEST(PooledMetric, AgreementBelowChanceIsSaidAndThereforeTheAdHocInterval) {
  ASSERT_OK_AND_ASSIGN(
      const PooledMetric alike,
      PoolContributions({{"a", {0.5, 0.04, ""}}, {"b", {0.51, 0.04, ""}}, {"c", {0.49, 0.04, ""}}},
                        "identity"));
  EXPECT_LT(alike.reml->hk_q, 1);
  EXPECT_THAT(NotesOn(alike), Contains(HasSubstr("q < 1")));
  EXPECT_GT(alike.reml->hartung_knapp_ad_hoc.upper, alike.reml->hartung_knapp.upper);
  ASSERT_OK_AND_ASSIGN(
      const PooledMetric apart,
      PoolContributions({{"a", {0.5, 0.01, ""}}, {"b", {0.9, 0.01, ""}}, {"c", {0.1, 0.01, ""}}},
                        "identity"));
  EXPECT_NEAR(apart.reml->hk_q, 1, 1e-9);
  EXPECT_FALSE(IsQBelowOne(*apart.reml));
  EXPECT_THAT(NotesOn(apart), Not(Contains(HasSubstr("q < 1"))));
}

TEST(PooledMetric, APredictionIntervalThatExplodesIsKeptAndSaid) {
  ASSERT_OK_AND_ASSIGN(const PooledMetric apart, PoolContributions({{"a", {std::log(0.5), 0.01, ""}},
                                                                    {"b", {std::log(1.0), 0.01, ""}},
                                                                    {"c", {std::log(2.0), 0.01, ""}}},
                                                                   "log"));
  ASSERT_TRUE(apart.reml->prediction_hk.t_k_minus_2);
  EXPECT_THAT(NotesOn(apart), Contains(HasSubstr("one degree of freedom")));
  EXPECT_THAT(NotesOn(apart), Contains(HasSubstr("spans a factor of 10^")));
  ASSERT_OK_AND_ASSIGN(
      const PooledMetric near,
      PoolContributions({{"a", {0.1, 0.01, ""}}, {"b", {0.12, 0.01, ""}}, {"c", {0.11, 0.01, ""}}}, "log"));
  EXPECT_THAT(NotesOn(near), Not(Contains(HasSubstr("spans"))));
}

TEST(PooledMetric, SitesThatAgreeToTheLastDigitHaveNoPValue) {
  ASSERT_OK_AND_ASSIGN(const PooledMetric same,
                       PoolContributions({{"a", {0.5, 0.01, ""}}, {"b", {0.5, 0.01, ""}}}, "identity"));
  EXPECT_EQ(same.reml->hk_se, 0);
  EXPECT_EQ(PValueOf(same), std::nullopt);
}

}  // namespace
}  // namespace osteon::models
