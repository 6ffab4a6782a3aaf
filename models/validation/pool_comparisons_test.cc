#include "models/validation/pool_comparisons.h"

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

ModelComparison Site(double auc, double auc_se, double brier, std::uint64_t b, std::uint64_t c) {
  ModelComparison comparison;
  comparison.n = 100;
  comparison.events = 40;
  comparison.auc.value = TestedDifference{*Wald(auc, auc_se, "paired DeLong").value, auc / auc_se, 0.1};
  comparison.brier = Wald(brier, 0.01, "paired");
  comparison.accuracy = comparison.sensitivity = comparison.specificity = TestDiscordant(b, c);
  comparison.net_benefit = {{0.2, Wald(auc / 2, 0.01, "paired")}, {0.5, Wald(0, 0, "paired, variance 0")}};
  return comparison;
}

const std::map<std::string, ModelComparison> kFourSites = {{"a", Site(0.05, 0.03, -0.01, 6, 2)},
                                                           {"b", Site(0.02, 0.04, -0.02, 3, 3)},
                                                           {"c", Site(-0.01, 0.05, 0.01, 0, 0)},
                                                           {"d", Site(0.08, 0.02, -0.03, 8, 1)}};

TEST(PoolComparisons, DifferencesArePooledAsMetaforDoes) {
  ASSERT_OK_AND_ASSIGN(const PooledComparison pooled, PoolComparisons(kFourSites));
  // metafor: rma(c(.05, .02, -.01, .08), c(.03, .04, .05, .02)^2, method = "REML", test = "knha")
  EXPECT_NEAR(pooled.auc.reml->estimate, 0.0504043657050523, 1e-9);
  EXPECT_NEAR(pooled.auc.reml->hartung_knapp.lower, -0.00730105471225934, 1e-9);
  EXPECT_EQ(pooled.auc.scale, "identity");
  EXPECT_NEAR(pooled.brier.reml->estimate, -0.0125, 1e-12);  // equal variances: the mean
  ASSERT_EQ(pooled.net_benefit.size(), 2U);
  EXPECT_EQ(pooled.net_benefit[0].threshold, 0.2);
  EXPECT_NEAR(pooled.net_benefit[0].difference.reml->estimate, 0.0175, 1e-12);
  // Nobody is treated otherwise by the other model: listed, not pooled.
  EXPECT_FALSE(pooled.net_benefit[1].difference.reml);
  EXPECT_EQ(pooled.net_benefit[1].difference.sites_left_out.at("a"), "its variance is 0");
}

TEST(PoolComparisons, McNemarIsOfTheCountsTogether) {
  ASSERT_OK_AND_ASSIGN(const PooledComparison pooled, PoolComparisons(kFourSites));
  ASSERT_TRUE(pooled.accuracy.test.value);
  EXPECT_EQ(pooled.accuracy.test.value->b, 17U);
  EXPECT_EQ(pooled.accuracy.test.value->c, 6U);
  EXPECT_NEAR(pooled.accuracy.test.value->chi2_edwards, 100.0 / 23, 1e-14);       // (11 - 1)^2 / 23
  EXPECT_NEAR(pooled.accuracy.test.value->p_exact, 0.034689664840698284, 1e-14);  // R: binom.test(6, 23)
  EXPECT_THAT(pooled.accuracy.sites_used, ElementsAre("a", "b", "c", "d"));       // c adds nobody
}

TEST(PoolComparisons, SuppressedCountsAreListedAndNotSummedInSilence) {
  std::map<std::string, ModelComparison> sites = kFourSites;
  sites.at("a").accuracy = {std::nullopt, "suppressed: min_cell"};
  ModelComparison all;
  all.suppressed = "min_patients";
  all.auc.unavailable = all.accuracy.unavailable = "suppressed: min_patients";
  all.sensitivity.unavailable = all.specificity.unavailable = all.brier.unavailable =
      "suppressed: min_patients";
  sites["e"] = all;
  ASSERT_OK_AND_ASSIGN(const PooledComparison pooled, PoolComparisons(sites));
  EXPECT_EQ(pooled.accuracy.test.value->b, 11U);
  EXPECT_THAT(pooled.accuracy.sites_left_out,
              ElementsAre(Pair("a", "suppressed: min_cell"), Pair("e", "suppressed: min_patients")));
  EXPECT_EQ(pooled.sensitivity.test.value->b, 17U);
  EXPECT_EQ(pooled.auc.sites_left_out.at("e"), "suppressed: min_patients");
  EXPECT_EQ(pooled.net_benefit[0].difference.sites_left_out.at("e"), "suppressed: min_patients");
}

TEST(PoolComparisons, ASiteWithTooFewOfAClassIsOutOfTheMetaAnalysis) {
  std::map<std::string, ModelComparison> sites = kFourSites;
  sites.at("b").events = 4;
  ASSERT_OK_AND_ASSIGN(const PooledComparison pooled, PoolComparisons(sites));
  EXPECT_THAT(pooled.auc.sites_left_out, ElementsAre(Pair("b", "fewer than 5 events")));
  EXPECT_EQ(pooled.auc.reml->k, 3);
}

TEST(PoolComparisons, WithoutAnySiteThereIsNothing) {
  ASSERT_OK_AND_ASSIGN(const PooledComparison pooled, PoolComparisons({}));
  EXPECT_FALSE(pooled.auc.reml);
  EXPECT_THAT(pooled.net_benefit, IsEmpty());
  EXPECT_EQ(pooled.accuracy.test.unavailable, "no site tells its counts");
}

}  // namespace
}  // namespace osteon::models
