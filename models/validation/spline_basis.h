// Restricted cubic splines: cubic between knots, linear beyond the outer ones.
#ifndef OSTEON_MODELS_VALIDATION_SPLINE_BASIS_H_
#define OSTEON_MODELS_VALIDATION_SPLINE_BASIS_H_

#include <Eigen/Core>
#include <vector>

namespace osteon::models {

// (n, K): a column of ones, x, and for j = 1 ... K - 2 the terms s_j(x) of flexible_calibration.h.
//
//   x      (n)
//   knots  (K) ascending, K >= 3
//
// Source: Harrell, Regression Modeling Strategies, 2nd ed., section 2.4.5.
Eigen::MatrixXd SplineBasis(const Eigen::Ref<const Eigen::VectorXd>& x, const std::vector<double>& knots);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_SPLINE_BASIS_H_
