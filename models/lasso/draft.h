// A plan in the making, with each fit's next step as far as it is known by then.
#ifndef OSTEON_MODELS_LASSO_DRAFT_H_
#define OSTEON_MODELS_LASSO_DRAFT_H_

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "models/lasso/plan.h"

namespace osteon::models {

// All sizes are of steps: the largest movement of a coefficient, in standard deviations' log-odds.
inline constexpr double kStartFold = 0.2;  // a fold's anchor starts when all rows' takes a step below this
inline constexpr double kStartBetween = 0.02;  // a fit between anchors starts when both take steps below this

class Draft {
 public:
  explicit Draft(const PathState& state);

  const PathState& state() const { return state_; }
  Plan& plan() { return plan_; }
  const Plan& plan() const { return plan_; }

  // The length of the step that follows a fit's last evaluation: the last plan's until SetNext.
  double Step(int set, int l) const { return steps_[Number(set, l)]; }
  // Where that step leads; none before SetNext.
  const std::optional<SparseBeta>& Next(int set, int l) const { return next_[Number(set, l)]; }
  void SetNext(int set, int l, double step, SparseBeta beta);

  // The place of a penalty among the anchors; their number when it is none.
  std::size_t AnchorNumber(int l) const;
  // The last penalty at which a data set is fitted.
  int LastOf(int set) const { return set == 0 ? plan_.last : std::min(plan_.last, plan_.curve_last); }
  bool IsAnchor(int l) const { return AnchorNumber(l) < plan_.anchors.size(); }

  void Settle(int set, int l, FitStatus status);
  bool IsSettled(int set, int l) const;  // by this plan

 private:
  std::size_t Number(int set, int l) const { return static_cast<std::size_t>(set * state_.penalties() + l); }

  const PathState& state_;
  Plan plan_;
  std::vector<double> steps_;  // fit by fit
  std::vector<std::optional<SparseBeta>> next_;
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_DRAFT_H_
