#include "models/validation/auc.h"

#include <cmath>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::models {
namespace {

using ::testing::HasSubstr;

// Every pair compared: the definition.
AucStatistics AllPairs(const Eigen::VectorXd& score, const Eigen::VectorXd& outcome) {
  std::vector<double> x;
  std::vector<double> y;
  for (Eigen::Index i = 0; i < score.size(); ++i) (outcome[i] == 1 ? x : y).push_back(score[i]);
  const auto m = static_cast<double>(x.size());
  const auto n = static_cast<double>(y.size());
  const auto psi = [](double a, double b) { return a > b ? 1.0 : (a == b ? 0.5 : 0.0); };
  AucStatistics statistics;
  for (const double a : x) {
    for (const double b : y) statistics.auc += psi(a, b) / (m * n);
  }
  const auto variance = [&](const std::vector<double>& of, const std::vector<double>& over, bool events) {
    double sum = 0;
    for (const double a : of) {
      double placement = 0;
      for (const double b : over) placement += events ? psi(a, b) : psi(b, a);
      sum += std::pow(placement / static_cast<double>(over.size()) - statistics.auc, 2);
    }
    return sum / (static_cast<double>(of.size()) - 1) / static_cast<double>(of.size());
  };
  statistics.variance = variance(x, y, true) + variance(y, x, false);
  return statistics;
}

// Hanley & McNeil, Radiology 143 (1982) 29-36, table I: 58 normal and 51 abnormal CT images on a five-point
// scale; area 0.893 by the trapezoidal rule.
TEST(Auc, HanleyAndMcNeilsRatingsHaveTheirPublishedArea) {
  const int normal[] = {33, 6, 6, 11, 2};
  const int abnormal[] = {3, 2, 2, 11, 33};
  std::vector<double> score;
  std::vector<double> outcome;
  for (int rating = 0; rating < 5; ++rating) {
    score.insert(score.end(), static_cast<std::size_t>(normal[rating] + abnormal[rating]), rating + 1.0);
    outcome.insert(outcome.end(), static_cast<std::size_t>(normal[rating]), 0);
    outcome.insert(outcome.end(), static_cast<std::size_t>(abnormal[rating]), 1);
  }
  const auto n = static_cast<Eigen::Index>(score.size());
  const std::optional<AucStatistics> statistics = ComputeAuc(Eigen::Map<Eigen::VectorXd>(score.data(), n),
                                                             Eigen::Map<Eigen::VectorXd>(outcome.data(), n));
  EXPECT_EQ(statistics->events, 51U);
  EXPECT_EQ(statistics->nonevents, 58U);
  EXPECT_NEAR(statistics->auc, 0.893, 0.0005);
  EXPECT_NEAR(std::sqrt(*statistics->variance), 0.031, 0.002);  // they give 0.032 by their own formula
}

TEST(Auc, RanksGiveWhatAllPairsGive) {
  std::mt19937_64 random(12);
  for (const int grid : {5, 30, 100000}) {
    Eigen::VectorXd score(120);
    Eigen::VectorXd outcome(120);
    for (Eigen::Index i = 0; i < 120; ++i) {
      outcome[i] = static_cast<double>(random() % 3 == 0);
      score[i] = static_cast<double>(random() % static_cast<unsigned>(grid)) / grid + 0.2 * outcome[i];
    }
    const std::optional<AucStatistics> fast = ComputeAuc(score, outcome);
    const AucStatistics slow = AllPairs(score, outcome);
    EXPECT_NEAR(fast->auc, slow.auc, 1e-12);
    EXPECT_NEAR(*fast->variance, *slow.variance, 1e-14);
  }
}

TEST(Auc, OneClassOnlyIsUnavailableWithItsReason) {
  const Eigen::Vector3d score(0.1, 0.2, 0.3);
  EXPECT_EQ(Auc(score, Eigen::Vector3d(0, 0, 0)).unavailable, "no events");
  EXPECT_EQ(Auc(score, Eigen::Vector3d(1, 1, 1)).unavailable, "no non-events");
  EXPECT_EQ(Auc(Eigen::VectorXd(0), Eigen::VectorXd(0)).unavailable, "no patients");
}

TEST(Auc, FewerThanTwoInAClassHaveNoVariance) {
  const Eigen::Vector3d score(0.1, 0.2, 0.3);
  EXPECT_EQ(Auc(score, Eigen::Vector3d(0, 1, 0)).unavailable, "only one event: no variance");
  EXPECT_EQ(Auc(score, Eigen::Vector3d(1, 0, 1)).unavailable, "only one non-event: no variance");
}

TEST(Auc, NoVarianceIsSaid) {
  const MaybeEstimate tied = Auc(Eigen::Vector4d(0.5, 0.5, 0.5, 0.5), Eigen::Vector4d(0, 1, 0, 1));
  EXPECT_EQ(tied.value->estimate, 0.5);
  EXPECT_EQ(tied.value->se, 0);
  EXPECT_THAT(tied.value->method, HasSubstr("variance 0"));
}

TEST(Auc, LogitIntervalsStayInsideZeroAndOne) {
  const MaybeEstimate auc =
      Auc(Eigen::VectorXd::LinSpaced(8, 0, 1), Eigen::VectorXd::LinSpaced(8, -3, 4).unaryExpr(
                                                   [](double x) { return x > 0.5 || x == -1 ? 1.0 : 0.0; }));
  EXPECT_EQ(auc.value->upper, 1);
  const MaybeEstimate logit = WithLogitInterval(auc);
  EXPECT_LT(logit.value->upper, 1);
  EXPECT_LT(logit.value->lower, auc.value->estimate);
  EXPECT_EQ(WithLogitInterval(Auc(Eigen::Vector4d(1, 2, 3, 4), Eigen::Vector4d(0, 0, 1, 1))).unavailable,
            "an AUC of 0 or 1 has no logit");
}

}  // namespace
}  // namespace osteon::models
