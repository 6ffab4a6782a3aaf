#include "models/lasso/curve_end.h"

#include <algorithm>
#include <utility>

namespace osteon::models {

std::vector<HeldOutFold> HeldOutLosses(const PathState& state, std::size_t kind, int penalties) {
  std::vector<HeldOutFold> folds;
  for (int set = 1; set < static_cast<int>(state.sets.size()); ++set) {
    HeldOutFold fold;
    fold.patients = state.Set(0).patients - state.Set(set).patients;
    for (int l = 0; l < penalties; ++l) {
      fold.loss.push_back((*state.At(set, l).history.back().held_out)[kind]);
    }
    folds.push_back(std::move(fold));
  }
  return folds;
}

int FinishedPenalties(const PathState& state) {
  for (int l = 0; l < state.penalties(); ++l) {
    for (int set = 1; set < static_cast<int>(state.sets.size()); ++set) {
      if (state.At(set, l).status != FitStatus::kFinished) return l;
    }
  }
  return state.penalties();
}

void EndCurve(Draft& draft) {
  const PathState& state = draft.state();
  if (state.settings.df_max_none || state.settings.whole_curve) return;
  const int finished = FinishedPenalties(state);
  if (finished == 0) return;
  const std::vector<CurvePoint> curve = CrossValidationCurve(HeldOutLosses(state, 0, finished));
  const int minimum = ChoosePenalties(curve).minimum;
  const CurvePoint& least = curve[static_cast<std::size_t>(minimum)];
  for (int l = minimum + kPastMinimum; l < finished; ++l) {
    const double mean = curve[static_cast<std::size_t>(l)].mean;
    if (mean < least.mean + least.se || mean <= least.mean) continue;
    draft.plan().curve_last = std::min(draft.plan().curve_last, l);
    return;
  }
}

}  // namespace osteon::models
