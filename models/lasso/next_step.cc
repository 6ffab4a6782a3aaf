#include "models/lasso/next_step.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <utility>

#include "models/lasso/at.h"
#include "models/lasso/block_columns.h"
#include "models/lasso/curvature.h"
#include "models/lasso/fit_view.h"
#include "models/lasso/local_model.h"
#include "models/lasso/wanted_curvature.h"
#include "models/lasso/watched_columns.h"

namespace osteon::models {
namespace {

using Eigen::Index;

constexpr double kAskFull =
    0.1;  // the gradient on every column is asked for at the anchors, of folds from here,
constexpr double kAskAgain = 0.02;       // and again after such a movement
constexpr double kCertify = 1e-4;        // doubtful columns are asked for from here
constexpr double kSuspect = 0.2;         // columns that are likely to be doubtful, from here
constexpr double kLikely = 0.4;          // part of the certificate's radius that is likely
constexpr double kHoldOut = 1e-3;        // held-out rows are asked for from here
constexpr double kDone = 4e-9;           // the last step, not taken
constexpr double kDoneViolation = 1e-9;  // of the first penalty
constexpr std::size_t kMostBeyond = 10;  // evaluations of a fit that is not reported

// The evaluation to go back to when the last step raised the objective; nullptr when it did not. Below this
// size a rise is rounding.
const Evaluation* BetterOne(const PathState& state, int set, int l) {
  const Fit& fit = state.At(set, l);
  if (fit.history.size() < 2 || fit.step <= 1e-5) return nullptr;
  const auto objective = [&](const Evaluation& evaluation) { return Objective(state, set, l, evaluation); };
  const Evaluation& before = *std::min_element(
      fit.history.begin(), fit.history.end() - 1,
      [&](const Evaluation& a, const Evaluation& b) { return objective(a) < objective(b); });
  return objective(fit.history.back()) > objective(before) + 1e-13 ? &before : nullptr;
}

void Halve(Draft& draft, int set, int l, const Evaluation& from, const Evaluation& to) {
  const PathState& state = draft.state();
  FitAsk ask;
  ask.set = set;
  ask.l = l;
  std::vector<double> middle = Dense(from.beta, state.columns);
  const std::vector<double> end = Dense(to.beta, state.columns);
  for (std::size_t j = 0; j < middle.size(); ++j) middle[j] = (middle[j] + end[j]) / 2;
  ask.beta = Sparse((from.beta.intercept + to.beta.intercept) / 2, middle);
  ask.step = Between(from.beta, to.beta, state.columns).largest / 2;
  const Interpolation interpolation = InterpolateGradient(state, set, l);
  ask.references = interpolation.points;
  ask.weights = interpolation.weights;
  ask.gradient = from.columns;
  Join(to.columns, ask.gradient);
  Join(ask.beta.columns, ask.gradient);
  if (set == 0 && draft.IsAnchor(l)) {
    ask.gradient = EveryColumn(state.columns);
    if (state.At(set, l).own_blocks < kAnchorBlocks) {
      std::vector<double> gradient = interpolation.gradient;
      for (std::size_t i = 0; i < to.columns.size(); ++i) gradient[At(to.columns[i])] = to.gradient[i];
      ask.block = BlockColumns(state, set, l, ask.beta, gradient);
    }
  }
  draft.SetNext(set, l, ask.step, ask.beta);
  draft.plan().asks.push_back(std::move(ask));
}

// Whether the gradient on every column is asked for where the next step leads: an anchor's, unless it is
// known nearby.
bool WantsFull(const Draft& draft, int set, int l) {
  if (!draft.IsAnchor(l)) return false;
  const PathState& state = draft.state();
  double nearest = 1e9;
  for (const FullPoint& point : state.Set(set).full) {
    if (point.lambda == l) nearest = Between(point.beta, *draft.Next(set, l), state.columns).largest;
  }
  return nearest >= kAskAgain && (set == 0 || draft.Step(set, l) < kAskFull);
}

}  // namespace

void Advance(Draft& draft, int set, int l) {
  const PathState& state = draft.state();
  const Fit& fit = state.At(set, l);
  const Evaluation* base = &fit.history.back();
  if (const Evaluation* better = BetterOne(state, set, l); better != nullptr) {
    Halve(draft, set, l, *better, *base);
    return;
  }
  const Interpolation interpolation = InterpolateGradient(state, set, l);
  const std::vector<double> beta = Dense(base->beta, state.columns);
  std::vector<double> gradient = interpolation.gradient;
  for (std::size_t i = 0; i < base->columns.size(); ++i) gradient[At(base->columns[i])] = base->gradient[i];
  // What should move, and what may.
  std::vector<int> wanted;
  std::vector<int> near;
  for (const int j : base->columns) {
    const double limit = Absolute(state, set, l, j);
    if (beta[At(j)] != 0 || std::fabs(gradient[At(j)]) > limit) wanted.push_back(j);
    if (beta[At(j)] != 0 || std::fabs(gradient[At(j)]) > 0.85 * limit) near.push_back(j);
  }
  const CurvatureModel curvature(state, set, l, wanted);
  LocalModel model;
  model.base = base->beta;
  std::vector<int> frozen;
  for (const int j : near) {
    if (curvature.Has(j)) model.moving.push_back(j);
  }
  for (const int j : wanted) {
    if (!curvature.Has(j)) frozen.push_back(j);
  }
  model.matrix = curvature.Matrix(model.moving);
  ApplySecants(state, PairsFor(state, set, l, curvature), model.moving, model.matrix);
  model.gradient.resize(static_cast<Index>(model.moving.size()) + 1);
  model.gradient[0] = base->intercept_gradient;
  for (std::size_t i = 0; i < model.moving.size(); ++i) {
    model.gradient[static_cast<Index>(i) + 1] = gradient[At(model.moving[i])];
  }
  const LocalSolution solved = SolveLocally(state, set, l, model);
  const double step = frozen.empty() ? solved.move.largest : std::max(solved.move.largest, 1e-4);
  draft.SetNext(set, l, step, solved.beta);

  // Beyond the path's end only the anchor that bounds it is wanted, as a neighbour for those before it.
  const bool neighbour =
      set == 0 && draft.IsAnchor(l) && step > kStartBetween && fit.history.size() < kMostBeyond;
  if (l > draft.LastOf(set) && !neighbour) {
    draft.Settle(set, l, FitStatus::kBeyond);
    return;
  }
  const bool held_out_known = set == 0 || base->held_out.has_value();
  if (step < kDone && frozen.empty() && held_out_known && fit.violation <= kDoneViolation * state.lambda[0] &&
      Doubtful(state, set, l, fit, 1).empty()) {
    draft.Settle(set, l, FitStatus::kFinished);
    return;
  }

  FitAsk ask;
  ask.set = set;
  ask.l = l;
  ask.step = step;
  ask.beta = solved.beta;
  ask.held_out = set > 0 && step < kHoldOut;
  ask.references = interpolation.points;
  ask.weights = interpolation.weights;
  // What the model expects of the gradient there.
  for (std::size_t i = 0; i < model.moving.size(); ++i) {
    gradient[At(model.moving[i])] = solved.gradient[static_cast<Index>(i) + 1];
  }
  const double margin = std::clamp(step, 0.01, 0.12);
  if (WantsFull(draft, set, l)) {
    ask.gradient = EveryColumn(state.columns);
  } else {
    ask.gradient = WatchedColumns(state, set, l, solved.beta, gradient, 1 - margin);
    if (step < kSuspect) {
      Join(Doubtful(state, set, l, fit, 0.9999, step < kCertify ? 1 : kLikely), ask.gradient);
    }
  }
  if (WantsBlock(draft, set, l, solved.beta, step) || (IsSlow(fit) && MayAskBlock(draft, set, l))) {
    ask.block = BlockColumns(state, set, l, solved.beta, gradient);
  }
  if (!frozen.empty() && ask.block.empty()) Unfreeze(draft, curvature, wanted, frozen, gradient, ask);
  draft.plan().asks.push_back(std::move(ask));
}

}  // namespace osteon::models
