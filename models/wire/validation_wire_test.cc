#include "models/wire/validation_wire.h"

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "models/wire/tasks_for_tests.h"
#include "osteon/v1/session.pb.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::kBad;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

ScoreCountsRequest SmallCounts() {
  return {{{"signature", {{"(Intercept)", -1}, {"age", 0.1}}, ""}, {"reader", {}, "p_reader"}},
          {0.001, 0.5, 0.999},
          RowSet::kTrain,
          3};
}

// --- Score counts

TEST(ValidationWire, ScoreCountsComeBackAsTheyWent) {
  for (const RowSet rows : {RowSet::kTrain, RowSet::kHoldout, RowSet::kAll}) {
    ScoreCountsRequest request = SmallCounts();
    request.rows = rows;
    v1::Task received;
    ASSERT_TRUE(received.ParseFromString(MessageOf(SumRequest(request)).SerializeAsString()));
    ASSERT_OK_AND_ASSIGN(const Task back, TaskFromMessage(received));
    EXPECT_TRUE(std::get<SumRequest>(back.request) == SumRequest(request));
  }
}

TEST(ValidationWire, ScoreCountsBeyondTheirLimitsAreRefused) {
  const auto changed = [](const std::function<void(v1::ScoreCountsRequest&)>& change) {
    v1::Task message = MessageOf(SumRequest(SmallCounts()));
    change(*message.mutable_sum()->mutable_score_counts());
    return Arrives(std::move(message));
  };
  const auto refused = [&](const std::function<void(v1::ScoreCountsRequest&)>& change, const char* what) {
    EXPECT_THAT(changed(change), StatusIs(kBad, HasSubstr(what)));
  };
  EXPECT_THAT(changed([](auto&) {}), IsOk());
  refused([](auto& m) { m.clear_models(); }, "counts of 0 models");
  refused([](auto& m) { m.mutable_models(1)->set_name("signature"); }, "model signature stands twice");
  refused([](auto& m) { m.mutable_models(1)->set_score_column(""); }, "a score column has no name");
  refused([](auto& m) { m.mutable_models(0)->mutable_linear()->clear_terms(); }, "without terms");
  refused([](auto& m) { m.mutable_models(0)->mutable_linear()->mutable_terms(0)->set_name("age"); },
          "term age stands twice");
  refused(
      [](auto& m) { m.mutable_models(0)->mutable_linear()->mutable_terms(1)->set_coefficient(1.0 / 0.0); },
      "coefficient of age");
  refused([](auto& m) { m.clear_cuts(); }, "cuts that are not 1 to 1000");
  for (const double cut : {0.0, -1.0, 0.5, 1.0, std::nan("")}) {
    refused([=](auto& m) { m.set_cuts(2, cut); }, "cuts that are not 1 to 1000");
  }
  refused([](auto& m) { m.clear_rows(); }, "set of rows");
  refused([](auto& m) { m.set_sites(0); }, "0 sites");
  refused(
      [](auto& m) {
        for (int i = 0; i < 101; ++i) m.add_models()->set_name("m" + std::to_string(i));
      },
      "103 models");
}

// --- Records of validation

TEST(ValidationWire, ARecordOfValidationWithImpossibleNumbersIsRefused) {
  ValidationMetrics record;
  for (MaybeEstimate* estimate :
       {&record.auc, &record.calibration_in_the_large, &record.calibration_slope, &record.oe}) {
    *estimate = Unavailable("no events");
  }
  record.ici.value = 0.1;
  record.calibration_curve.value = CalibrationCurve{{-1, 0, 1}, {0, 1, 0}};
  record.hosmer_lemeshow.value = HosmerLemeshow{8.5, 10};
  record.decision_curve = {{0.2, 10, 5, 0.125, -0.25}};
  EXPECT_EQ(ScalarCount(SiteRecord(record)), 2U + 1U + 6U + 2U + 4U);
  const auto changed = [&](const std::function<void(v1::ValidationMetrics&)>& change) {
    v1::SiteRecord message;
    ToMessage(SiteRecord(record), &message);
    change(*message.mutable_validation());
    return RecordFromMessage(message);
  };
  const auto refused = [&](const std::function<void(v1::ValidationMetrics&)>& change, const char* what) {
    EXPECT_THAT(changed(change), StatusIs(kBad, HasSubstr(what)));
  };
  EXPECT_THAT(changed([](auto&) {}), IsOk());
  refused([](auto& m) { m.mutable_ici()->set_value(std::nan("")); }, "a distance to the calibration curve");
  refused([](auto& m) { m.mutable_calibration_curve()->mutable_value()->add_knots(2); },
          "three or five knots");
  refused([](auto& m) { m.mutable_calibration_curve()->mutable_value()->set_coefficients(0, std::nan("")); },
          "a calibration curve that is not finite");
  refused([](auto& m) { m.mutable_hosmer_lemeshow()->mutable_value()->set_groups(2); },
          "three to ten groups");
  refused([](auto& m) { m.mutable_hosmer_lemeshow()->mutable_value()->set_chi2(-1); }, "three to ten groups");
  refused([](auto& m) { m.mutable_decision_curve(0)->set_net_benefit(std::nan("")); },
          "a decision curve that");
}

// --- Comparisons

ComparisonRequest SmallComparison() {
  return {{"signature", {{"(Intercept)", -1}, {"age", 0.1}}, ""},
          {"reader", {}, "p_reader"},
          RowSet::kHoldout,
          ThresholdPair{0.3, 0.45},
          {0.1, 0.2},
          {},
          {}};
}

TEST(ValidationWire, ComparisonsComeBackAsTheyWent) {
  std::vector<ComparisonRequest> requests(3, SmallComparison());
  requests[1].thresholds.reset();
  requests[2].decision_thresholds.clear();
  for (const ComparisonRequest& request : requests) {
    v1::Task received;
    ASSERT_TRUE(received.ParseFromString(MessageOf(GatherRequest(request)).SerializeAsString()));
    ASSERT_OK_AND_ASSIGN(const Task back, TaskFromMessage(received));
    EXPECT_TRUE(std::get<GatherRequest>(back.request) == GatherRequest(request));
  }
}

TEST(ValidationWire, ComparisonsBeyondTheirLimitsAreRefused) {
  const auto refused = [](const std::function<void(v1::ComparisonRequest&)>& change, const char* what) {
    v1::Task message = MessageOf(GatherRequest(SmallComparison()));
    change(*message.mutable_gather()->mutable_comparison());
    EXPECT_THAT(Arrives(std::move(message)), StatusIs(kBad, HasSubstr(what)));
  };
  refused([](auto& m) { m.clear_b(); }, "a model has no name");
  refused([](auto& m) { m.mutable_a()->clear_kind(); }, "a score column has no name");
  refused([](auto& m) { m.mutable_thresholds()->set_b(1.5); }, "threshold outside 0 to 1");
  refused([](auto& m) { m.add_decision_thresholds(0.2); }, "decision thresholds");
  refused([](auto& m) { m.clear_rows(); }, "set of rows");
}

ModelComparison SmallRecord() {
  ModelComparison record;
  record.n = 115;
  record.events = 42;
  record.auc.value = TestedDifference{*Wald(0.02, 0.01, "paired DeLong").value, 2, 0.0455};
  record.accuracy.value = McNemar{10, 4, 25.0 / 14, 0.18, 0.1796875, 0.118};
  record.sensitivity.unavailable = "the models classify every patient alike";
  record.specificity.value = McNemar{0, 1, 0, 1, 1, 0.5};
  record.brier = Wald(-0.01, 0.005, "paired");
  record.net_benefit = {{0.1, Wald(0.01, 0.02, "paired")}, {0.2, Unavailable("fewer than 2 patients")}};
  return record;
}

TEST(ValidationWire, ARecordOfAComparisonComesBackAsItWent) {
  const SiteRecord record = SmallRecord();
  ASSERT_OK_AND_ASSIGN(const SiteRecord back, ParseRecord(SerialiseRecord(record)));
  EXPECT_TRUE(back == record);
  EXPECT_EQ(ScalarCount(record), 2U + 6U + 6U + 6U + 4U + 4U);
}

TEST(ValidationWire, ARecordOfAComparisonThatIsNotWholeIsRefused) {
  const auto refused = [](const std::function<void(v1::ModelComparison&)>& change, const char* what) {
    v1::SiteRecord message;
    ToMessage(SiteRecord(SmallRecord()), &message);
    change(*message.mutable_comparison());
    EXPECT_THAT(RecordFromMessage(message), StatusIs(kBad, HasSubstr(what)));
  };
  refused([](auto& m) { m.clear_auc(); }, "a difference that is neither");
  refused([](auto& m) { m.clear_accuracy(); }, "a test that is neither");
  refused([](auto& m) { m.clear_brier(); }, "an estimate that is neither");
  refused([](auto& m) { m.mutable_auc()->mutable_value()->set_z(std::nan("")); },
          "a test that is not finite");
  refused([](auto& m) { m.mutable_accuracy()->mutable_value()->set_p_mid(std::nan("")); },
          "a test that is not finite");
  refused([](auto& m) { m.mutable_net_benefit(0)->set_threshold(std::nan("")); }, "a threshold that is not");
}

}  // namespace
}  // namespace osteon::models
