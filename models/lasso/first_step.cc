#include "models/lasso/first_step.h"

#include <Eigen/Core>
#include <cmath>
#include <utility>

#include "models/lasso/at.h"
#include "models/lasso/block_columns.h"
#include "models/lasso/curvature.h"
#include "models/lasso/fit_view.h"
#include "models/lasso/local_model.h"
#include "models/lasso/watched_columns.h"

namespace osteon::models {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

// A parent's coefficients and the gradient there, (1 + p) with the intercept first.
struct StartingPoint {
  SparseBeta beta;
  std::vector<double> gradient;
};

StartingPoint PointOf(const PathState& state, int set, int parent) {
  if (parent == kNullModel) {
    const FullPoint& null = state.Set(set).full[0];
    StartingPoint point{null.beta, {null.intercept_gradient}};
    point.gradient.insert(point.gradient.end(), null.gradient.begin(), null.gradient.end());
    return point;
  }
  const Evaluation& last = state.At(set, parent).history.back();
  const std::vector<double> known = InterpolateGradient(state, set, parent).gradient;
  StartingPoint point{last.beta, {last.intercept_gradient}};
  point.gradient.insert(point.gradient.end(), known.begin(), known.end());
  for (std::size_t i = 0; i < last.columns.size(); ++i) {
    point.gradient[At(last.columns[i]) + 1] = last.gradient[i];
  }
  return point;
}

// The values of `all` (1 + p) for the intercept and `columns`.
VectorXd Gather(const std::vector<double>& all, const std::vector<int>& columns) {
  VectorXd values(static_cast<Index>(columns.size()) + 1);
  values[0] = all[0];
  for (std::size_t i = 0; i < columns.size(); ++i)
    values[static_cast<Index>(i) + 1] = all[At(columns[i]) + 1];
  return values;
}

VectorXd Gather(const SparseBeta& beta, int columns, const std::vector<int>& chosen) {
  std::vector<double> all = {beta.intercept};
  const std::vector<double> dense = Dense(beta, columns);
  all.insert(all.end(), dense.begin(), dense.end());
  return Gather(all, chosen);
}

}  // namespace

void StartFrom(Draft& draft, int set, int l, const std::vector<Parent>& parents) {
  const PathState& state = draft.state();
  const Interpolation interpolation = InterpolateGradient(state, set, l);
  std::vector<StartingPoint> points;
  std::vector<double> mean(At(state.columns), 0.0);
  std::vector<bool> used(At(state.columns), false);
  std::size_t nearest = 0;
  for (std::size_t a = 0; a < parents.size(); ++a) {
    points.push_back(PointOf(state, set, parents[a].l));
    for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += parents[a].share * points[a].gradient[j + 1];
    for (const int j : points[a].beta.columns) used[At(j)] = true;
    if (parents[a].share > parents[nearest].share) nearest = a;
  }
  std::vector<int> wanted;
  for (int j = 0; j < state.columns; ++j) {
    if (used[At(j)] || std::fabs(mean[At(j)]) > 0.8 * Absolute(state, set, l, j)) wanted.push_back(j);
  }
  const CurvatureModel curvature(state, set, l, wanted);
  LocalModel model;
  for (const int j : wanted) {
    if (curvature.Has(j)) model.moving.push_back(j);
  }
  model.matrix = curvature.Matrix(model.moving);
  std::vector<Secant> pairs;
  for (const Parent& parent : parents) {
    if (parent.l != kNullModel) AddPairs(state, set, parent.l, 6, pairs);
  }
  ApplySecants(state, pairs, model.moving, model.matrix);
  // The nearest parent is the base; the others' models are moved to it.
  model.base = points[nearest].beta;
  const VectorXd base = Gather(model.base, state.columns, model.moving);
  model.gradient = VectorXd::Zero(base.size());
  for (std::size_t a = 0; a < parents.size(); ++a) {
    const VectorXd apart = Gather(points[a].beta, state.columns, model.moving) - base;
    model.gradient += parents[a].share * (Gather(points[a].gradient, model.moving) + model.matrix * apart);
  }
  const LocalSolution solved = SolveLocally(state, set, l, model);

  FitAsk ask;
  ask.set = set;
  ask.l = l;
  ask.beta = solved.beta;
  ask.references = interpolation.points;
  ask.weights = interpolation.weights;
  std::vector<double> gradient = parents.size() > 1 ? interpolation.gradient : mean;
  for (std::size_t i = 0; i < model.moving.size(); ++i) {
    gradient[At(model.moving[i])] = solved.gradient[static_cast<Index>(i) + 1];
  }
  ask.gradient = WatchedColumns(state, set, l, solved.beta, gradient, 0.88);
  if (set == 0 && draft.IsAnchor(l)) {
    ask.gradient = EveryColumn(state.columns);
    if (l <= draft.plan().last) ask.block = BlockColumns(state, set, l, solved.beta, gradient);
  }
  draft.plan().asks.push_back(std::move(ask));
}

void StartFold(Draft& draft, int set, int l) {
  const PathState& state = draft.state();
  FitAsk ask;
  ask.set = set;
  ask.l = l;
  ask.beta = draft.Next(0, l) ? *draft.Next(0, l) : state.At(0, l).history.back().beta;
  const Interpolation interpolation = InterpolateGradient(state, set, l);
  ask.references = interpolation.points;
  ask.weights = interpolation.weights;
  ask.gradient = WatchedColumns(state, set, l, ask.beta, InterpolateGradient(state, 0, l).gradient, 0.8);
  draft.plan().asks.push_back(std::move(ask));
}

}  // namespace osteon::models
