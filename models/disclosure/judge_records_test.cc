#include "models/disclosure/judge_records.h"

#include <gtest/gtest.h>

namespace osteon::models {
namespace {

ValidationMetrics Metrics(std::uint64_t n, std::uint64_t events) {
  ValidationMetrics metrics;
  metrics.n = n;
  metrics.events = events;
  metrics.auc = Wald(0.8, 0.05, "DeLong");
  metrics.brier = 0.2;
  ThresholdTable table;
  table.threshold = 0.3;
  table.tp = 8;
  table.fn = events - 8;
  table.fp = 7;
  table.tn = n - events - 7;
  metrics.at_threshold = table;
  for (const double threshold : {0.1, 0.5}) {
    metrics.decision_curve.push_back({threshold, 9, 8, 0.1, 0.2, ""});
  }
  return metrics;
}

TEST(SuppressMetrics, AWholeRecordOfTooFewPatients) {
  ValidationMetrics enough = Metrics(20, 13);
  enough.at_threshold.reset();
  enough.decision_curve.clear();
  const ValidationMetrics as_it_was = enough;
  SuppressIn(enough, Limits());
  EXPECT_EQ(enough, as_it_was);

  ValidationMetrics few = Metrics(19, 10);
  SuppressIn(few, Limits());
  EXPECT_EQ(few.suppressed, "min_patients");
  EXPECT_EQ(few.n, 0U);
  EXPECT_EQ(few.events, 0U);
  EXPECT_FALSE(few.auc.value || few.brier || few.at_threshold);
  EXPECT_EQ(few.auc.unavailable, "suppressed: min_patients");
  EXPECT_TRUE(few.decision_curve.empty());

  ValidationMetrics none;
  SuppressIn(none, Limits());
  EXPECT_EQ(none, ValidationMetrics());
}

TEST(SuppressMetrics, AWholeRecordOfTooFewOfAClass) {
  for (const std::uint64_t events : {0U, 5U, 55U, 60U}) {
    ValidationMetrics metrics = Metrics(60, 30);
    metrics.events = events;
    metrics.at_threshold.reset();
    metrics.decision_curve.clear();
    SuppressIn(metrics, Limits());
    EXPECT_EQ(metrics.suppressed, "") << events;
  }
  for (const std::uint64_t events : {1U, 4U, 56U, 59U}) {
    ValidationMetrics metrics = Metrics(60, 30);
    metrics.events = events;
    SuppressIn(metrics, Limits());
    EXPECT_EQ(metrics.suppressed, "min_cell") << events;
  }
}

TEST(SuppressMetrics, OneThresholdOfASmallCell) {
  using Field = std::uint64_t ThresholdTable::*;
  for (const Field field :
       {&ThresholdTable::tp, &ThresholdTable::fp, &ThresholdTable::tn, &ThresholdTable::fn}) {
    for (const std::uint64_t count : {0U, 1U, 4U, 5U}) {
      ValidationMetrics metrics = Metrics(60, 30);
      (*metrics.at_threshold).*field = count;
      SuppressIn(metrics, Limits());
      EXPECT_EQ(metrics.suppressed, "");
      EXPECT_EQ(metrics.at_threshold->suppressed, count == 1 || count == 4 ? "min_cell" : "") << count;
      EXPECT_EQ(metrics.at_threshold->threshold, 0.3);
      if (!metrics.at_threshold->suppressed.empty()) {
        EXPECT_EQ(metrics.at_threshold->tn, 0U);
      }
    }
  }
}

TEST(SuppressMetrics, PointsOfTheDecisionCurveOneByOne) {
  ValidationMetrics metrics = Metrics(60, 30);
  metrics.decision_curve[1].tp = 27;  // three events are missed
  SuppressIn(metrics, Limits());
  EXPECT_EQ(metrics.decision_curve[0].suppressed, "");
  EXPECT_EQ(metrics.decision_curve[0].tp, 9U);
  EXPECT_EQ(metrics.decision_curve[1].suppressed, "min_cell");
  EXPECT_EQ(metrics.decision_curve[1].tp, 0U);
  EXPECT_EQ(metrics.decision_curve[1].net_benefit, 0);
}

TEST(SuppressMetrics, MoreThresholdsThanAreReleased) {
  for (const std::size_t points : {11U, 12U}) {  // and the classification table's own
    ValidationMetrics metrics = Metrics(60, 30);
    metrics.decision_curve.assign(points, {0.1, 9, 8, 0.1, 0.2, ""});
    SuppressIn(metrics, Limits());
    EXPECT_EQ(metrics.decision_curve[0].suppressed, points == 11 ? "" : "max_thresholds");
    EXPECT_EQ(metrics.at_threshold->suppressed, "");
  }
}

TEST(SuppressComparison, ATestOfFewDiscordantPatients) {
  for (const std::uint64_t count : {0U, 1U, 4U, 5U}) {
    ModelComparison comparison;
    comparison.n = 60;
    comparison.events = 30;
    comparison.accuracy.value = McNemar{count, 9, 1, 1, 1, 1};
    comparison.sensitivity.value = McNemar{9, count, 1, 1, 1, 1};
    SuppressIn(comparison, Limits());
    const bool small = count == 1 || count == 4;
    EXPECT_EQ(comparison.accuracy.value.has_value(), !small) << count;
    EXPECT_EQ(comparison.sensitivity.value.has_value(), !small) << count;
    EXPECT_EQ(comparison.accuracy.unavailable, small ? "suppressed: min_cell" : "");
  }
}

TEST(SuppressAdmission, EventsReasonsAndWhatFollowsFromThem) {
  Admission admission;
  admission.read = 47;
  admission.train_patients = 40;
  admission.train_events = 36;
  admission.excluded = {{"missing age", 4}, {"missing outcome", 3}};
  SuppressIn(admission, Limits());
  EXPECT_EQ(admission.train_patients, 40U);
  EXPECT_EQ(admission.train_events, 0U);
  EXPECT_EQ(admission.suppressed.at("train_events"), "min_cell");
  EXPECT_EQ(admission.excluded.at("missing age"), 0U);
  EXPECT_EQ(admission.suppressed.at("excluded: missing outcome"), "min_cell");
  EXPECT_EQ(admission.read, 0U);
  EXPECT_TRUE(admission.suppressed.contains("read"));
}

TEST(SuppressAdmission, ASmallHoldoutTellsHowManyAndNotWhat) {
  for (const std::uint64_t patients : {4U, 5U, 19U, 20U}) {
    Admission admission;
    admission.read = 50 + patients;
    admission.train_patients = 50;
    admission.train_events = 25;
    admission.holdout_patients = patients;
    admission.holdout_events = patients == 20 ? 10 : 2;
    SuppressIn(admission, Limits());
    EXPECT_EQ(admission.holdout_patients, patients == 4 ? 0U : patients);
    EXPECT_EQ(admission.suppressed.contains("holdout_events"), patients < 20) << patients;
    EXPECT_EQ(admission.suppressed.contains("read"), patients == 4) << patients;
  }
}

TEST(SuppressAdmission, NothingOfASiteWithEnough) {
  Admission admission;
  admission.read = 60;
  admission.train_patients = 50;
  admission.train_events = 25;
  admission.excluded = {{"missing age", 10}};
  const Admission as_it_was = admission;
  SuppressIn(admission, Limits());
  EXPECT_EQ(admission, as_it_was);
}

}  // namespace
}  // namespace osteon::models
