#include "models/validation/pool_sites.h"

#include <cmath>

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

ValidationMetrics Site(double auc, double slope) {
  ValidationMetrics metrics;
  metrics.n = 100;
  metrics.events = 40;
  metrics.auc = Wald(auc, 0.05, "DeLong");
  metrics.calibration_in_the_large = Wald(slope - 1, 0.2, "Wald");
  metrics.calibration_slope = Wald(slope, 0.1, "Wald");
  metrics.oe = Wald(2 * slope, 0.3, "log");
  return metrics;
}

TEST(PoolSites, PoolsEachMeasureOnItsScale) {
  ASSERT_OK_AND_ASSIGN(const PooledPerformance pooled,
                       PoolSites({{"a", Site(0.7, 0.9)}, {"b", Site(0.8, 1.1)}, {"c", Site(0.9, 0.5)}}));
  const auto logit_variance = [](double auc) { return std::pow(0.05 / (auc * (1 - auc)), 2); };
  ASSERT_OK_AND_ASSIGN(
      const MetaAnalysis auc,
      Pool({std::log(7.0 / 3), std::log(4.0), std::log(9.0)},
           {logit_variance(0.7), logit_variance(0.8), logit_variance(0.9)}, BetweenSites::kReml));
  EXPECT_EQ(pooled.auc.scale, "logit");
  EXPECT_NEAR(pooled.auc.reml->estimate, auc.estimate, 1e-13);
  EXPECT_NEAR(pooled.auc.reml->hk_se, auc.hk_se, 1e-13);
  ASSERT_OK_AND_ASSIGN(const MetaAnalysis slope,
                       Pool({0.9, 1.1, 0.5}, {0.01, 0.01, 0.01}, BetweenSites::kDerSimonianLaird));
  EXPECT_NEAR(pooled.calibration_slope.dl->estimate, slope.estimate, 1e-13);
  EXPECT_NEAR(pooled.calibration_slope.dl->tau2, slope.tau2, 1e-13);
  EXPECT_EQ(pooled.log_oe.scale, "log");
  ASSERT_OK_AND_ASSIGN(
      const MetaAnalysis log_oe,
      Pool({std::log(1.8), std::log(2.2), 0},
           {std::pow(0.3 / 1.8, 2), std::pow(0.3 / 2.2, 2), std::pow(0.3, 2)}, BetweenSites::kReml));
  EXPECT_NEAR(pooled.log_oe.reml->estimate, log_oe.estimate, 1e-13);
  EXPECT_NEAR(pooled.log_oe.reml->se, log_oe.se, 1e-13);
  EXPECT_THAT(pooled.auc.sites_used, ElementsAre("a", "b", "c"));
  EXPECT_THAT(pooled.auc.sites_left_out, IsEmpty());
}

TEST(PoolSites, ASiteWithTooFewOfAClassIsLeftOutOfEverything) {
  ValidationMetrics few = Site(0.9, 1);
  few.events = 4;
  ValidationMetrics many = Site(0.9, 1);
  many.events = 96;
  ASSERT_OK_AND_ASSIGN(const PooledPerformance pooled,
                       PoolSites({{"a", Site(0.7, 0.9)}, {"b", Site(0.8, 1.1)}, {"c", few}, {"d", many}}));
  for (const PooledMetric* metric :
       {&pooled.auc, &pooled.calibration_slope, &pooled.calibration_in_the_large, &pooled.log_oe}) {
    EXPECT_THAT(metric->sites_used, ElementsAre("a", "b"));
    EXPECT_THAT(metric->sites_left_out,
                ElementsAre(Pair("c", "fewer than 5 events"), Pair("d", "fewer than 5 non-events")));
    EXPECT_EQ(metric->reml->k, 2);
  }
}

TEST(PoolSites, AnAucOfOneHasNoLogitAndLeavesTheOtherMeasures) {
  ValidationMetrics perfect = Site(1, 1);
  perfect.calibration_slope = Unavailable("the predicted risks separate events from non-events");
  ValidationMetrics tied = Site(0.5, 1);
  tied.auc = Wald(0.5, 0, "DeLong, variance 0");
  ASSERT_OK_AND_ASSIGN(const PooledPerformance pooled,
                       PoolSites({{"a", Site(0.7, 0.9)}, {"b", perfect}, {"c", tied}}));
  EXPECT_THAT(pooled.auc.sites_left_out,
              ElementsAre(Pair("b", "its AUC is 1"), Pair("c", "its variance is 0")));
  EXPECT_THAT(pooled.calibration_slope.sites_left_out,
              ElementsAre(Pair("b", "the predicted risks separate events from non-events")));
  EXPECT_THAT(pooled.calibration_in_the_large.sites_used, ElementsAre("a", "b", "c"));
}

TEST(PoolSites, OneSiteIsNotPooled) {
  ASSERT_OK_AND_ASSIGN(const PooledPerformance pooled, PoolSites({{"a", Site(0.7, 0.9)}}));
  EXPECT_FALSE(pooled.auc.reml.has_value());
  EXPECT_EQ(pooled.auc.unavailable, "one site: nothing to pool");
  EXPECT_THAT(pooled.auc.sites_used, ElementsAre("a"));
  ASSERT_OK_AND_ASSIGN(const PooledPerformance nothing, PoolSites({}));
  EXPECT_EQ(nothing.log_oe.unavailable, "no site to pool");
}

TEST(PoolSites, BackTransformsToTheReadersScale) {
  EXPECT_DOUBLE_EQ(BackTransformed("logit", 0), 0.5);
  EXPECT_DOUBLE_EQ(BackTransformed("log", std::log(2.0)), 2);
  EXPECT_DOUBLE_EQ(BackTransformed("identity", -3), -3);
}

}  // namespace
}  // namespace osteon::models
