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

DecisionPoint DecisionPointOf(double threshold, std::uint64_t tp, std::uint64_t fp, std::uint64_t n,
                              std::uint64_t events) {
  const double odds = DecisionOdds(threshold);
  const auto patients = static_cast<double>(n);
  const auto with_event = static_cast<double>(events);
  DecisionPoint point;
  point.threshold = threshold;
  point.tp = tp;
  point.fp = fp;
  point.net_benefit = static_cast<double>(tp) / patients - static_cast<double>(fp) / patients * odds;
  point.treat_all = with_event / patients - (patients - with_event) / patients * odds;
  return point;
}

std::vector<DecisionPoint> DecisionCurve(const Eigen::Ref<const Eigen::VectorXd>& risk,
                                         const Eigen::Ref<const Eigen::VectorXd>& outcome,
                                         const std::vector<double>& thresholds) {
  std::vector<DecisionPoint> curve;
  if (risk.size() == 0) return curve;
  const auto events = static_cast<std::uint64_t>((outcome.array() == 1).count());
  for (const double threshold : thresholds) {
    std::uint64_t tp = 0, fp = 0;
    for (Eigen::Index i = 0; i < risk.size(); ++i) {
      if (risk[i] >= threshold) ++(outcome[i] == 1 ? tp : fp);
    }
    curve.push_back(DecisionPointOf(threshold, tp, fp, static_cast<std::uint64_t>(risk.size()), events));
  }
  return curve;
}

}  // namespace osteon::models
