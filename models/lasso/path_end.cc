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
  const DataSet& all = state.Set(0);
  const double rate = all.events / all.patients;
  const double null = rate * std::log(rate) + (1 - rate) * std::log1p(-rate);
  return 1 - state.At(0, l).history.back().loglik / null;
}

void EndForCertain(Draft& draft) {
  const PathState& state = draft.state();
  int& end = draft.plan().last;
  for (int l = 0; l < state.penalties(); ++l) {
    const Fit& fit = state.At(0, l);
    const bool finished = fit.status == FitStatus::kFinished || draft.IsSettled(0, l);
    if (!finished || fit.history.empty()) continue;
    if (Support(state, l) > state.df_limit) end = std::min(end, l - 1);
    if (Explained(state, l) > kDevianceExplained) end = std::min(end, l);
  }
}

}  // namespace

bool IsBeyond(const PathState& state, int l) {
  return Support(state, l) > state.df_limit || Explained(state, l) > kDevianceExplained;
}

void EndPath(Draft& draft) {
  EndForCertain(draft);
  const PathState& state = draft.state();
  int before = 0;
  for (const int anchor : state.anchors) {
    if (state.At(0, anchor).history.empty() || draft.Step(0, anchor) > kStartFold) return;
    if (!IsBeyond(state, anchor)) {
      before = anchor;
      continue;
    }
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
    if (end - before >= 3 && end < anchor) anchors.push_back(end);
    anchors.push_back(anchor);
    plan.anchors = anchors;
    return;
  }
}

}  // namespace osteon::models
