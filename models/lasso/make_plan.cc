// The order of a plan: fits that run, the path's end, fits that may begin.
#include <algorithm>
#include <utility>

#include "models/lasso/at.h"
#include "models/lasso/block_columns.h"
#include "models/lasso/curve_end.h"
#include "models/lasso/draft.h"
#include "models/lasso/first_step.h"
#include "models/lasso/next_step.h"
#include "models/lasso/path_end.h"
#include "models/lasso/plan.h"

namespace osteon::models {
namespace {

constexpr double kStartNext = 0.5;    // an anchor starts when the one before it takes a step below this
constexpr double kStartAnyway = 0.1;  // a fold's fit between anchors, after kPatience evaluations of both
constexpr std::size_t kPatience = 3;
constexpr int kFromNull = 26;  // anchors before this penalty start from the null model at once
constexpr int kMostRounds = 40;
constexpr int kMostRoundsWhole = 400;

void ConsiderAnchorOfAllRows(Draft& draft, int l) {
  const PathState& state = draft.state();
  const std::size_t at = draft.AnchorNumber(l);
  if (at == 0 || state.round == 0) {
    if (at == 0 || l < kFromNull) StartFrom(draft, 0, l, {Parent()});
    return;
  }
  const int before = draft.plan().anchors[at - 1];
  const bool ready = !state.At(0, before).history.empty() && draft.Step(0, before) < kStartNext;
  if (ready && !IsBeyond(state, before)) StartFrom(draft, 0, l, {{before, 1}});
}

// A fit between two anchors, or a fold's after its last anchor.
void ConsiderBetween(Draft& draft, int set, int l) {
  const PathState& state = draft.state();
  int below = kNullModel;
  int above = -1;
  for (const int anchor : draft.plan().anchors) {
    if (anchor < l) below = anchor;
    const Fit& whole = state.At(0, anchor);
    const bool known = set == 0 ? !whole.history.empty() || whole.status == FitStatus::kWaiting
                                : anchor <= draft.LastOf(set);
    if (anchor > l && above < 0 && known) above = anchor;
  }
  if (set > 0 && (state.At(0, l).history.empty() || draft.Step(0, l) > kStartBetween)) return;
  const auto ready = [&](int anchor) {
    if (anchor < 0 || state.At(set, anchor).status == FitStatus::kBeyond) return true;
    const std::size_t evaluations = state.At(set, anchor).history.size();
    const double enough = set > 0 && evaluations >= kPatience ? kStartAnyway : kStartBetween;
    return evaluations > 0 && draft.Step(set, anchor) < enough;
  };
  // The anchor that was placed at the path's end began late; the few fits before it do without.
  const bool late = set > 0 && above >= 0 && above - below < kAnchorSpacing;
  if (!ready(below) || !(late || ready(above))) return;
  if (above < 0 || !ready(above)) {
    StartFrom(draft, set, l, {{below, 1}});
    return;
  }
  const double from = state.log_lambda[At(std::max(below, 0))];
  const double to = state.log_lambda[At(above)];
  const double share = std::clamp((state.log_lambda[At(l)] - from) / (to - from), 0.0, 1.0);
  StartFrom(draft, set, l, {{below, 1 - share}, {above, share}});
}

void Consider(Draft& draft, int set, int l) {
  const bool anchor = draft.IsAnchor(l);
  // Folds wait where the path seems to end before.
  const bool doubted = set > 0 && !draft.state().At(0, l).history.empty() && IsWide(draft.state(), l);
  if (l > draft.LastOf(set) && !(set == 0 && anchor)) {
    draft.Settle(set, l, FitStatus::kBeyond);
  } else if (doubted) {
    return;
  } else if (!anchor) {
    ConsiderBetween(draft, set, l);
  } else if (set == 0) {
    ConsiderAnchorOfAllRows(draft, l);
  } else if (!draft.state().At(0, l).history.empty() && draft.Step(0, l) < kStartFold) {
    StartFold(draft, set, l);
  }
}

// Ends every fit that is still open as unfinished.
void GiveUp(Draft& draft) {
  const PathState& state = draft.state();
  draft.plan().asks.clear();
  draft.plan().borders.clear();
  for (int set = 0; set < static_cast<int>(state.sets.size()); ++set) {
    for (int l = 0; l <= draft.LastOf(set); ++l) {
      const FitStatus status = state.At(set, l).status;
      const bool open = status == FitStatus::kActive || status == FitStatus::kWaiting;
      if (open && !draft.IsSettled(set, l)) draft.Settle(set, l, FitStatus::kUnfinished);
    }
  }
}

}  // namespace

Plan MakePlan(const PathState& state) {
  Draft draft(state);
  for (int set = 0; set < static_cast<int>(state.sets.size()); ++set) {
    for (int l = 0; l < state.penalties(); ++l) {
      if (state.At(set, l).status == FitStatus::kActive) Advance(draft, set, l);
    }
    if (set == 0) EndPath(draft);
    if (set == 0 && state.settings.folds > 0) EndCurve(draft);
    for (int l = 0; l < state.penalties(); ++l) {
      if (state.At(set, l).status == FitStatus::kWaiting) Consider(draft, set, l);
    }
  }
  if (state.round >= (state.settings.df_max_none ? kMostRoundsWhole : kMostRounds)) GiveUp(draft);
  FitBorders(state, draft.plan().borders);
  return std::move(draft.plan());
}

}  // namespace osteon::models
