#include "models/lasso/draft.h"

#include <algorithm>
#include <utility>

namespace osteon::models {

Draft::Draft(const PathState& state) : state_(state), next_(state.fits.size()) {
  for (const Fit& fit : state.fits) steps_.push_back(fit.step);
  plan_.anchors = state.anchors;
  plan_.last = state.last;
  plan_.curve_last = state.curve_last;
}

void Draft::SetNext(int set, int l, double step, SparseBeta beta) {
  steps_[Number(set, l)] = step;
  next_[Number(set, l)] = std::move(beta);
}

std::size_t Draft::AnchorNumber(int l) const {
  return static_cast<std::size_t>(std::find(plan_.anchors.begin(), plan_.anchors.end(), l) -
                                  plan_.anchors.begin());
}

void Draft::Settle(int set, int l, FitStatus status) {
  plan_.verdicts.push_back({set, l, status, state_.At(set, l).violation, Step(set, l)});
}

bool Draft::IsSettled(int set, int l) const {
  return std::any_of(plan_.verdicts.begin(), plan_.verdicts.end(),
                     [&](const Verdict& verdict) { return verdict.set == set && verdict.l == l; });
}

}  // namespace osteon::models
