// Two models on the same patients.
#ifndef OSTEON_MODELS_VALIDATION_COMPARISON_H_
#define OSTEON_MODELS_VALIDATION_COMPARISON_H_

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/validation/estimate.h"

namespace osteon::models {

// A difference with its interval and two-sided test against 0.
struct TestedDifference {
  Estimate difference;
  double z = 0;
  double p = 1;
  friend bool operator==(const TestedDifference&, const TestedDifference&) = default;
};

// Patients whom one model classifies rightly and the other does not.
struct McNemar {
  std::uint64_t b = 0;      // a right, b wrong
  std::uint64_t c = 0;      // a wrong, b right
  double chi2_edwards = 0;  // max(0, |b - c| - 1)^2 / (b + c)
  double p_edwards = 1;     // its upper tail on one degree of freedom
  double p_exact = 1;       // two-sided binomial, twice the smaller tail, at most 1
  double p_mid = 1;         // twice the smaller tail less the probability of the count seen
  friend bool operator==(const McNemar&, const McNemar&) = default;
};

// Why there is no test where nobody is discordant.
inline constexpr char kNoDiscordant[] = "the models classify every patient alike";

// Of so many discordant patients; unavailable where there are none.
Maybe<McNemar> TestDiscordant(std::uint64_t b, std::uint64_t c);

struct NetBenefitDifference {
  double threshold = 0;  // of both models
  MaybeEstimate difference;
  friend bool operator==(const NetBenefitDifference&, const NetBenefitDifference&) = default;
};

// Every difference is of model a less model b.
struct ModelComparison {
  std::uint64_t n = 0, events = 0;
  Maybe<TestedDifference> auc;  // paired DeLong
  // Of all patients, of those with the event, of those without it; unavailable without thresholds.
  Maybe<McNemar> accuracy, sensitivity, specificity;
  MaybeEstimate brier;                            // no p-value
  std::vector<NetBenefitDifference> net_benefit;  // no p-value; none without patients
  std::string suppressed{};                       // the disclosure rule for whose sake nothing is told
  friend bool operator==(const ModelComparison&, const ModelComparison&) = default;
};

// Where each model's patients are positive, p >= threshold.
struct ThresholdPair {
  double a = 0, b = 0;
  friend bool operator==(const ThresholdPair&, const ThresholdPair&) = default;
};

//   risk_a, risk_b       (n)  predicted risks in [0, 1] of the same patients
//   outcome              (n)  0 or 1
//   thresholds           for McNemar
//   decision_thresholds  for the net benefit: AreDecisionThresholds
//
// AUC: variance of the difference of the placements, DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988)
// 837-845; unavailable with fewer than 2 events or 2 non-events, or where the variance is 0 (the same order
// of all patients). Brier score and net benefit are means over patients: difference +- 1.96 sd / sqrt(n), sd
// (n - 1) of the patients' own differences, which is also the jackknife's; unavailable with fewer than 2
// patients, of no width where all patients' differences are equal. McNemar: Edwards, Psychometrika 13 (1948)
// 185-187; Fagerland, Lydersen & Laake, BMC Medical Research Methodology 13 (2013) 91 (mid-p); unavailable
// without discordant patients.
//
// kInvalidArgument, without the value: sizes disagree, a risk or threshold outside [0, 1], an outcome other
// than 0 and 1, decision thresholds that are not as above.
absl::StatusOr<ModelComparison> Compare(const Eigen::Ref<const Eigen::VectorXd>& risk_a,
                                        const Eigen::Ref<const Eigen::VectorXd>& risk_b,
                                        const Eigen::Ref<const Eigen::VectorXd>& outcome,
                                        const std::optional<ThresholdPair>& thresholds,
                                        const std::vector<double>& decision_thresholds);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_COMPARISON_H_
