// Newton's method for one penalised fit, one evaluation at a time: pure, the sums come from elsewhere.
//
// Everything is per patient, in coordinates standardised over all training rows. Unknowns are the intercept,
// when there is one, and the columns that vary in the rows: q of them.
#ifndef OSTEON_MODELS_RIDGE_RIDGE_NEWTON_H_
#define OSTEON_MODELS_RIDGE_RIDGE_NEWTON_H_

#include <Eigen/Core>
#include <cmath>

namespace osteon::models {

// What the sites' sums say at a point.
struct RidgeSums {
  double loglik = 0;
  Eigen::VectorXd gradient;   // (q) of the log-likelihood
  Eigen::MatrixXd curvature;  // (q, q) its negative second derivative; empty when it was not asked for
};

enum class RidgeStatus { kActive, kFinished, kUnfinished };

// A fit: where it stands, and where it is evaluated next.
struct RidgeFit {
  Eigen::VectorXd penalty;     // (q) second derivative of the penalty; 0 for the intercept
  Eigen::VectorXd beta;        // (q) the next evaluation's
  bool asks_curvature = true;  // there, too
  bool borrows = false;        // `curvature` is another fit's, set by the caller until its own has come
  RidgeStatus status = RidgeStatus::kActive;
  int evaluations = 0;
  // Of the last evaluation that lowered the objective; `base` is empty before the first.
  Eigen::VectorXd base;
  double loglik = 0;
  Eigen::VectorXd gradient;   // (q) of the log-likelihood
  Eigen::MatrixXd curvature;  // the last that came, with what successive gradients have shown since
  double violation = 0;       // largest |gradient| of the penalised log-likelihood at `base`
  double step = HUGE_VAL;     // largest coordinate of the Newton step from there
};

// What follows from an evaluation at fit.beta.
struct RidgeMove {
  bool accepted = false;  // the objective did not rise
  RidgeStatus status = RidgeStatus::kActive;
  bool asks_curvature = false;
  double violation = 0;
  double step = 0;
  Eigen::VectorXd beta;  // (q) where to go next; stays when finished
};

inline constexpr int kMostRidgeEvaluations = 40;

// A Newton step from an evaluation that lowered the objective
//   F(b) = -loglik + sum_j penalty_j b_j^2 / 2,
// half the way back from one that raised it. Curvature is asked for again only while steps are long: once the
// linear predictors move little (coordinates by 0.01 in sum) the last one serves, corrected by the BFGS
// update of every step since. A fit that borrows asks for its own only when a step is not below 0.3 of the
// one before.
//
// Finished: no coordinate of F's gradient exceeds `tolerance`, and the next step, which is not taken, is
// below 1e-12, or below 1e-8 and no longer shrinking, which is rounding. Unfinished: kMostRidgeEvaluations,
// or a curvature that is not positive definite.
RidgeMove NextRidgeMove(const RidgeFit& fit, const RidgeSums& sums, double tolerance);

// Enters an evaluation and the move that followed from it.
void Enter(const RidgeSums& sums, const RidgeMove& move, RidgeFit& fit);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_RIDGE_RIDGE_NEWTON_H_
