#include "models/lasso/quadratic.h"

#include <Eigen/Dense>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "gmock/gmock.h"

namespace osteon::models {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

QuadraticProblem RandomProblem(unsigned seed, Index m, bool elastic) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  const MatrixXd root = MatrixXd::NullaryExpr(2 * m, m, [&] { return normal(random); });
  QuadraticProblem problem{root.transpose() * root / static_cast<double>(m),
                           VectorXd::NullaryExpr(m, [&] { return normal(random); }),
                           VectorXd::NullaryExpr(m, [&] { return 0.3 * normal(random); }),
                           VectorXd::NullaryExpr(m, [&] { return 0.5 + std::fabs(normal(random)); }),
                           VectorXd::Zero(m)};
  problem.absolute[0] = 0;  // an intercept
  if (elastic) problem.square = VectorXd::Constant(m, 0.4);
  for (Index j = 1; j < m; j += 3) problem.base[j] = 0;
  return problem;
}

double Value(const QuadraticProblem& problem, const VectorXd& b) {
  const VectorXd d = b - problem.base;
  return 0.5 * d.dot(problem.curvature * d) - problem.gradient.dot(d) + problem.absolute.dot(b.cwiseAbs()) +
         0.5 * problem.square.dot(b.cwiseAbs2());
}

// Every pattern of signs, each with its closed form; the feasible one with the least value is the minimiser.
VectorXd ByEnumeration(const QuadraticProblem& problem) {
  const Index m = problem.base.size();
  VectorXd best = VectorXd::Zero(m);
  double least = std::numeric_limits<double>::infinity();
  const auto patterns = static_cast<int>(std::pow(3, static_cast<double>(m)));
  for (int pattern = 0; pattern < patterns; ++pattern) {
    std::vector<Index> active;
    VectorXd sign = VectorXd::Zero(m);
    int rest = pattern;
    for (Index j = 0; j < m; ++j, rest /= 3) {
      sign[j] = rest % 3 - 1;
      if (sign[j] != 0) active.push_back(j);
    }
    VectorXd b = VectorXd::Zero(m);
    if (!active.empty()) {
      const VectorXd right =
          problem.gradient + problem.curvature * problem.base - problem.absolute.cwiseProduct(sign);
      MatrixXd matrix = problem.curvature;
      matrix.diagonal() += problem.square;
      const MatrixXd part = matrix(active, active);
      const VectorXd part_right = right(active);
      const VectorXd part_b = part.lu().solve(part_right);
      b(active) = part_b;
    }
    bool feasible = true;
    for (const Index j : active) feasible = feasible && (problem.absolute[j] == 0 || b[j] * sign[j] >= 0);
    if (feasible && Value(problem, b) < least) {
      least = Value(problem, b);
      best = b;
    }
  }
  return best;
}

TEST(Quadratic, EqualsTheBestOfAllSignPatterns) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    for (const bool elastic : {false, true}) {
      const QuadraticProblem problem = RandomProblem(seed, 6, elastic);
      const QuadraticSolution solution = Minimise(problem);
      EXPECT_LT((solution.b - ByEnumeration(problem)).cwiseAbs().maxCoeff(), 1e-12) << seed;
      EXPECT_LT(solution.violation, 1e-14) << seed;
    }
  }
}

TEST(Quadratic, LargeProblemsEndAtTheOptimalityConditions) {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    const QuadraticProblem problem = RandomProblem(seed, 120, seed % 2 == 0);
    const QuadraticSolution solution = Minimise(problem);
    EXPECT_LT(solution.violation, 1e-14);
    const VectorXd slope = problem.gradient - problem.curvature * (solution.b - problem.base);
    for (Index j = 0; j < slope.size(); ++j) {
      EXPECT_LE(LassoViolation(slope[j], solution.b[j], problem.absolute[j], problem.square[j]), 2e-14);
    }
  }
}

TEST(Quadratic, OneCoefficientIsSoftThresholded) {
  const QuadraticProblem problem{MatrixXd::Constant(1, 1, 2), VectorXd::Constant(1, 3),
                                 VectorXd::Constant(1, 0), VectorXd::Constant(1, 1),
                                 VectorXd::Constant(1, 0)};
  EXPECT_EQ(Minimise(problem).b[0], 1);
}

TEST(Quadratic, WhatThePenaltyHoldsIsExactlyZero) {
  QuadraticProblem problem = RandomProblem(3, 10, false);
  problem.absolute.tail(9).setConstant(1e6);
  EXPECT_TRUE((Minimise(problem).b.tail(9).array() == 0).all());
}

}  // namespace
}  // namespace osteon::models
