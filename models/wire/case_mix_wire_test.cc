#include "models/wire/case_mix_wire.h"

#include <cmath>
#include <functional>
#include <string>

#include "models/wire/tasks_for_tests.h"
#include "osteon/v1/session.pb.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::kBad;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

CaseMixRequest SmallCaseMixRequest() {
  return {{"age", "original_f1"}, {{"sex", {"sexM"}}}, RowSet::kHoldout};
}

SubgroupRequest BySex() {
  SubgroupRequest request;
  request.validation = {"m", {{"age", 1}}, "", RowSet::kAll, 0.5, {0.2}, {}};
  request.variable = {"sex", {"F", "M"}, {"sexM"}};
  return request;
}

CaseMix SmallCaseMix() {
  CaseMix record;
  record.n = 60;
  record.events = 25;
  record.numeric = {{"age", {55, ""}, {MeanAndSd{61, 9.5}, ""}, {OutcomeCounts{5, 0}, ""}},
                    {"original_f1",
                     {std::nullopt, "suppressed: min_cell"},
                     {std::nullopt, "fewer than two patients"},
                     {std::nullopt, "suppressed: min_cell"}}};
  record.categorical = {
      {"sex", {60, ""}, {std::vector<OutcomeCounts>{{10, 20}, {15, 15}}, ""}, {OutcomeCounts(), ""}},
      {"stage",
       {std::nullopt, "suppressed: min_cell"},
       {std::nullopt, "suppressed: min_cell"},
       {std::nullopt, "suppressed: min_cell"}}};
  return record;
}

// With everything that a record of validation may have.
ValidationMetrics Metrics() {
  ValidationMetrics metrics;
  metrics.n = 60;
  metrics.events = 25;
  metrics.auc = Wald(0.8, 0.05, "DeLong");
  metrics.calibration_in_the_large = metrics.calibration_slope = metrics.oe = Unavailable("no events");
  metrics.calibration_curve.value =
      CalibrationCurve{{-1, 0, 1}, {0, 0.5, 0.25}, {0.1, 0.01, 0.2, 0.02, 0.03, 0.3}};
  metrics.linear_predictor = {
      {MeanAndSd{-0.5, 1}, ""}, {std::nullopt, "no events"}, {MeanAndSd{-1, 0.5}, ""}};
  metrics.recalibration.brier_intercept_only.value = 0.19;
  metrics.recalibration.logistic.value =
      LogisticRecalibration{*Wald(0.1, 0.2, "Wald").value, *Wald(1.1, 0.3, "Wald").value, -0.02, 0.18};
  metrics.risk_histogram.value = Histogram{{0, 0.5, 1}, {5, 20}, {30, 5}};
  metrics.score_histogram.unavailable = "suppressed: min_cell";
  return metrics;
}

template <typename Request>
void ExpectComesBack(const Request& request) {
  v1::Task received;
  ASSERT_TRUE(received.ParseFromString(MessageOf(request).SerializeAsString()));
  ASSERT_OK_AND_ASSIGN(const Task back, TaskFromMessage(received));
  EXPECT_TRUE(std::get<GatherRequest>(back.request) == GatherRequest(request));
}

TEST(CaseMixWire, RequestsComeBackAsTheyWent) {
  ExpectComesBack(SmallCaseMixRequest());
  ExpectComesBack(BySex());
  ValidationRequest with_histograms = BySex().validation;
  with_histograms.score_edges = DefaultScoreEdges();
  ExpectComesBack(with_histograms);
}

TEST(CaseMixWire, RequestsThatContradictThemselvesAreRefused) {
  const auto refused = [](v1::Task message, const std::function<void(v1::GatherRequest&)>& change,
                          const char* what) {
    change(*message.mutable_gather());
    EXPECT_THAT(Arrives(std::move(message)), StatusIs(kBad, HasSubstr(what)));
  };
  refused(
      MessageOf(SmallCaseMixRequest()), [](auto& r) { r.mutable_case_mix()->clear_rows(); }, "set of rows");
  refused(
      MessageOf(SmallCaseMixRequest()),
      [](auto& r) { r.mutable_case_mix()->mutable_categorical(0)->clear_columns(); }, "without columns");
  refused(
      MessageOf(BySex()), [](auto& r) { r.mutable_subgroups()->mutable_variable()->add_levels("X"); },
      "one column for each level");
  refused(
      MessageOf(BySex()), [](auto& r) { r.mutable_subgroups()->mutable_variable()->clear_name(); },
      "no name");
  refused(
      MessageOf(BySex().validation), [](auto& r) { r.mutable_validation()->add_score_edges(1); },
      "edges of a histogram");
}

TEST(CaseMixWire, RecordsComeBackAsTheyWent) {
  CaseMix suppressed;
  suppressed.suppressed = "min_patients";
  for (const CaseMix& record : {SmallCaseMix(), suppressed}) {
    ASSERT_OK_AND_ASSIGN(const SiteRecord back, ParseRecord(SerialiseRecord(record)));
    EXPECT_TRUE(back == SiteRecord(record));
  }
  EXPECT_EQ(ScalarCount(SmallCaseMix()), 2U + (1U + 2U + 2U) + 0U + (1U + 4U + 2U));
  EXPECT_EQ(ScalarCount(suppressed), 0U);

  ASSERT_OK_AND_ASSIGN(const SiteRecord validation, ParseRecord(SerialiseRecord(Metrics())));
  EXPECT_TRUE(validation == SiteRecord(Metrics()));
  // n, events; AUC; curve 3 + 3 + 6; two pairs of moments; Brier, recalibration; four bins.
  EXPECT_EQ(ScalarCount(Metrics()), 2U + 4U + 12U + 4U + 1U + 6U + 4U);

  ValidationMetrics untold;
  untold.auc = untold.calibration_in_the_large = untold.calibration_slope = untold.oe =
      Unavailable("suppressed: min_patients");
  untold.suppressed = "min_patients";
  const Subgroups subgroups{"sex", {{"F", Metrics()}, {"M", untold}}};
  ASSERT_OK_AND_ASSIGN(const SiteRecord by_sex, ParseRecord(SerialiseRecord(subgroups)));
  EXPECT_TRUE(by_sex == SiteRecord(subgroups));
  EXPECT_EQ(ScalarCount(subgroups), ScalarCount(Metrics()));
}

TEST(CaseMixWire, RecordsThatAreNotWholeAreRefused) {
  const auto refused = [](const SiteRecord& record, const std::function<void(v1::SiteRecord&)>& change,
                          const char* what) {
    v1::SiteRecord message;
    ToMessage(record, &message);
    change(message);
    EXPECT_THAT(RecordFromMessage(message), StatusIs(kBad, HasSubstr(what)));
  };
  const auto moments = [](auto& r) { return r.mutable_case_mix()->mutable_numeric(0)->mutable_moments(); };
  refused(
      SmallCaseMix(), [&](auto& r) { moments(r)->mutable_value()->set_mean(std::nan("")); }, "not finite");
  refused(
      SmallCaseMix(), [&](auto& r) { moments(r)->mutable_value()->set_sd(-1); }, "below 0");
  refused(
      SmallCaseMix(), [](auto& r) { r.mutable_case_mix()->set_suppressed("Min Cell"); }, "rule");
  refused(
      SmallCaseMix(), [](auto& r) { r.mutable_case_mix()->mutable_categorical(0)->clear_variable(); },
      "no name");
  const auto bins = [](auto& r) { return r.mutable_validation()->mutable_risk_histogram()->mutable_value(); };
  refused(
      Metrics(), [&](auto& r) { bins(r)->add_events(1); }, "bins");
  refused(
      Metrics(), [&](auto& r) { bins(r)->set_edges(1, 2); }, "do not ascend");
  refused(
      Metrics(), [&](auto& r) { bins(r)->clear_edges(); }, "bins");
  refused(
      Metrics(),
      [](auto& r) {
        r.mutable_validation()->mutable_recalibration()->mutable_value()->set_covariance(std::nan(""));
      },
      "a recalibration that is not finite");
  refused(
      Metrics(),
      [](auto& r) {
        r.mutable_validation()->mutable_calibration_curve()->mutable_value()->add_covariance(1);
      },
      "covariance");
  refused(
      Subgroups{"sex", {{"F", Metrics()}}},
      [](auto& r) { *r.mutable_subgroups()->add_levels() = r.subgroups().levels(0); }, "a level");
}

}  // namespace
}  // namespace osteon::models
