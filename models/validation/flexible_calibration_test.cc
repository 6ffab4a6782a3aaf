#include "models/validation/flexible_calibration.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::models {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Sample {
  Eigen::VectorXd risk, outcome;
};

// Risks whose logit is `bend` of the true one.
Sample Draw(int n, double (*bend)(double), std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform(0, 1);
  Sample sample{Eigen::VectorXd(n), Eigen::VectorXd(n)};
  for (int i = 0; i < n; ++i) {
    const double logit = 1.5 * normal(random);
    sample.risk[i] = 1 / (1 + std::exp(-logit));
    sample.outcome[i] = uniform(random) < 1 / (1 + std::exp(-bend(logit))) ? 1 : 0;
  }
  return sample;
}

TEST(FlexibleCalibration, FindsTheTrueCurve) {
  const auto bend = [](double x) { return 0.5 * x - 0.3; };
  const Sample sample = Draw(200000, bend, 1);
  for (const int knots : {3, 5}) {
    const FlexibleCalibration ours = CalibrateFlexibly(sample.risk, sample.outcome, knots);
    ASSERT_TRUE(ours.curve.value.has_value()) << ours.curve.unavailable;
    EXPECT_EQ(ours.curve.value->knots.size(), static_cast<std::size_t>(knots));
    const Eigen::Vector3d at(0.1, 0.5, 0.9);
    const Eigen::VectorXd curve = CurveAt(*ours.curve.value, at);
    for (Eigen::Index i = 0; i < 3; ++i) {
      const double logit = std::log(at[i] / (1 - at[i]));
      EXPECT_NEAR(curve[i], 1 / (1 + std::exp(-bend(logit))), 0.01);
    }
  }
}

TEST(FlexibleCalibration, IsTheMaximumOfTheLikelihood) {
  const Sample sample = Draw(
      150, [](double x) { return x * x - 1; }, 2);
  const FlexibleCalibration ours = CalibrateFlexibly(sample.risk, sample.outcome, 5);
  ASSERT_TRUE(ours.curve.value.has_value());
  const auto loglik = [&](const CalibrationCurve& curve) {
    const Eigen::VectorXd p = CurveAt(curve, sample.risk);
    double sum = 0;
    for (Eigen::Index i = 0; i < p.size(); ++i) sum += std::log(sample.outcome[i] == 1 ? p[i] : 1 - p[i]);
    return sum;
  };
  for (const double knot : ours.curve.value->knots) EXPECT_EQ(knot, std::round(10 * knot) / 10);
  const double best = loglik(*ours.curve.value);
  for (std::size_t j = 0; j < 5; ++j) {
    for (const double change : {-1e-4, 1e-4}) {
      CalibrationCurve moved = *ours.curve.value;
      moved.coefficients[j] += change;
      EXPECT_LT(loglik(moved), best) << j;
    }
  }
}

TEST(FlexibleCalibration, TheMeasuresAreOfTheDistanceToTheCurveWithKnotsWhereTheyBelong) {
  const Sample sample = Draw(
      150, [](double x) { return 2 * x; }, 3);
  const FlexibleCalibration ours = CalibrateFlexibly(sample.risk, sample.outcome, 3);
  const Eigen::VectorXd logit = (sample.risk.array() / (1 - sample.risk.array())).log();
  const Maybe<CalibrationCurve> curve = FitCurve(sample.risk, sample.outcome, HarrellKnots(logit, 3));
  const Eigen::VectorXd off = (sample.risk - CurveAt(*curve.value, sample.risk)).cwiseAbs();
  EXPECT_NEAR(*ours.ici.value, off.mean(), 1e-12);
  EXPECT_GT(*ours.e90.value, *ours.e50.value);
  EXPECT_LT(*ours.e90.value, off.maxCoeff());
}

TEST(FlexibleCalibration, KnotsAreThoseOfHarrell) {
  const Eigen::VectorXd many = Eigen::VectorXd::LinSpaced(201, 0, 200);
  EXPECT_THAT(HarrellKnots(many, 5),
              ElementsAre(DoubleEq(10), DoubleEq(55), DoubleEq(100), DoubleEq(145), DoubleEq(190)));
  EXPECT_THAT(HarrellKnots(many, 3), ElementsAre(DoubleEq(20), DoubleEq(100), DoubleEq(180)));
  // Fewer than 100: the fifth smallest and fifth largest.
  const Eigen::VectorXd few = Eigen::VectorXd::LinSpaced(41, 0, 40);
  EXPECT_THAT(HarrellKnots(few, 3), ElementsAre(4, DoubleEq(20), 36));
  // Ten of 201 at the bottom: the next value is the first knot, the others lie above it.
  Eigen::VectorXd tied = many;
  tied.head(11).setZero();
  EXPECT_THAT(HarrellKnots(tied, 3), ElementsAre(11, DoubleEq(106), DoubleEq(181.2)));
  EXPECT_TRUE(HarrellKnots(Eigen::VectorXd(0), 3).empty());
}

TEST(FlexibleCalibration, FewPatientsHaveNoQuantilesOfTheirDistance) {
  const Sample sample = Draw(
      39, [](double x) { return x; }, 4);
  const FlexibleCalibration ours = CalibrateFlexibly(sample.risk, sample.outcome, 3);
  EXPECT_TRUE(ours.ici.value.has_value());
  EXPECT_EQ(ours.e50.unavailable, "fewer than 40 patients");
  EXPECT_EQ(ours.e90.unavailable, "fewer than 40 patients");
}

TEST(FlexibleCalibration, WhatHasNoFiniteCurveSaysWhy) {
  Sample sample = Draw(
      60, [](double x) { return x; }, 5);
  const auto why = [&] {
    const FlexibleCalibration ours = CalibrateFlexibly(sample.risk, sample.outcome, 3);
    EXPECT_EQ(ours.ici.unavailable, ours.curve.unavailable);
    return ours.curve.unavailable;
  };
  const Sample good = sample;
  sample.risk[7] = 1;
  EXPECT_THAT(why(), HasSubstr("exactly 0 or 1"));
  sample.risk = good.risk;
  sample.outcome.setZero();
  EXPECT_EQ(why(), "no events");
  for (Eigen::Index i = 0; i < 60; ++i) sample.outcome[i] = sample.risk[i] > 0.5 ? 1 : 0;  // separated
  EXPECT_THAT(why(), HasSubstr("separate"));
  sample.outcome = good.outcome;
  sample.risk.setConstant(0.5);
  EXPECT_THAT(why(), HasSubstr("knots"));
  sample.risk.resize(0);
  sample.outcome.resize(0);
  EXPECT_EQ(why(), "no patients");
}

}  // namespace
}  // namespace osteon::models
