#include "models/ridge/ridge_newton.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::models {
namespace {

// A log-likelihood of -(b - centre)' B (b - centre) / 2.
RidgeSums Quadratic(const Eigen::MatrixXd& b, const Eigen::VectorXd& centre, const Eigen::VectorXd& at,
                    bool curvature) {
  const Eigen::VectorXd apart = centre - at;
  return {-apart.dot(b * apart) / 2, b * apart, curvature ? b : Eigen::MatrixXd()};
}

RidgeFit FitFrom(const Eigen::VectorXd& beta, const Eigen::VectorXd& penalty) {
  RidgeFit fit;
  fit.penalty = penalty;
  fit.beta = beta;
  return fit;
}

TEST(RidgeNewton, OneStepSolvesAQuadratic) {
  Eigen::MatrixXd b(2, 2);
  b << 2, 1, 1, 3;
  const Eigen::Vector2d centre(1, -2);
  const Eigen::Vector2d penalty(0, 4);
  RidgeFit fit = FitFrom(Eigen::Vector2d::Zero(), penalty);
  while (fit.status == RidgeStatus::kActive) {
    const RidgeSums sums = Quadratic(b, centre, fit.beta, fit.asks_curvature);
    Enter(sums, NextRidgeMove(fit, sums, 1e-10), fit);
  }
  EXPECT_EQ(fit.status, RidgeStatus::kFinished);
  EXPECT_EQ(fit.evaluations, 2);
  // (B + diag(penalty)) b = B centre: 2 x + y = 0, x + 7 y = -5.
  EXPECT_NEAR(fit.base[0], 5.0 / 13, 1e-14);
  EXPECT_NEAR(fit.base[1], -10.0 / 13, 1e-14);
  EXPECT_LT(fit.violation, 1e-14);
}

TEST(RidgeNewton, AStepThatRaisesTheObjectiveIsHalvedAndTheBaseStays) {
  RidgeFit fit = FitFrom(Eigen::VectorXd::Zero(1), Eigen::VectorXd::Zero(1));
  RidgeSums sums{-1, Eigen::VectorXd::Ones(1), Eigen::MatrixXd::Constant(1, 1, 0.25)};
  Enter(sums, NextRidgeMove(fit, sums, 1e-10), fit);
  EXPECT_EQ(fit.beta[0], 4);
  EXPECT_TRUE(fit.asks_curvature);
  sums.loglik = -1.5;
  const RidgeMove move = NextRidgeMove(fit, sums, 1e-10);
  EXPECT_FALSE(move.accepted);
  Enter(sums, move, fit);
  EXPECT_EQ(fit.beta[0], 2);
  EXPECT_EQ(fit.base[0], 0);
  EXPECT_EQ(fit.loglik, -1);
}

TEST(RidgeNewton, ShortStepsGoByTheLastCurvature) {
  RidgeFit fit = FitFrom(Eigen::VectorXd::Zero(1), Eigen::VectorXd::Zero(1));
  const RidgeSums sums{-1, Eigen::VectorXd::Constant(1, 0.002), Eigen::MatrixXd::Constant(1, 1, 0.25)};
  const RidgeMove move = NextRidgeMove(fit, sums, 1e-10);
  EXPECT_EQ(move.beta[0], 0.008);
  EXPECT_FALSE(move.asks_curvature);
}

TEST(RidgeNewton, ABorrowedCurvatureIsCorrectedByTheStepsItTook) {
  Eigen::MatrixXd b(2, 2);
  b << 2, 1, 1, 3;
  const Eigen::Vector2d centre(1, -2);
  RidgeFit fit = FitFrom(Eigen::Vector2d::Zero(), Eigen::Vector2d::Constant(0.1));
  fit.borrows = true;
  fit.asks_curvature = false;
  fit.curvature = 1.2 * b;
  while (fit.status == RidgeStatus::kActive) {
    const RidgeSums sums = Quadratic(b, centre, fit.beta, false);
    Enter(sums, NextRidgeMove(fit, sums, 1e-10), fit);
    EXPECT_FALSE(fit.asks_curvature);
  }
  EXPECT_EQ(fit.status, RidgeStatus::kFinished);
  EXPECT_LE(fit.evaluations, 6);
  const Eigen::Matrix2d penalised = b + 0.1 * Eigen::Matrix2d::Identity();
  EXPECT_LT((penalised * fit.base - b * centre).norm(), 1e-11);
}

TEST(RidgeNewton, ABorrowedCurvatureThatServesBadlyMakesAFitAskForItsOwn) {
  RidgeFit fit = FitFrom(Eigen::VectorXd::Zero(1), Eigen::VectorXd::Zero(1));
  fit.borrows = true;
  fit.step = 0.5;
  fit.curvature = Eigen::MatrixXd::Constant(1, 1, 4);
  RidgeSums sums{-1, Eigen::VectorXd::Constant(1, 1), Eigen::MatrixXd()};
  RidgeMove move = NextRidgeMove(fit, sums, 1e-10);  // a step of 0.25 after one of 0.5
  EXPECT_TRUE(move.asks_curvature);
  Enter(sums, move, fit);
  EXPECT_TRUE(fit.borrows);
  sums.loglik = -0.9;
  sums.curvature = Eigen::MatrixXd::Constant(1, 1, 1);
  move = NextRidgeMove(fit, sums, 1e-10);
  Enter(sums, move, fit);
  EXPECT_FALSE(fit.borrows);
  EXPECT_EQ(fit.curvature(0, 0), 1);
}

TEST(RidgeNewton, AGradientAboveTheToleranceIsNotFinished) {
  RidgeFit fit = FitFrom(Eigen::VectorXd::Zero(1), Eigen::VectorXd::Zero(1));
  const RidgeSums sums{-1, Eigen::VectorXd::Constant(1, 1e-9), Eigen::MatrixXd::Constant(1, 1, 1e6)};
  EXPECT_EQ(NextRidgeMove(fit, sums, 1e-10).status, RidgeStatus::kActive);
  EXPECT_EQ(NextRidgeMove(fit, sums, 1e-8).status, RidgeStatus::kFinished);
}

TEST(RidgeNewton, WithoutCurvatureOrAtTheLastEvaluationItIsUnfinished) {
  RidgeFit fit = FitFrom(Eigen::VectorXd::Zero(2), Eigen::VectorXd::Zero(2));
  RidgeSums sums{-1, Eigen::VectorXd::Ones(2), Eigen::MatrixXd::Zero(2, 2)};
  EXPECT_EQ(NextRidgeMove(fit, sums, 1e-10).status, RidgeStatus::kUnfinished);
  sums.curvature.setIdentity();
  EXPECT_EQ(NextRidgeMove(fit, sums, 1e-10).status, RidgeStatus::kActive);
  fit.evaluations = kMostRidgeEvaluations - 1;
  EXPECT_EQ(NextRidgeMove(fit, sums, 1e-10).status, RidgeStatus::kUnfinished);
}

}  // namespace
}  // namespace osteon::models
