#include "models/disclosure/judge_records.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "models/disclosure/breach.h"
#include "models/disclosure/merge_bins.h"
#include "models/validation/case_mix.h"

namespace osteon::models {
namespace {

constexpr char kMinPatients[] = "min_patients";
constexpr char kMinCell[] = "min_cell";
constexpr char kMaxThresholds[] = "max_thresholds";

class Cell {
 public:
  explicit Cell(const Limits& limits) : least_(limits.min_cell) {}
  bool IsSmall(std::uint64_t count) const { return count > 0 && count < least_; }

 private:
  std::uint64_t least_;
};

std::string WholeRecord(std::uint64_t n, std::uint64_t events, const Limits& limits) {
  return RuleAgainstRecord(n, events, {limits.min_patients, limits.min_cell});
}

// Both histograms: no bin, and no difference from what else is told, is small.
void MergeHistograms(ValidationMetrics& metrics, const Limits& limits) {
  ToldCuts told(metrics.events, metrics.n - metrics.events, limits.min_cell);
  for (const DecisionPoint& point : metrics.decision_curve) {
    if (point.suppressed.empty()) told.Add(point.threshold, point.tp, point.fp);
  }
  if (metrics.at_threshold && metrics.at_threshold->suppressed.empty()) {
    told.Add(metrics.at_threshold->threshold, metrics.at_threshold->tp, metrics.at_threshold->fp);
  }
  if (metrics.risk_histogram.value) {
    told.MergeBins(*metrics.risk_histogram.value, [](double edge) { return edge; });
  }
  if (metrics.score_histogram.value) {
    told.MergeBins(*metrics.score_histogram.value, [](double edge) { return 1 / (1 + std::exp(-edge)); });
  }
}

void SuppressTest(Maybe<McNemar>& test, const Cell& cell) {
  if (test.value && (cell.IsSmall(test.value->b) || cell.IsSmall(test.value->c))) {
    test = {std::nullopt, Suppressed(kMinCell)};
  }
}

void SuppressSet(Admission& admission, const std::string& set, std::uint64_t& patients, std::uint64_t& events,
                 const Limits& limits) {
  const Cell cell(limits);
  if (patients > 0 && patients < limits.min_patients) {
    events = 0;
    admission.suppressed[set + "_events"] = kMinPatients;
    if (cell.IsSmall(patients)) {
      patients = 0;
      admission.suppressed[set + "_patients"] = kMinCell;
    }
  } else if (cell.IsSmall(events) || cell.IsSmall(patients - events)) {
    events = 0;
    admission.suppressed[set + "_events"] = kMinCell;
  }
}

}  // namespace

void SuppressTable(ThresholdTable& table, const std::string& rule) {
  const double threshold = table.threshold;
  table = {};
  table.threshold = threshold;
  table.suppressed = rule;
}

void SuppressPoint(DecisionPoint& point, const std::string& rule) {
  const double threshold = point.threshold;
  point = {};
  point.threshold = threshold;
  point.suppressed = rule;
}

void SuppressAll(ValidationMetrics& metrics, const std::string& rule) {
  const std::string why = Suppressed(rule);
  const bool histograms = metrics.risk_histogram.value.has_value();
  metrics = {};
  metrics.suppressed = rule;
  for (MaybeEstimate* estimate :
       {&metrics.auc, &metrics.calibration_in_the_large, &metrics.calibration_slope, &metrics.oe}) {
    *estimate = Unavailable(why);
  }
  for (Maybe<double>* number :
       {&metrics.ici, &metrics.e50, &metrics.e90, &metrics.recalibration.brier_intercept_only}) {
    number->unavailable = why;
  }
  ScoreMoments& moments = metrics.linear_predictor;
  for (Maybe<MeanAndSd>* part : {&moments.all, &moments.events, &moments.non_events}) part->unavailable = why;
  metrics.calibration_curve.unavailable = why;
  metrics.hosmer_lemeshow.unavailable = why;
  metrics.recalibration.logistic.unavailable = why;
  if (histograms) metrics.risk_histogram.unavailable = metrics.score_histogram.unavailable = why;
}

void SuppressIn(ValidationMetrics& metrics, const Limits& limits) {
  if (const std::string rule = WholeRecord(metrics.n, metrics.events, limits); !rule.empty()) {
    SuppressAll(metrics, rule);
    return;
  }
  const Cell cell(limits);
  const std::size_t thresholds = metrics.decision_curve.size() + (metrics.at_threshold ? 1U : 0U);
  for (DecisionPoint& point : metrics.decision_curve) {
    const std::uint64_t non_events = metrics.n - metrics.events;
    if (thresholds > limits.max_thresholds) {
      SuppressPoint(point, kMaxThresholds);
    } else if (cell.IsSmall(point.tp) || cell.IsSmall(point.fp) || cell.IsSmall(metrics.events - point.tp) ||
               cell.IsSmall(non_events - point.fp)) {
      SuppressPoint(point, kMinCell);
    }
  }
  if (metrics.at_threshold) {
    ThresholdTable& table = *metrics.at_threshold;
    if (cell.IsSmall(table.tp) || cell.IsSmall(table.fp) || cell.IsSmall(table.tn) ||
        cell.IsSmall(table.fn)) {
      SuppressTable(table, kMinCell);
    }
  }
  MergeHistograms(metrics, limits);
}

void SuppressIn(ModelComparison& comparison, const Limits& limits) {
  if (const std::string rule = WholeRecord(comparison.n, comparison.events, limits); !rule.empty()) {
    const std::string why = Suppressed(rule);
    comparison = {};
    comparison.suppressed = rule;
    comparison.auc.unavailable = why;
    for (Maybe<McNemar>* test : {&comparison.accuracy, &comparison.sensitivity, &comparison.specificity}) {
      test->unavailable = why;
    }
    comparison.brier = Unavailable(why);
    return;
  }
  const Cell cell(limits);
  SuppressTest(comparison.accuracy, cell);
  SuppressTest(comparison.sensitivity, cell);
  SuppressTest(comparison.specificity, cell);
  if (comparison.net_benefit.size() <= limits.max_thresholds) return;
  for (NetBenefitDifference& at : comparison.net_benefit)
    at.difference = Unavailable(Suppressed(kMaxThresholds));
}

void SuppressIn(Admission& admission, const Limits& limits) {
  SuppressSet(admission, "train", admission.train_patients, admission.train_events, limits);
  SuppressSet(admission, "holdout", admission.holdout_patients, admission.holdout_events, limits);
  const Cell cell(limits);
  for (auto& [reason, patients] : admission.excluded) {
    if (!cell.IsSmall(patients)) continue;
    patients = 0;
    admission.suppressed[absl::StrCat("excluded: ", reason)] = kMinCell;
  }
  // Patients read less those analysed and excluded would be what is kept back.
  const bool follows = std::any_of(
      admission.suppressed.begin(), admission.suppressed.end(),
      [](const auto& what) { return what.first != "train_events" && what.first != "holdout_events"; });
  if (follows) {
    admission.read = 0;
    admission.suppressed["read"] = kMinCell;
  }
}

}  // namespace osteon::models
