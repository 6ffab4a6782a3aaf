#include "models/validation/comparison.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/validation/auc.h"
#include "models/validation/decision_curve.h"
#include "models/validation/distributions.h"
#include "models/validation/metrics.h"

namespace osteon::models {
namespace {

using Vector = Eigen::Ref<const Eigen::VectorXd>;

Maybe<TestedDifference> AucDifference(const Vector& a, const Vector& b, const Vector& outcome) {
  const std::optional<Placements> of_a = ComputePlacements(a, outcome);
  const std::optional<Placements> of_b = ComputePlacements(b, outcome);
  if (!of_a || !of_b) return {std::nullopt, "no events or no non-events"};
  if (of_a->event.size() < 2) return {std::nullopt, "only one event: no variance"};
  if (of_a->nonevent.size() < 2) return {std::nullopt, "only one non-event: no variance"};
  const double variance =
      SampleVariance(of_a->event - of_b->event) / static_cast<double>(of_a->event.size()) +
      SampleVariance(of_a->nonevent - of_b->nonevent) / static_cast<double>(of_a->nonevent.size());
  if (!(variance > 0)) {
    return {std::nullopt,
            "the models' placements of all patients differ alike: the difference has variance 0"};
  }
  const MaybeEstimate difference = Wald(of_a->auc - of_b->auc, std::sqrt(variance), "paired DeLong");
  const double z = difference.value->estimate / difference.value->se;
  return {TestedDifference{*difference.value, z, NormalTwoSided(z)}, ""};
}

// The mean of the patients' own differences.
MaybeEstimate PairedMean(const Eigen::VectorXd& difference) {
  if (difference.size() < 2) return Unavailable("fewer than 2 patients: no variance");
  const double se = std::sqrt(SampleVariance(difference) / static_cast<double>(difference.size()));
  return Wald(difference.mean(), se, se > 0 ? "paired" : "paired, variance 0: the interval has no width");
}

MaybeEstimate NetBenefit(const Vector& a, const Vector& b, const Vector& outcome, double threshold) {
  const double odds = DecisionOdds(threshold);
  Eigen::VectorXd difference(outcome.size());
  for (Eigen::Index i = 0; i < outcome.size(); ++i) {
    const double treated = (a[i] >= threshold ? 1.0 : 0.0) - (b[i] >= threshold ? 1.0 : 0.0);
    difference[i] = outcome[i] == 1 ? treated : -odds * treated;
  }
  return PairedMean(difference);
}

void Classify(const Vector& a, const Vector& b, const Vector& outcome, const ThresholdPair& thresholds,
              ModelComparison& comparison) {
  std::uint64_t only_a[2] = {0, 0};  // right, by outcome
  std::uint64_t only_b[2] = {0, 0};
  for (Eigen::Index i = 0; i < outcome.size(); ++i) {
    const bool event = outcome[i] == 1;
    const bool a_right = (a[i] >= thresholds.a) == event;
    const bool b_right = (b[i] >= thresholds.b) == event;
    if (a_right && !b_right) ++only_a[event ? 1 : 0];
    if (b_right && !a_right) ++only_b[event ? 1 : 0];
  }
  comparison.accuracy = TestDiscordant(only_a[0] + only_a[1], only_b[0] + only_b[1]);
  comparison.sensitivity = TestDiscordant(only_a[1], only_b[1]);
  comparison.specificity = TestDiscordant(only_a[0], only_b[0]);
}

absl::Status Check(const Vector& a, const Vector& b, const Vector& outcome,
                   const std::optional<ThresholdPair>& thresholds,
                   const std::vector<double>& decision_thresholds) {
  OSTEON_RETURN_IF_ERROR(CheckRisks(a, outcome));
  OSTEON_RETURN_IF_ERROR(CheckRisks(b, outcome));
  const auto outside = [](double threshold) { return !(threshold >= 0 && threshold <= 1); };
  if (thresholds && (outside(thresholds->a) || outside(thresholds->b))) {
    return absl::InvalidArgumentError("a threshold is not between 0 and 1");
  }
  return CheckDecisionThresholds(decision_thresholds);
}

}  // namespace

Maybe<McNemar> TestDiscordant(std::uint64_t b, std::uint64_t c) {
  if (b + c == 0) return {std::nullopt, kNoDiscordant};
  const double apart = std::fabs(static_cast<double>(b) - static_cast<double>(c));
  McNemar test;
  test.b = b;
  test.c = c;
  test.chi2_edwards = std::pow(std::max(0.0, apart - 1), 2) / static_cast<double>(b + c);
  test.p_edwards = ChiSquaredUpper(test.chi2_edwards, 1);
  const double twice = 2 * BinomialHalfLower(std::min(b, c), b + c);
  test.p_exact = std::min(1.0, twice);
  test.p_mid = std::min(1.0, twice - BinomialHalfAt(std::min(b, c), b + c));
  return {test, ""};
}

absl::StatusOr<ModelComparison> Compare(const Vector& risk_a, const Vector& risk_b, const Vector& outcome,
                                        const std::optional<ThresholdPair>& thresholds,
                                        const std::vector<double>& decision_thresholds) {
  OSTEON_RETURN_IF_ERROR(Check(risk_a, risk_b, outcome, thresholds, decision_thresholds));
  ModelComparison comparison;
  comparison.n = static_cast<std::uint64_t>(outcome.size());
  comparison.events = static_cast<std::uint64_t>((outcome.array() == 1).count());
  comparison.auc = AucDifference(risk_a, risk_b, outcome);
  if (thresholds) {
    Classify(risk_a, risk_b, outcome, *thresholds, comparison);
  } else {
    for (Maybe<McNemar>* test : {&comparison.accuracy, &comparison.sensitivity, &comparison.specificity}) {
      test->unavailable = "no thresholds";
    }
  }
  comparison.brier = PairedMean((risk_a - outcome).array().square() - (risk_b - outcome).array().square());
  if (comparison.n > 0) {
    for (const double threshold : decision_thresholds) {
      comparison.net_benefit.push_back({threshold, NetBenefit(risk_a, risk_b, outcome, threshold)});
    }
  }
  return comparison;
}

}  // namespace osteon::models
