#include "models/lasso/wanted_curvature.h"

#include <algorithm>
#include <cstdlib>

#include "models/lasso/block_columns.h"
#include "models/lasso/fit_view.h"

namespace osteon::models {
namespace {

constexpr double kRenewBlock = 0.3;   // an anchor's block is asked for anew after such a movement
constexpr int kOwnReach = 5;          // penalties from a block at which a border on it helps
constexpr std::size_t kStuck = 4;     // evaluations after which a fit may ask for a block of its own
constexpr std::size_t kSlow = 7;      // evaluations, for each block of its own and the first
constexpr int kRescueRound = 14;      // of batches, from which FoldCurvature::kRescue gives blocks
constexpr double kFastEnough = 1e-6;  // a step that needs no better curvature any more

void AskBorder(Plan& plan, int set, int block, const std::vector<int>& columns) {
  const auto found = std::find_if(plan.borders.begin(), plan.borders.end(), [&](const BorderAsk& asked) {
    return asked.set == set && asked.block == block;
  });
  BorderAsk& border =
      found != plan.borders.end() ? *found : plan.borders.emplace_back(BorderAsk{set, block, {}, {}});
  for (const int j : columns) {
    if (std::find(border.columns.begin(), border.columns.end(), j) == border.columns.end()) {
      border.columns.push_back(j);
    }
  }
}

}  // namespace

bool WantsBlock(const Draft& draft, int set, int l, const SparseBeta& beta, double step) {
  const PathState& state = draft.state();
  if (!draft.IsAnchor(l) || l > draft.LastOf(set)) return false;
  const Fit& fit = state.At(set, l);
  if (set > 0) {
    const FoldCurvature wanted = state.settings.fold_curvature;
    if (wanted < FoldCurvature::kEverySecond || fit.own_blocks > 0) return false;
    const bool every = wanted == FoldCurvature::kEvery;
    return (every || draft.AnchorNumber(l) % 2 == 1) && (step < 0.1 || fit.history.size() >= 3);
  }
  if (fit.own_blocks >= kAnchorBlocks) return false;
  for (const Block& block : state.Set(0).blocks) {
    if (block.lambda == l) return Between(block.beta, beta, state.columns).largest > kRenewBlock;
  }
  return step < 1;
}

bool IsSlow(const Fit& fit) {
  return fit.history.size() >= kSlow * static_cast<std::size_t>(fit.own_blocks + 1) && fit.step > kFastEnough;
}

bool MayAskBlock(const Draft& draft, int set, int l) {
  const PathState& state = draft.state();
  if (set > 0 && state.settings.fold_curvature == FoldCurvature::kNone) return false;
  if (set > 0 && state.settings.fold_curvature == FoldCurvature::kRescue &&
      (state.round < kRescueRound || state.At(set, l).own_blocks > 0)) {
    return false;
  }
  const std::vector<FitAsk>& asks = draft.plan().asks;
  return std::none_of(asks.begin(), asks.end(), [&](const FitAsk& asked) {
    return asked.set == set && !asked.block.empty() && std::abs(asked.l - l) <= kOwnReach;
  });
}

void Unfreeze(Draft& draft, const CurvatureModel& curvature, const std::vector<int>& wanted,
              const std::vector<int>& frozen, const std::vector<double>& gradient, FitAsk& ask) {
  const PathState& state = draft.state();
  const Fit& fit = state.At(ask.set, ask.l);
  const std::vector<Block>& own = state.Set(ask.set).blocks;
  const int nearest = ask.set > 0 ? curvature.own_block() : curvature.base_block();
  const auto at = static_cast<std::size_t>(nearest);
  const bool near = nearest >= 0 && std::abs(own[at].lambda - ask.l) <= kOwnReach;
  if (ask.set > 0 && near) {
    std::vector<int> missing;
    for (const int j : wanted) {
      if (own[at].position[static_cast<std::size_t>(j)] < 0) missing.push_back(j);
    }
    AskBorder(draft.plan(), ask.set, nearest, missing);
    return;
  }
  const bool stuck = fit.history.size() >= kStuck && fit.step < kStartFold;
  if (stuck && !(ask.set == 0 && near && own[at].lambda == ask.l)) {
    if (MayAskBlock(draft, ask.set, ask.l))
      ask.block = BlockColumns(state, ask.set, ask.l, ask.beta, gradient);
    return;
  }
  AskBorder(draft.plan(), curvature.base_set(), curvature.base_block(), frozen);
}

}  // namespace osteon::models
