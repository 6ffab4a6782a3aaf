#include "models/lasso/path_end.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace osteon::models {
namespace {

int Support(const PathState& state, int l) {
  return static_cast<int>(state.At(0, l).history.back().beta.columns.size());
}

double Explained(const PathState& state, int l) {
  return DevianceRatio(state, state.At(0, l).history.back());
}

// Whether every penalty from `before` to l gains too little on average: then one of them does.
bool GainsTooLittle(const Draft& draft, int before, int l) {
  constexpr double kSettled = 1e-3;  // steps below which the deviance hardly changes any more
  const PathState& state = draft.state();
  if (!state.settings.lambda.empty() || before < kFirstGain) return false;
  if (draft.Step(0, before) > kSettled || draft.Step(0, l) > kSettled) return false;
  return Explained(state, l) - Explained(state, before) < 0.9 * kLeastGain * (l - before);
}

// Whether an anchor that is not finished will be beyond when it is: the nearer it is, the fewer coefficients
// may still leave.
bool IsClearlyBeyond(const Draft& draft, int l) {
  constexpr double kNear = 0.02;  // steps
  constexpr double kVeryNear = 1e-3;
  const PathState& state = draft.state();
  const double step = draft.Step(0, l);
  const int limit = state.df_limit;
  const int leaving = step < kVeryNear ? 1 : step < kNear ? 1 + limit / 20 : 2 + limit / 10;
  if (Support(state, l) > limit + leaving) return true;
  return Explained(state, l) > kDevianceExplained && step < kNear;
}

void EndForCertain(Draft& draft) {
  const PathState& state = draft.state();
  int& end = draft.plan().last;
  const auto finished = [&](int l) {
    const Fit& fit = state.At(0, l);
    return !fit.history.empty() && (fit.status == FitStatus::kFinished || draft.IsSettled(0, l));
  };
  for (int l = 0; l < state.penalties(); ++l) {
    if (!finished(l)) continue;
    if (Support(state, l) > state.df_limit) end = std::min(end, l - 1);
    if (Explained(state, l) > kDevianceExplained) end = std::min(end, l);
    if (!state.settings.lambda.empty() || l < kFirstGain || !finished(l - 1)) continue;
    if (Explained(state, l) - Explained(state, l - 1) < kLeastGain) end = std::min(end, l);
  }
}

}  // namespace

double NullLogLikelihood(const PathState& state) {
  const DataSet& all = state.Set(0);
  const double rate = all.events / all.patients;
  return state.settings.intercept ? rate * std::log(rate) + (1 - rate) * std::log1p(-rate) : -std::log(2.0);
}

double DevianceRatio(const PathState& state, const Evaluation& evaluation) {
  return 1 - evaluation.loglik / NullLogLikelihood(state);
}

bool IsWide(const PathState& state, int l) {
  return Support(state, l) > state.df_limit;
}

bool IsBeyond(const PathState& state, int l) {
  return IsWide(state, l) || Explained(state, l) > kDevianceExplained;
}

void EndPath(Draft& draft) {
  EndForCertain(draft);
  const PathState& state = draft.state();
  int before = 0;
  for (const int anchor : state.anchors) {
    if (state.At(0, anchor).history.empty() || draft.Step(0, anchor) > kStartFold) return;
    if (!IsBeyond(state, anchor) && !GainsTooLittle(draft, before, anchor)) {
      before = anchor;
      continue;
    }
    if (IsBeyond(state, anchor) && !IsClearlyBeyond(draft, anchor)) return;
    if (anchor > state.last) return;
    Plan& plan = draft.plan();
    const bool wide = Support(state, anchor) > state.df_limit;
    plan.last = std::min(plan.last, wide ? anchor - 1 : anchor);
    const int low = before == 0 ? 0 : Support(state, before);
    const double share =
        wide ? static_cast<double>(state.df_limit - low) / static_cast<double>(Support(state, anchor) - low)
             : 0;
    const int end = before + static_cast<int>(share * (anchor - before));
    std::vector<int> anchors;
    for (const int a : state.anchors) {
      if (a <= before) anchors.push_back(a);
    }
    // A gap that is already short has been divided before.
    if (end - before >= 3 && end < anchor && anchor - before >= kAnchorSpacing) anchors.push_back(end);
    anchors.push_back(anchor);
    plan.anchors = anchors;
    return;
  }
}

}  // namespace osteon::models
