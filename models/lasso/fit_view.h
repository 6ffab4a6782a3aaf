// Pure questions about one fit of a PathState.
#ifndef OSTEON_MODELS_LASSO_FIT_VIEW_H_
#define OSTEON_MODELS_LASSO_FIT_VIEW_H_

#include <Eigen/Core>
#include <limits>
#include <vector>

#include "models/lasso/path_state.h"

namespace osteon::models {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// (p) the coefficients, zeros included.
std::vector<double> Dense(const SparseBeta& beta, int columns);
SparseBeta Sparse(double intercept, const std::vector<double>& dense);

// |a - b| summed over intercept and columns, and the largest of them.
struct Distance {
  double sum = 0;
  double largest = 0;
};
Distance Between(const SparseBeta& a, const SparseBeta& b, int columns);

// lambda times the penalty's weights.
double Absolute(const PathState& state, int set, int l, int column);
double Square(const PathState& state, int set, int l, int column);

// The objective that is minimised, at an evaluation.
double Objective(const PathState& state, int set, int l, const Evaluation& evaluation);

// The gradient on every column at penalty l, interpolated between points of the same data set where it is
// known; the points and their weights, which add to 1.
struct Interpolation {
  std::vector<int> points;  // indices into DataSet::full
  std::vector<double> weights;
  std::vector<double> gradient;  // (p)
};
Interpolation InterpolateGradient(const PathState& state, int set, int l);

// What is certain of the gradient at an evaluation for a column that it does not hold: Cauchy-Schwarz on the
// distance of its probabilities from the references'.
//   |gradient_j - centre_j| <= radius_j
// Without references the radius is infinite.
struct Certificate {
  std::vector<double> centre;  // (p)
  std::vector<double> radius;  // (p)
};
Certificate Certify(const PathState& state, int set, const Evaluation& evaluation);

// The largest violation of the optimality conditions over the columns that the evaluation holds.
double Violation(const PathState& state, int set, int l, const Evaluation& evaluation);

// Columns outside the evaluation's whose gradient may, for all that is certain, exceed `slack` times the
// penalty. Earlier evaluations of the same fit count: the gradient of a standardised column moves by a
// quarter of the coefficients' movement at most.
// With `share` below 1 only that part of the certificate's radius is reckoned with: what is likely to.
std::vector<int> Doubtful(const PathState& state, int set, int l, const Fit& fit, double slack,
                          double share = 1);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_FIT_VIEW_H_
