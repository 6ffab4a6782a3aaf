#include "models/disclosure/merge_bins.h"

#include <cmath>
#include <numeric>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/disclosure/judge_records.h"

namespace osteon::models {
namespace {

using ::testing::ElementsAre;

double Same(double edge) {
  return edge;
}

TEST(MergeBins, LargeBinsStay) {
  Histogram histogram{{0, 0.25, 0.5, 0.75, 1}, {5, 0, 6, 9}, {9, 7, 5, 0}};
  const Histogram as_it_was = histogram;
  ToldCuts told(20, 21, 5);
  told.MergeBins(histogram, Same);
  EXPECT_EQ(histogram, as_it_was);
}

TEST(MergeBins, SmallOnesJoinTheNext) {
  Histogram histogram{{0, 0.25, 0.5, 0.75, 1}, {2, 3, 6, 9}, {9, 7, 5, 3}};
  ToldCuts told(20, 24, 5);
  told.MergeBins(histogram, Same);
  EXPECT_THAT(histogram.edges, ElementsAre(0, 0.5, 1));
  EXPECT_THAT(histogram.events, ElementsAre(5, 15));
  EXPECT_THAT(histogram.non_events, ElementsAre(16, 8));
}

TEST(MergeBins, WhereNothingMayBeToldThereIsOneBin) {
  Histogram histogram{{0, 0.5, 1}, {2, 4}, {3, 5}};
  ToldCuts told(6, 8, 5);
  told.MergeBins(histogram, Same);
  EXPECT_THAT(histogram.edges, ElementsAre(0, 1));
  EXPECT_THAT(histogram.events, ElementsAre(6));
}

// 10 events at or above 0.45 are told; an edge at 0.5 with 8 of them above would tell two between.
TEST(MergeBins, ADifferenceFromATableIsABinToo) {
  Histogram histogram{{0, 0.5, 1}, {12, 8}, {10, 10}};
  ToldCuts told(20, 20, 5);
  told.Add(0.45, 10, 10);
  told.MergeBins(histogram, Same);
  EXPECT_THAT(histogram.edges, ElementsAre(0, 1));
  // The same cut tells nothing new.
  Histogram equal{{0, 0.5, 1}, {12, 8}, {10, 10}};
  ToldCuts at_the_edge(20, 20, 5);
  at_the_edge.Add(0.5, 8, 10);
  at_the_edge.MergeBins(equal, Same);
  EXPECT_THAT(equal.edges, ElementsAre(0, 0.5, 1));
}

// Whatever is released of a record: between any two neighbouring edges of both histograms together, and the
// classification table, nobody stands alone.
TEST(MergeBins, BothHistogramsAndTheTableTogetherHaveNoSmallCell) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    const auto n = static_cast<Eigen::Index>(25 + seed % 90);
    Eigen::VectorXd risk(n), outcome(n);
    for (Eigen::Index i = 0; i < n; ++i) {
      const double u =
          std::fmod(static_cast<double>(seed) * 0.137 + static_cast<double>(i) * 0.6180339887, 1);
      risk[i] = 0.01 + 0.98 * u * u;
      outcome[i] = std::fmod(static_cast<double>(i) * 0.7548776662 + static_cast<double>(seed) * 0.31, 1) < u;
    }
    const Eigen::VectorXd logit = risk.unaryExpr([](double p) { return std::log(p / (1 - p)); });
    absl::StatusOr<ValidationMetrics> metrics = Evaluate(risk, outcome, 0.35);
    ASSERT_TRUE(metrics.ok());
    metrics->risk_histogram.value = HistogramOf(risk, outcome, RiskEdges());
    metrics->score_histogram.value = HistogramOf(logit, outcome, ScoreEdges(logit.mean(), 1.3));
    SuppressIn(*metrics, Limits());
    if (!metrics->suppressed.empty()) {
      EXPECT_FALSE(metrics->risk_histogram.value || metrics->score_histogram.value);
      continue;
    }
    std::vector<double> cuts = {-1, 2};
    for (std::size_t i = 1; i + 1 < metrics->risk_histogram.value->edges.size(); ++i) {
      cuts.push_back(metrics->risk_histogram.value->edges[i]);
    }
    for (std::size_t i = 1; i + 1 < metrics->score_histogram.value->edges.size(); ++i) {
      cuts.push_back(1 / (1 + std::exp(-metrics->score_histogram.value->edges[i])));
    }
    if (metrics->at_threshold->suppressed.empty()) cuts.push_back(metrics->at_threshold->threshold);
    std::sort(cuts.begin(), cuts.end());
    for (std::size_t c = 1; c < cuts.size(); ++c) {
      int cell[2] = {0, 0};
      for (Eigen::Index i = 0; i < n; ++i) {
        if (risk[i] >= cuts[c - 1] && risk[i] < cuts[c]) ++cell[outcome[i] == 1 ? 1 : 0];
      }
      for (const int count : cell) EXPECT_TRUE(count == 0 || count >= 5) << "seed " << seed << ": " << count;
    }
    for (const Histogram* histogram : {&*metrics->risk_histogram.value, &*metrics->score_histogram.value}) {
      EXPECT_EQ(std::accumulate(histogram->events.begin(), histogram->events.end(), std::uint64_t{0}),
                metrics->events);
    }
  }
}

}  // namespace
}  // namespace osteon::models
