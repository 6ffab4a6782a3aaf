// Decision curves: the net benefit of acting on a model at fixed thresholds.
#ifndef OSTEON_MODELS_VALIDATION_DECISION_CURVE_H_
#define OSTEON_MODELS_VALIDATION_DECISION_CURVE_H_

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace osteon::models {

inline constexpr std::size_t kMostDecisionThresholds = 99;

struct DecisionPoint {
  double threshold = 0;  // treated at p >= threshold
  std::uint64_t tp = 0, fp = 0;
  double net_benefit = 0;    // tp / n - fp / n * threshold / (1 - threshold)
  double treat_all = 0;      // the same of treating everybody; of treating nobody it is 0
  std::string suppressed{};  // the disclosure rule for whose sake only the threshold is told; empty: none
  friend bool operator==(const DecisionPoint&, const DecisionPoint&) = default;
};

// Whether there are at most kMostDecisionThresholds, ascending, each above 0 and below 1.
bool AreDecisionThresholds(const std::vector<double>& thresholds);

// kInvalidArgument where they are not.
absl::Status CheckDecisionThresholds(const std::vector<double>& thresholds);

// Odds of a threshold, the weight of a false positive: threshold / (1 - threshold).
double DecisionOdds(double threshold);

// The net benefit that counts of n patients give. n > 0.
DecisionPoint DecisionPointOf(double threshold, std::uint64_t tp, std::uint64_t fp, std::uint64_t n,
                              std::uint64_t events);

//   risk        (n)  predicted risks
//   outcome     (n)  0 or 1
//   thresholds  each above 0 and below 1
//
// One point per threshold; none without patients. Source: Vickers & Elkin, Medical Decision Making 26 (2006)
// 565-574.
std::vector<DecisionPoint> DecisionCurve(const Eigen::Ref<const Eigen::VectorXd>& risk,
                                         const Eigen::Ref<const Eigen::VectorXd>& outcome,
                                         const std::vector<double>& thresholds);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_DECISION_CURVE_H_
