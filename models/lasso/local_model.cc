#include "models/lasso/local_model.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "models/lasso/at.h"
#include "models/lasso/quadratic.h"

namespace osteon::models {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kMostReach = 3;  // of the linear predictors, root mean square, per step

// How far the linear predictors move, root mean square: the curvature at the null model weights all
// patients alike. Columns that it lacks count as if they were independent of all others. A quadratic model
// is not to be trusted much farther than where it was made, least where the data are nearly separated.
double Reach(const PathState& state, const std::vector<int>& moving, const VectorXd& step) {
  const Block& null = state.Set(0).blocks[0];
  VectorXd known = VectorXd::Zero(null.matrix.rows());
  known[0] = step[0];
  double unknown = 0;
  for (std::size_t i = 0; i < moving.size(); ++i) {
    const double move = step[static_cast<Index>(i) + 1];
    const int at = null.position[At(moving[i])];
    if (at < 0) {
      unknown += move * move;
    } else {
      known[at] = move;
    }
  }
  return std::sqrt(known.dot(null.matrix * known) / null.matrix(0, 0) + unknown);
}

}  // namespace

void AddPairs(const PathState& state, int set, int l, int most, std::vector<Secant>& pairs) {
  const std::vector<Evaluation>& history = state.At(set, l).history;
  const int size = static_cast<int>(history.size());
  for (int e = std::max(1, size - most); e < size; ++e) {
    pairs.emplace_back(&history[At(e - 1)], &history[At(e)]);
  }
}

std::vector<Secant> PairsFor(const PathState& state, int set, int l, const CurvatureModel& curvature) {
  std::vector<Secant> pairs;
  const Block& block = state.Set(curvature.base_set()).blocks[At(curvature.base_block())];
  if (curvature.base_set() == set && block.lambda == l) {
    // The fit's own curvature: only what was seen since then adds to it.
    const std::vector<Evaluation>& history = state.At(set, l).history;
    std::size_t at = history.size() - 1;
    while (at > 0 && Between(history[at].beta, block.beta, state.columns).largest > 0) --at;
    AddPairs(state, set, l, static_cast<int>(history.size() - 1 - at), pairs);
    return pairs;
  }
  const Evaluation* neighbours[2] = {nullptr, nullptr};
  for (int side = 0; side < 2; ++side) {
    const int direction = side == 0 ? -1 : 1;
    for (int at = l + direction; at >= 0 && at < state.penalties() && std::abs(at - l) <= 4;
         at += direction) {
      const Fit& fit = state.At(set, at);
      if (fit.history.size() < 3 || fit.step > 0.02) continue;
      AddPairs(state, set, at, 6, pairs);
      neighbours[side] = &fit.history.back();
      break;
    }
  }
  if (neighbours[0] != nullptr && neighbours[1] != nullptr) pairs.emplace_back(neighbours[0], neighbours[1]);
  AddPairs(state, set, l, 8, pairs);
  return pairs;
}

void ApplySecants(const PathState& state, const std::vector<Secant>& pairs, const std::vector<int>& moving,
                  MatrixXd& matrix) {
  std::vector<Index> position(At(state.columns), -1);
  for (std::size_t i = 0; i < moving.size(); ++i) position[At(moving[i])] = static_cast<Index>(i) + 1;
  const Index size = matrix.rows();
  for (const auto& [from, to] : pairs) {
    VectorXd step = VectorXd::Zero(size);
    double outside = 0;
    step[0] = to->beta.intercept - from->beta.intercept;
    std::map<int, double> moves;
    for (std::size_t i = 0; i < to->beta.columns.size(); ++i)
      moves[to->beta.columns[i]] += to->beta.values[i];
    for (std::size_t i = 0; i < from->beta.columns.size(); ++i) {
      moves[from->beta.columns[i]] -= from->beta.values[i];
    }
    for (const auto& [column, move] : moves) {
      if (position[At(column)] < 0) {
        outside += move * move;
      } else {
        step[position[At(column)]] = move;
      }
    }
    if (outside > 0.02 * (outside + step.squaredNorm())) continue;
    const VectorXd expected = matrix * step;
    VectorXd change = VectorXd::Constant(size, kUnknown);
    for (std::size_t i = 0; i < from->columns.size(); ++i) {
      const Index at = position[At(from->columns[i])];
      if (at >= 0) change[at] = from->gradient[i];
    }
    VectorXd after = VectorXd::Constant(size, kUnknown);
    for (std::size_t i = 0; i < to->columns.size(); ++i) {
      const Index at = position[At(to->columns[i])];
      if (at >= 0) after[at] = to->gradient[i];
    }
    change[0] = from->intercept_gradient;
    after[0] = to->intercept_gradient;
    change -= after;
    for (Index i = 0; i < size; ++i) {
      if (std::isnan(change[i])) change[i] = expected[i];
    }
    UpdateBySecant(matrix, step, change);
  }
}

LocalSolution SolveLocally(const PathState& state, int set, int l, const LocalModel& model) {
  const bool intercept = state.settings.intercept;
  const auto m = static_cast<Index>(model.moving.size());
  const Index first = intercept ? 0 : 1;
  const Index size = m + 1 - first;
  std::vector<double> dense = Dense(model.base, state.columns);
  QuadraticProblem problem{model.matrix.bottomRightCorner(size, size), model.gradient.tail(size),
                           VectorXd(size), VectorXd::Zero(size), VectorXd::Zero(size)};
  if (intercept) problem.base[0] = model.base.intercept;
  for (Index i = 0; i < m; ++i) {
    const int column = model.moving[static_cast<std::size_t>(i)];
    problem.base[i + 1 - first] = dense[At(column)];
    problem.absolute[i + 1 - first] = Absolute(state, set, l, column);
    problem.square[i + 1 - first] = Square(state, set, l, column);
  }
  const QuadraticSolution solution = Minimise(problem);
  LocalSolution solved;
  VectorXd step = VectorXd::Zero(m + 1);
  step.tail(size) = solution.b - problem.base;
  const double reach = Reach(state, model.moving, step);
  const double share = reach > kMostReach ? kMostReach / reach : 1;
  step *= share;
  const double moved_intercept = model.base.intercept + step[0];
  for (Index i = 0; i < m; ++i) {
    dense[At(model.moving[static_cast<std::size_t>(i)])] =
        share < 1 ? problem.base[i + 1 - first] + step[i + 1] : solution.b[i + 1 - first];
  }
  solved.beta = Sparse(moved_intercept, dense);
  solved.gradient = model.gradient - model.matrix * step;
  solved.move = {step.cwiseAbs().sum(), step.cwiseAbs().maxCoeff()};
  return solved;
}

}  // namespace osteon::models
