#include "models/lasso/quadratic.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <vector>

namespace osteon::models {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kSweeps = 8;
constexpr int kMostNewtonSteps = 400;
constexpr double kViolation = 5e-15;

double Soft(double value, double threshold) {
  if (value > threshold) return value - threshold;
  if (value < -threshold) return value + threshold;
  return 0;
}

// Keeps slope = g - B (b - base) as b moves.
struct State {
  const QuadraticProblem& problem;
  VectorXd b;
  VectorXd slope;

  void Sweep() {
    for (Index j = 0; j < b.size(); ++j) {
      const double diagonal = problem.curvature(j, j);
      const double moved =
          Soft(slope[j] + diagonal * b[j], problem.absolute[j]) / (diagonal + problem.square[j]);
      const double step = moved - b[j];
      if (step == 0) continue;
      slope -= step * problem.curvature.col(j);
      b[j] = moved;
    }
  }

  double Violation(Index j) const {
    return LassoViolation(slope[j], b[j], problem.absolute[j], problem.square[j]);
  }
};

// Newton on the active coefficients with their signs held; the step ends where the first of them reaches
// zero. Returns whether the whole step was taken; false also when the matrix cannot be factored.
bool NewtonStep(State& state, std::vector<Index>& active, const VectorXd& sign) {
  const auto size = static_cast<Index>(active.size());
  if (size == 0) return true;
  MatrixXd matrix(size, size);
  VectorXd right(size);
  for (Index c = 0; c < size; ++c) {
    const Index j = active[static_cast<std::size_t>(c)];
    for (Index r = c; r < size; ++r) {
      matrix(r, c) = state.problem.curvature(active[static_cast<std::size_t>(r)], j);
    }
    matrix(c, c) += state.problem.square[j];
    right[c] = state.slope[j] - state.problem.square[j] * state.b[j] - state.problem.absolute[j] * sign[j];
  }
  const Eigen::LLT<MatrixXd> factor(matrix);
  if (factor.info() != Eigen::Success) return true;  // leave it to the sweeps
  const VectorXd step = factor.solve(right);
  double length = 1;
  Index first = -1;
  for (Index c = 0; c < size; ++c) {
    const Index j = active[static_cast<std::size_t>(c)];
    if (state.problem.absolute[j] == 0) continue;
    const double end = state.b[j] + step[c];
    if (end * sign[j] >= 0) continue;
    const double cut = std::max(0.0, -state.b[j] / step[c]);
    if (cut < length) {
      length = cut;
      first = c;
    }
  }
  for (Index c = 0; c < size; ++c) {
    const Index j = active[static_cast<std::size_t>(c)];
    const double moved = c == first ? -state.b[j] : length * step[c];
    state.b[j] = c == first ? 0 : state.b[j] + moved;
    if (moved != 0) state.slope -= moved * state.problem.curvature.col(j);
  }
  if (first < 0) return true;
  active.erase(active.begin() + first);
  return false;
}

}  // namespace

double LassoViolation(double slope, double b, double absolute, double square) {
  if (b != 0) return std::fabs(slope - square * b - (b > 0 ? absolute : -absolute));
  return std::max(0.0, std::fabs(slope) - absolute);
}

QuadraticSolution Minimise(const QuadraticProblem& problem) {
  State state{problem, problem.base, problem.gradient};
  const Index m = state.b.size();
  for (int sweep = 0; sweep < kSweeps; ++sweep) state.Sweep();

  VectorXd sign(m);
  std::vector<Index> active;
  for (Index j = 0; j < m; ++j) {
    sign[j] = state.b[j] > 0 ? 1 : -1;
    if (state.b[j] != 0 || problem.absolute[j] == 0) active.push_back(j);
  }
  double best = 0;
  for (Index j = 0; j < m; ++j) best = std::max(best, state.Violation(j));
  VectorXd best_b = state.b;
  int stalls = 0;
  for (int step = 0; step < kMostNewtonSteps && best > kViolation && stalls < 2; ++step) {
    if (!NewtonStep(state, active, sign)) continue;
    // Fresh slopes, so that rounding does not add up; then let in what violates.
    state.slope = problem.gradient - problem.curvature * (state.b - problem.base);
    double worst = 0;
    for (Index j = 0; j < m; ++j) worst = std::max(worst, state.Violation(j));
    if (worst < best) {
      stalls = worst < 0.5 * best ? 0 : stalls + 1;
      best = worst;
      best_b = state.b;
    } else {
      ++stalls;
    }
    std::vector<bool> is_active(static_cast<std::size_t>(m), false);
    for (const Index j : active) is_active[static_cast<std::size_t>(j)] = true;
    bool entered = false;
    for (Index j = 0; j < m; ++j) {
      if (is_active[static_cast<std::size_t>(j)] || state.Violation(j) <= kViolation) continue;
      sign[j] = state.slope[j] > 0 ? 1 : -1;
      active.push_back(j);
      entered = true;
    }
    if (entered) stalls = 0;
  }
  return {best_b, best};
}

}  // namespace osteon::models
