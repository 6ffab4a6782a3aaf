#include "models/validation/decision_curve.h"

#include <algorithm>
#include <functional>

#include "absl/strings/str_cat.h"

namespace osteon::models {

bool AreDecisionThresholds(const std::vector<double>& thresholds) {
  const bool ascending =
      std::adjacent_find(thresholds.begin(), thresholds.end(), std::greater_equal<>()) == thresholds.end();
  const bool inside = std::all_of(thresholds.begin(), thresholds.end(),
                                  [](double threshold) { return threshold > 0 && threshold < 1; });
  return thresholds.size() <= kMostDecisionThresholds && ascending && inside;
}

absl::Status CheckDecisionThresholds(const std::vector<double>& thresholds) {
  if (AreDecisionThresholds(thresholds)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("the decision thresholds are not at most ",
                                                 kMostDecisionThresholds,
                                                 " ascending numbers between 0 and 1"));
}

double DecisionOdds(double threshold) {
  return threshold / (1 - threshold);
}

std::vector<DecisionPoint> DecisionCurve(const Eigen::Ref<const Eigen::VectorXd>& risk,
                                         const Eigen::Ref<const Eigen::VectorXd>& outcome,
                                         const std::vector<double>& thresholds) {
  std::vector<DecisionPoint> curve;
  const auto n = static_cast<double>(risk.size());
  if (risk.size() == 0) return curve;
  const auto events = static_cast<double>((outcome.array() == 1).count());
  for (const double threshold : thresholds) {
    DecisionPoint point;
    point.threshold = threshold;
    for (Eigen::Index i = 0; i < risk.size(); ++i) {
      if (risk[i] >= threshold) ++(outcome[i] == 1 ? point.tp : point.fp);
    }
    const double odds = DecisionOdds(threshold);
    point.net_benefit = static_cast<double>(point.tp) / n - static_cast<double>(point.fp) / n * odds;
    point.treat_all = events / n - (n - events) / n * odds;
    curve.push_back(point);
  }
  return curve;
}

}  // namespace osteon::models
