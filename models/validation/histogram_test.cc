#include "models/validation/histogram.h"

#include <cmath>
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/validation/stacked.h"

namespace osteon::models {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;

TEST(Histogram, BinsBeginAtTheirEdgeAndOuterOnesTakeTheRest) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Eigen::VectorXd values(8), outcome(8);
  values << -kInfinity, -3, 0, 0.9, 1, 2, 5, kInfinity;
  outcome << 1, 0, 1, 1, 0, 1, 0, 0;
  const Histogram histogram = HistogramOf(values, outcome, {0, 1, 2});
  EXPECT_THAT(histogram.events, ElementsAre(3, 1));
  EXPECT_THAT(histogram.non_events, ElementsAre(1, 3));
}

TEST(Histogram, NobodyIsInNoBin) {
  const Histogram histogram = HistogramOf(Eigen::VectorXd(), Eigen::VectorXd(), {0, 1, 2});
  EXPECT_THAT(histogram.events, ElementsAre(0, 0));
}

TEST(RiskEdges, AreTenths) {
  const std::vector<double> edges = RiskEdges();
  ASSERT_EQ(edges.size(), 11U);
  EXPECT_EQ(edges[3], 0.3);
  EXPECT_EQ(edges[10], 1);
}

// mean 0.37, sd 1.2: -2.63 to 3.37; 6 / 9 is 0.667, so steps of 1 from -3.
TEST(ScoreEdges, ReachBeyondTwoAndAHalfSdsInRoundSteps) {
  EXPECT_THAT(ScoreEdges(0.37, 1.2), ElementsAre(-3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7));
  // 0.1: 5 * 0.1 / 9 = 0.056 -> 0.1 from floor(-0.25 / 0.1).
  const std::vector<double> narrow = ScoreEdges(0, 0.1);
  EXPECT_THAT(narrow.front(), DoubleEq(-0.3));
  EXPECT_THAT(narrow.back(), DoubleEq(0.7));
  for (const double mean : {-41.3, -0.001, 0.0, 2.5, 1e4}) {
    for (const double sd : {1e-3, 0.013, 0.9, 1.0, 2.0, 17.0, 1e5}) {
      const std::vector<double> edges = ScoreEdges(mean, sd);
      EXPECT_TRUE(AreScoreEdges(edges)) << mean << " " << sd;
      EXPECT_LE(edges.front(), mean - 2.5 * sd + 1e-9 * sd);
      EXPECT_GE(edges.back(), mean + 2.5 * sd - 1e-9 * sd);
    }
  }
}

TEST(ScoreEdges, OthersAreNone) {
  EXPECT_TRUE(AreScoreEdges(DefaultScoreEdges()));
  EXPECT_FALSE(AreScoreEdges({}));
  EXPECT_FALSE(AreScoreEdges({0, 1, 2}));
  std::vector<double> edges = DefaultScoreEdges();
  edges[4] += 0.3;
  EXPECT_FALSE(AreScoreEdges(edges));
  EXPECT_FALSE(AreScoreEdges(ScoreEdges(1e4, 1e-7)));  // rounding is a ten-thousandth of a step
  edges[4] = std::nan("");
  EXPECT_FALSE(AreScoreEdges(edges));
  EXPECT_FALSE(AreScoreEdges(std::vector<double>(11, 1.0)));
}

// Events 1, 0, 3 and non-events 2, 1, 1 in three bins: 16 pairs, 9 certain, 5 tied.
TEST(AucOfBins, ByHand) {
  const Maybe<BinnedAuc> auc = AucOfBins({1, 0, 3}, {2, 1, 1});
  ASSERT_TRUE(auc.value.has_value());
  EXPECT_DOUBLE_EQ(auc.value->lower_bound, 9.0 / 16);
  EXPECT_DOUBLE_EQ(auc.value->upper_bound, 14.0 / 16);
  EXPECT_DOUBLE_EQ(auc.value->estimate, 11.5 / 16);
  EXPECT_EQ(AucOfBins({0, 0}, {1, 2}).unavailable, "no events");
  EXPECT_EQ(AucOfBins({1, 0}, {0, 0}).unavailable, "no non-events");
}

}  // namespace
}  // namespace osteon::models
