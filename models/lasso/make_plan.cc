#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <optional>
#include <utility>

#include "models/lasso/block_columns.h"
#include "models/lasso/curvature.h"
#include "models/lasso/fit_view.h"
#include "models/lasso/local_model.h"
#include "models/lasso/plan.h"

namespace osteon::models {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

// All sizes are of steps: the largest movement of a coefficient, in standard deviations' log-odds.
constexpr double kStartNext = 0.5;  // an anchor starts when the one before it takes a step below this
constexpr double kStartFold = 0.2;  // a fold's anchor starts when that of all rows takes a step below this
constexpr double kStartBetween = 0.02;  // a fit between anchors starts when both take steps below this
constexpr double kStartAnyway = 0.05;   // or, in a fold, below this after kPatience evaluations
constexpr std::size_t kPatience = 4;
constexpr double kAskFull = 2e-3;        // the gradient on every column is asked for once, at the anchors
constexpr double kCertify = 1e-4;        // doubtful columns are asked for from here
constexpr double kHoldOut = 1e-3;        // held-out rows are asked for from here
constexpr double kDone = 4e-9;           // the last step, not taken
constexpr double kDoneViolation = 1e-9;  // of the first penalty
constexpr double kRenewBlock = 0.3;      // an anchor's block is asked for anew after such a movement
constexpr int kAnchorBlocks = 3;         // at most, per anchor
constexpr int kOwnReach = 5;             // penalties from a block at which a border on it helps
constexpr std::size_t kStuck = 4;        // evaluations after which a fit may ask for a block of its own
constexpr std::size_t kSlow = 7;         // evaluations, for each block of its own and the first
constexpr double kFastEnough = 1e-6;     // a step that needs no better curvature any more
constexpr std::size_t kMostBeyond = 10;  // evaluations of a fit that is not reported
constexpr int kFromNull = 26;            // anchors before this penalty start from the null model at once
constexpr int kMostRounds = 40;
constexpr int kMostRoundsWhole = 400;
constexpr double kDevianceExplained = 0.999;  // glmnet's end of a path

std::size_t At(int index) {
  return static_cast<std::size_t>(index);
}

class Planner {
 public:
  explicit Planner(const PathState& state) : state_(state), steps_(state.fits.size(), 1) {
    for (std::size_t i = 0; i < steps_.size(); ++i) steps_[i] = state.fits[i].step;
    next_.resize(state.fits.size());
    plan_.anchors = state.anchors;
    plan_.last = state.last;
  }

  Plan Make() {
    for (int set = 0; set < static_cast<int>(state_.sets.size()); ++set) {
      for (int l = 0; l < state_.penalties(); ++l) {
        if (state_.At(set, l).status == FitStatus::kActive) Advance(set, l);
      }
      if (set == 0) EndPath();
      for (int l = 0; l < state_.penalties(); ++l) {
        if (state_.At(set, l).status == FitStatus::kWaiting) Consider(set, l);
      }
    }
    const int most = state_.settings.df_max_none ? kMostRoundsWhole : kMostRounds;
    if (state_.round >= most) GiveUp();
    FitBorders(state_, plan_.borders);
    return std::move(plan_);
  }

 private:
  std::size_t Number(int set, int l) const { return At(set * state_.penalties() + l); }
  double Step(int set, int l) const { return steps_[Number(set, l)]; }
  bool IsAnchor(int l) const {
    return std::find(plan_.anchors.begin(), plan_.anchors.end(), l) != plan_.anchors.end();
  }
  void Settle(int set, int l, FitStatus status) {
    plan_.verdicts.push_back({set, l, status, state_.At(set, l).violation, Step(set, l)});
  }

  // --- Where the path ends

  int Support(int l) const { return static_cast<int>(state_.At(0, l).history.back().beta.columns.size()); }

  void EndPath() {
    // A finished fit of all rows beyond the limit ends the path for certain.
    for (int l = 0; l < state_.penalties(); ++l) {
      const bool finished = state_.At(0, l).status == FitStatus::kFinished || Settled(0, l);
      if (!finished || state_.At(0, l).history.empty()) continue;
      if (Support(l) > state_.df_limit) plan_.last = std::min(plan_.last, l - 1);
      if (Explained(l) > kDevianceExplained) plan_.last = std::min(plan_.last, l);
    }
    // The first anchor beyond it places the last one, before the fits between them are known.
    int before = 0;
    for (const int anchor : state_.anchors) {
      const Fit& fit = state_.At(0, anchor);
      if (fit.history.empty() || Step(0, anchor) > kStartFold) return;
      if (!IsBeyond(anchor)) {
        before = anchor;
        continue;
      }
      if (anchor > state_.last) return;
      const bool wide = Support(anchor) > state_.df_limit;
      plan_.last = std::min(plan_.last, wide ? anchor - 1 : anchor);
      const int low = before == 0 ? 0 : Support(before);
      const double share =
          wide ? static_cast<double>(state_.df_limit - low) / static_cast<double>(Support(anchor) - low) : 0;
      const int end = before + static_cast<int>(share * (anchor - before));
      std::vector<int> anchors;
      for (const int a : state_.anchors) {
        if (a <= before) anchors.push_back(a);
      }
      if (end - before >= 3 && end < anchor) anchors.push_back(end);
      anchors.push_back(anchor);
      plan_.anchors = anchors;
      return;
    }
  }

  bool IsBeyond(int l) const { return Support(l) > state_.df_limit || Explained(l) > kDevianceExplained; }

  double Explained(int l) const {
    const Evaluation& evaluation = state_.At(0, l).history.back();
    const DataSet& all = state_.Set(0);
    const double rate = all.events / all.patients;
    const double null = rate * std::log(rate) + (1 - rate) * std::log1p(-rate);
    return 1 - evaluation.loglik / null;
  }

  bool Settled(int set, int l) const {
    return std::any_of(plan_.verdicts.begin(), plan_.verdicts.end(),
                       [&](const Verdict& verdict) { return verdict.set == set && verdict.l == l; });
  }

  void GiveUp() {
    plan_.asks.clear();
    plan_.borders.clear();
    for (int set = 0; set < static_cast<int>(state_.sets.size()); ++set) {
      for (int l = 0; l <= plan_.last; ++l) {
        const FitStatus status = state_.At(set, l).status;
        const bool open = status == FitStatus::kActive || status == FitStatus::kWaiting;
        if (open && !Settled(set, l)) Settle(set, l, FitStatus::kUnfinished);
      }
    }
  }

  // --- A fit that has been evaluated

  void Advance(int set, int l) {
    const Fit& fit = state_.At(set, l);
    const Evaluation* base = &fit.history.back();
    // A step that raised the objective is halved; below this size that is rounding.
    if (fit.history.size() > 1 && fit.step > 1e-5) {
      const Evaluation& before = *std::min_element(
          fit.history.begin(), fit.history.end() - 1, [&](const Evaluation& a, const Evaluation& b) {
            return Objective(state_, set, l, a) < Objective(state_, set, l, b);
          });
      if (Objective(state_, set, l, *base) > Objective(state_, set, l, before) + 1e-13) {
        Halve(set, l, before, *base);
        return;
      }
    }
    const Interpolation interpolation = InterpolateGradient(state_, set, l);
    const std::vector<double> beta = Dense(base->beta, state_.columns);
    std::vector<double> gradient = interpolation.gradient;
    std::vector<bool> exact(At(state_.columns), false);
    for (std::size_t i = 0; i < base->columns.size(); ++i) {
      gradient[At(base->columns[i])] = base->gradient[i];
      exact[At(base->columns[i])] = true;
    }
    // What should move, and what may.
    std::vector<int> wanted;
    std::vector<int> near;
    for (const int j : base->columns) {
      const double limit = Absolute(state_, set, l, j);
      if (beta[At(j)] != 0 || std::fabs(gradient[At(j)]) > limit) wanted.push_back(j);
      if (beta[At(j)] != 0 || std::fabs(gradient[At(j)]) > 0.85 * limit) near.push_back(j);
    }
    const CurvatureModel curvature(state_, set, l, wanted);
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
    ApplySecants(state_, PairsFor(state_, set, l, curvature), model.moving, model.matrix);
    model.gradient.resize(static_cast<Index>(model.moving.size()) + 1);
    model.gradient[0] = base->intercept_gradient;
    for (std::size_t i = 0; i < model.moving.size(); ++i) {
      model.gradient[static_cast<Index>(i) + 1] = gradient[At(model.moving[i])];
    }
    const LocalSolution solved = SolveLocally(state_, set, l, model);
    double step = solved.move.largest;
    if (!frozen.empty()) step = std::max(step, 1e-4);
    steps_[Number(set, l)] = step;
    next_[Number(set, l)] = solved.beta;

    // Beyond the path's end only the anchor that bounds it is wanted, as a neighbour for those before it.
    const bool neighbour =
        set == 0 && IsAnchor(l) && step > kStartBetween && fit.history.size() < kMostBeyond;
    if (l > plan_.last && !neighbour) {
      Settle(set, l, FitStatus::kBeyond);
      return;
    }
    const bool held_out_known = set == 0 || base->held_out.has_value();
    if (step < kDone && frozen.empty() && held_out_known &&
        fit.violation <= kDoneViolation * state_.lambda[0] && Doubtful(state_, set, l, fit, 1).empty()) {
      Settle(set, l, FitStatus::kFinished);
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
    ask.gradient = Watched(set, l, solved.beta, gradient, 1 - margin);
    if (step < kCertify && !WantsFull(set, l, step)) {
      Join(Doubtful(state_, set, l, fit, 0.9999), ask.gradient);
    }
    if (WantsFull(set, l, step)) All(ask.gradient);
    if (WantsBlock(set, l, solved.beta, step))
      ask.block = BlockColumns(state_, set, l, solved.beta, gradient);
    if (ask.block.empty() && IsSlow(fit) && MayAskBlock(set, l))
      ask.block = BlockColumns(state_, set, l, solved.beta, gradient);
    if (!frozen.empty() && ask.block.empty()) Unfreeze(curvature, wanted, frozen, gradient, ask);
    plan_.asks.push_back(std::move(ask));
  }

  void Halve(int set, int l, const Evaluation& from, const Evaluation& to) {
    FitAsk ask;
    ask.set = set;
    ask.l = l;
    std::vector<double> middle = Dense(from.beta, state_.columns);
    const std::vector<double> end = Dense(to.beta, state_.columns);
    for (std::size_t j = 0; j < middle.size(); ++j) middle[j] = (middle[j] + end[j]) / 2;
    ask.beta = Sparse((from.beta.intercept + to.beta.intercept) / 2, middle);
    ask.step = Between(from.beta, to.beta, state_.columns).largest / 2;
    const Interpolation interpolation = InterpolateGradient(state_, set, l);
    ask.references = interpolation.points;
    ask.weights = interpolation.weights;
    ask.gradient = from.columns;
    Join(to.columns, ask.gradient);
    Join(ask.beta.columns, ask.gradient);
    if (set == 0 && IsAnchor(l)) {
      All(ask.gradient);
      if (state_.At(set, l).own_blocks < kAnchorBlocks) {
        std::vector<double> gradient = interpolation.gradient;
        for (std::size_t i = 0; i < to.columns.size(); ++i) gradient[At(to.columns[i])] = to.gradient[i];
        ask.block = BlockColumns(state_, set, l, ask.beta, gradient);
      }
    }
    steps_[Number(set, l)] = ask.step;
    next_[Number(set, l)] = ask.beta;
    plan_.asks.push_back(std::move(ask));
  }

  // --- What is asked for

  std::vector<int> Watched(int set, int l, const SparseBeta& beta, const std::vector<double>& gradient,
                           double share) const {
    const std::vector<double> dense = Dense(beta, state_.columns);
    std::vector<int> watched;
    for (int j = 0; j < state_.columns; ++j) {
      if (dense[At(j)] != 0 || std::fabs(gradient[At(j)]) >= share * Absolute(state_, set, l, j)) {
        watched.push_back(j);
      }
    }
    return watched;
  }
  static void Join(const std::vector<int>& more, std::vector<int>& columns) {
    std::vector<int> both;
    std::set_union(columns.begin(), columns.end(), more.begin(), more.end(), std::back_inserter(both));
    columns = std::move(both);
  }
  void All(std::vector<int>& columns) const {
    columns.resize(At(state_.columns));
    std::iota(columns.begin(), columns.end(), 0);
  }

  bool WantsFull(int set, int l, double step) const {
    if (!IsAnchor(l)) return false;
    double nearest = 1e9;
    for (const FullPoint& point : state_.Set(set).full) {
      if (point.lambda == l) nearest = Between(point.beta, *next_[Number(set, l)], state_.columns).largest;
    }
    if (nearest < kAskFull) return false;
    return set == 0 || step < kAskFull;
  }

  bool WantsBlock(int set, int l, const SparseBeta& beta, double step) const {
    if (!IsAnchor(l) || l > plan_.last) return false;
    const Fit& fit = state_.At(set, l);
    if (set > 0) {
      const FoldCurvature wanted = state_.settings.fold_curvature;
      if (wanted < FoldCurvature::kEverySecond || fit.own_blocks > 0) return false;
      const auto at = std::find(plan_.anchors.begin(), plan_.anchors.end(), l) - plan_.anchors.begin();
      const bool every = wanted == FoldCurvature::kEvery;
      return (every || at % 2 == 1) && (step < 0.1 || fit.history.size() >= 3);
    }
    if (fit.own_blocks >= kAnchorBlocks) return false;
    for (const Block& block : state_.Set(0).blocks) {
      if (block.lambda == l) return Between(block.beta, beta, state_.columns).largest > kRenewBlock;
    }
    return step < 1;
  }

  // Curvature for columns that want to move and have none: a border of the data set's own block when there is
  // one near, otherwise of the block of all rows; when that does not help, because it is full, a block of its
  // own.
  void Unfreeze(const CurvatureModel& curvature, const std::vector<int>& wanted,
                const std::vector<int>& frozen, const std::vector<double>& gradient, FitAsk& ask) {
    const Fit& fit = state_.At(ask.set, ask.l);
    const std::vector<Block>& own = state_.Set(ask.set).blocks;
    const int nearest = ask.set > 0 ? curvature.own_block() : curvature.base_block();
    const bool near = nearest >= 0 && std::abs(own[At(nearest)].lambda - ask.l) <= kOwnReach;
    if (ask.set > 0 && near) {
      std::vector<int> missing;
      for (const int j : wanted) {
        if (own[At(nearest)].position[At(j)] < 0) missing.push_back(j);
      }
      AskBorder(ask.set, nearest, missing);
      return;
    }
    const bool stuck = fit.history.size() >= kStuck && fit.step < kStartFold;
    if (stuck && !(ask.set == 0 && near && own[At(nearest)].lambda == ask.l)) {
      if (MayAskBlock(ask.set, ask.l)) ask.block = BlockColumns(state_, ask.set, ask.l, ask.beta, gradient);
      return;
    }
    AskBorder(curvature.base_set(), curvature.base_block(), frozen);
  }

  // One new block of a data set at a time serves its neighbours too.
  bool MayAskBlock(int set, int l) const {
    if (set > 0 && state_.settings.fold_curvature == FoldCurvature::kNone) return false;
    return std::none_of(plan_.asks.begin(), plan_.asks.end(), [&](const FitAsk& asked) {
      return asked.set == set && !asked.block.empty() && std::abs(asked.l - l) <= kOwnReach;
    });
  }

  // Whether borrowed curvature has served too badly for too long.
  bool IsSlow(const Fit& fit) const {
    return fit.history.size() >= kSlow * static_cast<std::size_t>(fit.own_blocks + 1) &&
           fit.step > kFastEnough;
  }

  void AskBorder(int set, int block, const std::vector<int>& columns) {
    const auto found = std::find_if(plan_.borders.begin(), plan_.borders.end(), [&](const BorderAsk& asked) {
      return asked.set == set && asked.block == block;
    });
    BorderAsk& border =
        found != plan_.borders.end() ? *found : plan_.borders.emplace_back(BorderAsk{set, block, {}, {}});
    for (const int j : columns) {
      if (std::find(border.columns.begin(), border.columns.end(), j) == border.columns.end()) {
        border.columns.push_back(j);
      }
    }
  }

  // --- Fits that have not begun

  void Consider(int set, int l) {
    if (l > plan_.last && !(set == 0 && IsAnchor(l))) {
      if (l > plan_.last) Settle(set, l, FitStatus::kBeyond);
      return;
    }
    if (set == 0 && IsAnchor(l)) {
      const auto at = std::find(plan_.anchors.begin(), plan_.anchors.end(), l) - plan_.anchors.begin();
      if (at == 0 || state_.round == 0) {
        if (at == 0 || l < kFromNull) StartFrom(set, l, {{-1, 1.0}});
        return;
      }
      const int before = plan_.anchors[static_cast<std::size_t>(at - 1)];
      if (state_.At(0, before).history.empty() || Step(0, before) >= kStartNext || IsBeyond(before)) return;
      StartFrom(set, l, {{before, 1.0}});
      return;
    }
    if (set > 0 && IsAnchor(l)) {
      if (!state_.At(0, l).history.empty() && Step(0, l) < kStartFold) StartFold(set, l);
      return;
    }
    // Between two anchors, or a fold's last fits after its last anchor.
    int below = -1;
    int above = -1;
    for (const int anchor : plan_.anchors) {
      if (anchor < l) below = anchor;
      const bool known = set == 0 ? !state_.At(0, anchor).history.empty() ||
                                        state_.At(0, anchor).status == FitStatus::kWaiting
                                  : anchor <= plan_.last;
      if (anchor > l && above < 0 && known) above = anchor;
    }
    if (set > 0 && (state_.At(0, l).history.empty() || Step(0, l) > kStartBetween)) return;
    const auto ready = [&](int anchor) {
      if (anchor < 0 || state_.At(set, anchor).status == FitStatus::kBeyond) return true;
      const std::size_t evaluations = state_.At(set, anchor).history.size();
      const double enough = set > 0 && evaluations >= kPatience ? kStartAnyway : kStartBetween;
      return evaluations > 0 && Step(set, anchor) < enough;
    };
    if (!ready(below) || !ready(above)) return;
    if (above < 0) {
      StartFrom(set, l, {{below, 1.0}});
      return;
    }
    const double from = state_.log_lambda[At(std::max(below, 0))];
    const double to = state_.log_lambda[At(above)];
    const double share = std::clamp((state_.log_lambda[At(l)] - from) / (to - from), 0.0, 1.0);
    StartFrom(set, l, {{below, 1 - share}, {above, share}});
  }

  // Starts where the linear models of the gradient at the parents, mixed, have their minimiser. Parent -1 is
  // the null model.
  void StartFrom(int set, int l, const std::vector<std::pair<int, double>>& parents) {
    const DataSet& data = state_.Set(set);
    const Interpolation interpolation = InterpolateGradient(state_, set, l);
    std::vector<SparseBeta> betas;
    std::vector<std::vector<double>> gradients;  // (1 + p), intercept first
    std::vector<double> mean(At(state_.columns), 0.0);
    std::vector<bool> used(At(state_.columns), false);
    for (const auto& [parent, share] : parents) {
      std::vector<double> gradient(1, 0.0);
      if (parent < 0) {
        betas.push_back(data.full[0].beta);
        gradient[0] = data.full[0].intercept_gradient;
        gradient.insert(gradient.end(), data.full[0].gradient.begin(), data.full[0].gradient.end());
      } else {
        const Evaluation& last = state_.At(set, parent).history.back();
        const std::vector<double> known = InterpolateGradient(state_, set, parent).gradient;
        betas.push_back(last.beta);
        gradient[0] = last.intercept_gradient;
        gradient.insert(gradient.end(), known.begin(), known.end());
        for (std::size_t i = 0; i < last.columns.size(); ++i)
          gradient[At(last.columns[i]) + 1] = last.gradient[i];
      }
      for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += share * gradient[j + 1];
      for (const int j : betas.back().columns) used[At(j)] = true;
      gradients.push_back(std::move(gradient));
    }
    std::vector<int> wanted;
    for (int j = 0; j < state_.columns; ++j) {
      if (used[At(j)] || std::fabs(mean[At(j)]) > 0.8 * Absolute(state_, set, l, j)) wanted.push_back(j);
    }
    const CurvatureModel curvature(state_, set, l, wanted);
    LocalModel model;
    for (const int j : wanted) {
      if (curvature.Has(j)) model.moving.push_back(j);
    }
    model.matrix = curvature.Matrix(model.moving);
    std::vector<Secant> pairs;
    for (const auto& [parent, share] : parents) {
      if (parent >= 0) AddPairs(state_, set, parent, 6, pairs);
    }
    ApplySecants(state_, pairs, model.moving, model.matrix);
    // The nearer parent is the base; the others' models are moved to it.
    std::size_t nearest = 0;
    for (std::size_t i = 1; i < parents.size(); ++i) {
      if (parents[i].second > parents[nearest].second) nearest = i;
    }
    model.base = betas[nearest];
    const auto size = static_cast<Index>(model.moving.size()) + 1;
    const auto gather = [&](const SparseBeta& beta) {
      const std::vector<double> dense = Dense(beta, state_.columns);
      VectorXd values(size);
      values[0] = beta.intercept;
      for (Index i = 1; i < size; ++i) values[i] = dense[At(model.moving[static_cast<std::size_t>(i - 1)])];
      return values;
    };
    const VectorXd base = gather(model.base);
    model.gradient = VectorXd::Zero(size);
    for (std::size_t a = 0; a < parents.size(); ++a) {
      VectorXd there(size);
      there[0] = gradients[a][0];
      for (Index i = 1; i < size; ++i)
        there[i] = gradients[a][At(model.moving[static_cast<std::size_t>(i - 1)]) + 1];
      model.gradient += parents[a].second * (there + model.matrix * (gather(betas[a]) - base));
    }
    const LocalSolution solved = SolveLocally(state_, set, l, model);

    FitAsk ask;
    ask.set = set;
    ask.l = l;
    ask.step = 1;
    ask.beta = solved.beta;
    ask.references = interpolation.points;
    ask.weights = interpolation.weights;
    std::vector<double> gradient = parents.size() > 1 ? interpolation.gradient : mean;
    for (std::size_t i = 0; i < model.moving.size(); ++i) {
      gradient[At(model.moving[i])] = solved.gradient[static_cast<Index>(i) + 1];
    }
    ask.gradient = Watched(set, l, solved.beta, gradient, 0.88);
    if (set == 0 && IsAnchor(l)) {
      All(ask.gradient);
      if (l <= plan_.last) ask.block = BlockColumns(state_, set, l, solved.beta, gradient);
    }
    plan_.asks.push_back(std::move(ask));
  }

  void StartFold(int set, int l) {
    const Fit& whole = state_.At(0, l);
    FitAsk ask;
    ask.set = set;
    ask.l = l;
    ask.step = 1;
    ask.beta = next_[Number(0, l)] ? *next_[Number(0, l)] : whole.history.back().beta;
    const Interpolation interpolation = InterpolateGradient(state_, set, l);
    ask.references = interpolation.points;
    ask.weights = interpolation.weights;
    ask.gradient = Watched(set, l, ask.beta, InterpolateGradient(state_, 0, l).gradient, 0.8);
    plan_.asks.push_back(std::move(ask));
  }

  const PathState& state_;
  std::vector<double> steps_;
  std::vector<std::optional<SparseBeta>> next_;
  Plan plan_;
};

}  // namespace

Plan MakePlan(const PathState& state) {
  return Planner(state).Make();
}

}  // namespace osteon::models
