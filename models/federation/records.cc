#include "models/federation/records.h"

namespace osteon::models {
namespace {

std::uint64_t NumbersIn(const MaybeEstimate& estimate) {
  return estimate.value ? 4 : 0;
}

std::uint64_t NumbersIn(const Admission& admission) {
  return 5 + admission.excluded.size() - admission.suppressed.size();
}

std::uint64_t NumbersIn(const Maybe<double>& number) {
  return number.value ? 1 : 0;
}

std::uint64_t NumbersIn(const Maybe<CalibrationCurve>& curve) {
  return curve.value
             ? curve.value->knots.size() + curve.value->coefficients.size() + curve.value->covariance.size()
             : 0;
}

std::uint64_t NumbersIn(const Maybe<MeanAndSd>& moments) {
  return moments.value ? 2 : 0;
}

// Edges are the request's, and those that are left follow from the counts.
std::uint64_t NumbersIn(const Maybe<Histogram>& histogram) {
  return histogram.value ? histogram.value->events.size() + histogram.value->non_events.size() : 0;
}

// Of the intercept alone and of the slope the estimates are told elsewhere in the record.
std::uint64_t NumbersIn(const Recalibration& recalibration) {
  return NumbersIn(recalibration.brier_intercept_only) + (recalibration.logistic.value ? 6 : 0);
}

std::uint64_t NumbersIn(const Maybe<HosmerLemeshow>& statistic) {
  return statistic.value ? 2 : 0;
}

std::uint64_t NumbersIn(const ValidationMetrics& metrics) {
  std::uint64_t count = 2 + NumbersIn(metrics.auc) + NumbersIn(metrics.calibration_in_the_large) +
                        NumbersIn(metrics.calibration_slope) + NumbersIn(metrics.oe) +
                        (metrics.brier ? 1U : 0U) + (metrics.scaled_brier ? 1U : 0U) +
                        NumbersIn(metrics.ici) + NumbersIn(metrics.e50) + NumbersIn(metrics.e90) +
                        NumbersIn(metrics.calibration_curve) + NumbersIn(metrics.hosmer_lemeshow) +
                        NumbersIn(metrics.linear_predictor.all) + NumbersIn(metrics.linear_predictor.events) +
                        NumbersIn(metrics.linear_predictor.non_events) + NumbersIn(metrics.recalibration) +
                        NumbersIn(metrics.risk_histogram) + NumbersIn(metrics.score_histogram) +
                        4 * metrics.decision_curve.size();  // all but the threshold, which was asked for
  if (metrics.at_threshold) {
    const ThresholdTable& table = *metrics.at_threshold;
    count += 4 + NumbersIn(table.sensitivity) + NumbersIn(table.specificity) + NumbersIn(table.ppv) +
             NumbersIn(table.npv) + NumbersIn(table.accuracy);
  }
  return count;
}

std::uint64_t NumbersIn(const SealedCounts& counts) {
  return counts.words.size();
}

std::uint64_t NumbersIn(const Maybe<McNemar>& test) {
  return test.value ? 6 : 0;
}

std::uint64_t NumbersIn(const ModelComparison& comparison) {
  std::uint64_t count = 2 + (comparison.auc.value ? 6U : 0U) + NumbersIn(comparison.accuracy) +
                        NumbersIn(comparison.sensitivity) + NumbersIn(comparison.specificity) +
                        NumbersIn(comparison.brier);
  for (const NetBenefitDifference& at : comparison.net_benefit) count += NumbersIn(at.difference);
  return count;
}

std::uint64_t NumbersIn(const VariableSummary& summary) {
  std::uint64_t count = 0;
  for (const NumericSummary& variable : summary.numeric) count += variable.quartiles.value ? 5U : 0U;
  for (const CategoricalSummary& variable : summary.categorical) {
    count += variable.shares.value ? 1 + variable.shares.value->percent.size() : 0;
  }
  return count;
}

std::uint64_t NumbersIn(const CaseMix& case_mix) {
  std::uint64_t count = case_mix.suppressed.empty() ? 2 : 0;
  for (const NumericCaseMix& variable : case_mix.numeric) {
    count += (variable.measured.value ? 1U : 0U) + NumbersIn(variable.moments) +
             (variable.missing.value ? 2U : 0U);
  }
  for (const CategoricalCaseMix& variable : case_mix.categorical) {
    count += (variable.measured.value ? 1U : 0U) + (variable.missing.value ? 2U : 0U) +
             (variable.levels.value ? 2 * variable.levels.value->size() : 0);
  }
  return count;
}

std::uint64_t NumbersIn(const Subgroups& subgroups) {
  std::uint64_t count = 0;
  for (const auto& [level, metrics] : subgroups.levels) {
    count += metrics.suppressed.empty() ? NumbersIn(metrics) : 0;
  }
  return count;
}

}  // namespace

std::uint64_t ScalarCount(const SiteRecord& record) {
  return std::visit([](const auto& kind) { return NumbersIn(kind); }, record);
}

}  // namespace osteon::models
