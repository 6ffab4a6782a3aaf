// The local problem of every step: a lasso or elastic net on a quadratic function.
#ifndef OSTEON_MODELS_LASSO_QUADRATIC_H_
#define OSTEON_MODELS_LASSO_QUADRATIC_H_

#include <Eigen/Core>

namespace osteon::models {

// minimise over b (m):  (b - base)' B (b - base) / 2 - g' (b - base) + sum_j absolute_j |b_j|
//                       + sum_j square_j b_j^2 / 2
struct QuadraticProblem {
  Eigen::MatrixXd curvature;  // (m, m) B, positive definite
  Eigen::VectorXd gradient;   // (m) g, of the log-likelihood per patient at `base`
  Eigen::VectorXd base;       // (m)
  Eigen::VectorXd absolute;   // (m) >= 0; 0 for what is not penalised
  Eigen::VectorXd square;     // (m) >= 0
};

struct QuadraticSolution {
  Eigen::VectorXd b;  // (m) exact zeros where the penalty holds a coefficient
  // Largest violation of the optimality conditions: |slope_j - absolute_j sign(b_j)| where b_j != 0,
  // max(0, |slope_j| - absolute_j) where b_j == 0, slope = g - B (b - base) - square b.
  double violation = 0;
};

// A few sweeps of coordinate descent find the active set nearly; Newton steps on it, cut where a coefficient
// would change its sign, end at the exact minimiser: violation below 1e-14 unless rounding forbids it.
QuadraticSolution Minimise(const QuadraticProblem& problem);

// The largest violation at b, as in QuadraticSolution, from the slope without the penalties' squares.
double LassoViolation(double slope, double b, double absolute, double square);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_QUADRATIC_H_
