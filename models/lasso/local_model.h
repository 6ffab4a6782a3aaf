// One fit's quadratic model of the log-likelihood: exact gradient, borrowed curvature, and what successive
// gradients have shown.
#ifndef OSTEON_MODELS_LASSO_LOCAL_MODEL_H_
#define OSTEON_MODELS_LASSO_LOCAL_MODEL_H_

#include <Eigen/Core>
#include <utility>
#include <vector>

#include "models/lasso/curvature.h"
#include "models/lasso/fit_view.h"
#include "models/lasso/path_state.h"

namespace osteon::models {

struct LocalModel {
  std::vector<int> moving;   // (m) columns that may move
  Eigen::MatrixXd matrix;    // (1 + m, 1 + m) curvature, intercept first
  Eigen::VectorXd gradient;  // (1 + m) of the log-likelihood per patient at `base`
  SparseBeta base;
};

struct LocalSolution {
  SparseBeta beta;
  Eigen::VectorXd gradient;  // (1 + m) that the model expects there
  Distance move;
};

// The model's penalised minimiser for the fit of `set` at penalty `l`, or the point on the way to it beyond
// which the model is not to be trusted.
LocalSolution SolveLocally(const PathState& state, int set, int l, const LocalModel& model);

// Two evaluations whose difference shows curvature along the way; they live in the state.
using Secant = std::pair<const Evaluation*, const Evaluation*>;

// Adds the last `most` steps of a fit.
void AddPairs(const PathState& state, int set, int l, int most, std::vector<Secant>& pairs);

// What corrects `curvature` for a fit: the last steps of its nearest settled neighbours, from one to the
// other, and its own; only its own since its block was made when the curvature is its own.
std::vector<Secant> PairsFor(const PathState& state, int set, int l, const CurvatureModel& curvature);

// BFGS updates of `matrix` (1 + m, 1 + m) by the pairs in order. A pair that moves other columns as well is
// left out; a gradient that one of the two lacks is taken as the matrix has it.
void ApplySecants(const PathState& state, const std::vector<Secant>& pairs, const std::vector<int>& moving,
                  Eigen::MatrixXd& matrix);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_LOCAL_MODEL_H_
