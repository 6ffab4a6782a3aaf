#include "models/ridge/ridge_newton.h"

#include <Eigen/Cholesky>

#include "models/lasso/curvature.h"

namespace osteon::models {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kShortMovement = 0.01;  // sum over coordinates
constexpr double kSmallestStep = 1e-12;
constexpr double kRoundingStep = 1e-8;
constexpr double kShrinks = 0.25;
constexpr double kBorrowedShrinks = 0.3;
constexpr double kSlack = 1e-13;  // of the objective: rounding in sums

// What serves as curvature at fit.beta.
MatrixXd CurvatureAt(const RidgeFit& fit, const RidgeSums& sums) {
  if (sums.curvature.size() > 0) return sums.curvature;
  MatrixXd curvature = fit.curvature;
  if (fit.base.size() > 0) UpdateBySecant(curvature, fit.beta - fit.base, fit.gradient - sums.gradient);
  return curvature;
}

double Objective(double loglik, const VectorXd& penalty, const VectorXd& beta) {
  return -loglik + penalty.dot(beta.cwiseAbs2()) / 2;
}

}  // namespace

RidgeMove NextRidgeMove(const RidgeFit& fit, const RidgeSums& sums, double tolerance) {
  RidgeMove move;
  const bool last = fit.evaluations + 1 >= kMostRidgeEvaluations;
  move.status = last ? RidgeStatus::kUnfinished : RidgeStatus::kActive;
  if (fit.base.size() > 0) {
    const double before = Objective(fit.loglik, fit.penalty, fit.base);
    if (!(Objective(sums.loglik, fit.penalty, fit.beta) <= before + kSlack * (1 + before))) {
      move.violation = fit.violation;
      move.step = fit.step;
      move.beta = (fit.base + fit.beta) / 2;
      move.asks_curvature = true;
      return move;
    }
  }
  move.accepted = true;
  const VectorXd gradient = sums.gradient - fit.penalty.cwiseProduct(fit.beta);
  move.violation = gradient.cwiseAbs().maxCoeff();
  MatrixXd curvature = CurvatureAt(fit, sums);
  curvature.diagonal() += fit.penalty;
  const Eigen::LLT<MatrixXd> factor(curvature);
  if (factor.info() != Eigen::Success) {
    move.status = RidgeStatus::kUnfinished;
    move.step = fit.step;
    move.beta = fit.beta;
    return move;
  }
  const VectorXd step = factor.solve(gradient);
  move.step = step.cwiseAbs().maxCoeff();
  const bool settled =
      move.step < kSmallestStep || (move.step < kRoundingStep && move.step > kShrinks * fit.step);
  if (move.violation <= tolerance && settled) {
    move.status = RidgeStatus::kFinished;
    move.beta = fit.beta;
    return move;
  }
  move.beta = fit.beta + step;
  move.asks_curvature = fit.borrows ? move.step > kRoundingStep && move.step > kBorrowedShrinks * fit.step
                                    : step.cwiseAbs().sum() > kShortMovement;
  return move;
}

void Enter(const RidgeSums& sums, const RidgeMove& move, RidgeFit& fit) {
  ++fit.evaluations;
  if (move.accepted) {
    fit.curvature = CurvatureAt(fit, sums);
    fit.base = fit.beta;
    fit.loglik = sums.loglik;
    fit.gradient = sums.gradient;
    if (sums.curvature.size() > 0) fit.borrows = false;
  }
  fit.violation = move.violation;
  fit.step = move.step;
  fit.status = move.status;
  fit.asks_curvature = move.asks_curvature;
  fit.beta = move.beta;
}

}  // namespace osteon::models
