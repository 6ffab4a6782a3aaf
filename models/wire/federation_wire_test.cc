#include "models/wire/federation_wire.h"

#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "common/hash/sha256.h"
#include "models/wire/tasks_for_tests.h"
#include "osteon/v1/records.pb.h"
#include "osteon/v1/session.pb.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::kBad;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

MomentsRequest SmallMoments() {
  return {{"age", "sexM"}, RowSet::kTrain, 3};
}

LogisticRequest SmallLogistic() {
  LogisticRequest request;
  request.columns = {{"age", 60.5, 10.25}, {"sexM", 0.5, 0.5}};
  request.beta = {-1.5, 0.1, -0.0};
  request.patients = 740;
  request.sites = 3;
  return request;
}

ValidationRequest SmallValidation() {
  ValidationRequest request;
  request.model = "suv";
  request.terms = {{"(Intercept)", -1}, {"age", 0.1}};
  request.rows = RowSet::kHoldout;
  request.threshold = 0.3;
  return request;
}

// A logistic task, changed by hand, with the hash of what it became: as a coordinator that lies would send
// it.
v1::Task ChangedLogistic(const std::function<void(v1::LogisticRequest&)>& change) {
  v1::Task message = MessageOf(SmallLogistic());
  change(*message.mutable_sum()->mutable_logistic());
  message.mutable_key()->set_request_sha256(Sha256Hex(message.sum().SerializeAsString()));
  return message;
}
v1::Task ChangedMoments(const std::function<void(v1::MomentsRequest&)>& change) {
  v1::Task message = MessageOf(SmallMoments());
  change(*message.mutable_sum()->mutable_moments());
  message.mutable_key()->set_request_sha256(Sha256Hex(message.sum().SerializeAsString()));
  return message;
}
v1::Task ChangedValidation(const std::function<void(v1::ValidationRequest&)>& change) {
  v1::Task message = MessageOf(SmallValidation());
  change(*message.mutable_gather()->mutable_validation());
  message.mutable_key()->set_request_sha256(Sha256Hex(message.gather().SerializeAsString()));
  return message;
}

// --- Requests and tasks

TEST(FederationWire, EveryKindOfRequestComesBackAsItWent) {
  std::vector<std::variant<SumRequest, GatherRequest>> requests;
  for (const RowSet rows : {RowSet::kTrain, RowSet::kHoldout, RowSet::kAll}) {
    MomentsRequest moments = SmallMoments();
    moments.rows = rows;
    requests.emplace_back(SumRequest(moments));
    LogisticRequest logistic = SmallLogistic();
    logistic.rows = rows;
    requests.emplace_back(SumRequest(logistic));
    logistic.information = false;
    requests.emplace_back(SumRequest(logistic));
    logistic.offset = "score";
    requests.emplace_back(SumRequest(logistic));
    logistic.intercept = false;
    logistic.beta.pop_back();
    requests.emplace_back(SumRequest(logistic));
    ValidationRequest validation = SmallValidation();
    validation.rows = rows;
    requests.emplace_back(GatherRequest(validation));
    validation.threshold.reset();
    validation.decision_thresholds = {0.05, 0.5, 0.99};
    requests.emplace_back(GatherRequest(validation));
    validation.terms.clear();
    validation.score_column = "risk";
    requests.emplace_back(GatherRequest(validation));
    validation.threshold = 0;
    requests.emplace_back(GatherRequest(validation));
  }
  requests.emplace_back(SumRequest(MomentsRequest{{}, RowSet::kAll, 1}));  // patients and events alone
  requests.emplace_back(GatherRequest(AdmissionRequest()));
  for (const auto& request : requests) {
    const Task task = TaskOf(request);
    const v1::Task message = MessageOf(task);
    EXPECT_EQ(MessageBytes(task), message.SerializeAsString().size());
    v1::Task received;
    ASSERT_TRUE(received.ParseFromString(message.SerializeAsString()));
    ASSERT_OK_AND_ASSIGN(const Task back, TaskFromMessage(received));
    EXPECT_EQ(back.key, task.key);
    EXPECT_EQ(back.purpose, task.purpose);
    EXPECT_TRUE(back.request == request);
    EXPECT_EQ(RequestSha256(back.request), task.key.request_sha256);
  }
}

TEST(FederationWire, NegativeZeroKeepsItsSign) {
  ASSERT_OK_AND_ASSIGN(const Task back, TaskFromMessage(MessageOf(SmallLogistic())));
  EXPECT_TRUE(std::signbit(std::get<LogisticRequest>(std::get<SumRequest>(back.request)).beta[2]));
}

// Journals and ledgers hold these hashes: when this test fails, running studies can no longer be continued.
// The values are those of `protoc --encode` on the same messages written as text.
TEST(FederationWire, TheHashOfARequestIsThatOfItsFormat) {
  EXPECT_EQ(RequestSha256(SumRequest(SmallMoments())),
            "85a0ed4bd280540d4604e43f30041b983c8e6293bfa82949850f305b4edf4af9");
  EXPECT_EQ(RequestSha256(SumRequest(SmallLogistic())),
            "9aa17964477c2bba4476e63e546dcf8c49f8be2de8632063bd887f9e30b836bf");
  EXPECT_EQ(RequestSha256(GatherRequest(SmallValidation())),
            "6011d3cf809430b0f69c9d2aaf2ad9d10ea39fb1705da5476dc1fb7e2c47c026");
  EXPECT_EQ(RequestSha256(GatherRequest(AdmissionRequest())),
            "102b51b9765a56a3e899f7cf0ee38e5251f9c503b357b330a49183eb7b155604");
}

TEST(FederationWire, AnAlteredRequestDoesNotHaveTheHashInItsKey) {
  v1::Task message = MessageOf(SmallLogistic());
  message.mutable_sum()->mutable_logistic()->set_beta(1, 0.1000001);
  EXPECT_THAT(TaskFromMessage(message), StatusIs(kBad, HasSubstr("altered")));
}

TEST(FederationWire, AFieldOfANewerVersionIsNoticedByTheHash) {
  v1::Task message = MessageOf(SmallMoments());
  v1::MomentsRequest* moments = message.mutable_sum()->mutable_moments();
  moments->GetReflection()->MutableUnknownFields(moments)->AddVarint(99, 1);
  message.mutable_key()->set_request_sha256(Sha256Hex(message.sum().SerializeAsString()));
  EXPECT_THAT(TaskFromMessage(message), StatusIs(kBad, HasSubstr("newer version")));
}

TEST(FederationWire, AKindThatIsNotKnownIsRefused) {
  v1::Task message = MessageOf(SmallMoments());
  message.clear_request();
  EXPECT_THAT(TaskFromMessage(message), StatusIs(kBad, HasSubstr("without a request")));
  message.mutable_sum();
  EXPECT_THAT(TaskFromMessage(message), StatusIs(kBad, HasSubstr("kind of sum")));
  message.mutable_gather();
  EXPECT_THAT(TaskFromMessage(message), StatusIs(kBad, HasSubstr("kind of record")));
}

TEST(FederationWire, ATasksKeyIsWhole) {
  const auto changed = [](const std::function<void(v1::TaskKey&)>& change) {
    v1::Task message = MessageOf(SmallMoments());
    change(*message.mutable_key());
    return TaskFromMessage(message);
  };
  EXPECT_THAT(changed([](v1::TaskKey&) {}), IsOk());
  for (const std::string& hash : {std::string(), std::string(63, 'a'), std::string(65, 'a'),
                                  std::string(64, 'A'), std::string(64, 'g'), std::string(63, 'a') + "\n"}) {
    EXPECT_THAT(changed([&](v1::TaskKey& key) { key.set_study_sha256(hash); }),
                StatusIs(kBad, HasSubstr("study's")));
    EXPECT_THAT(changed([&](v1::TaskKey& key) { key.set_roster_sha256(hash); }),
                StatusIs(kBad, HasSubstr("roster's")));
    EXPECT_THAT(changed([&](v1::TaskKey& key) { key.set_request_sha256(hash); }),
                StatusIs(kBad, HasSubstr("request's")));
  }
  EXPECT_THAT(changed([](v1::TaskKey& key) { key.set_attempt(0); }), StatusIs(kBad, HasSubstr("from 1")));
  EXPECT_THAT(changed([](v1::TaskKey& key) { key.set_fit(std::string(257, 'f')); }),
              StatusIs(kBad, HasSubstr("fit")));
  EXPECT_THAT(changed([](v1::TaskKey& key) { key.clear_sites(); }),
              StatusIs(kBad, HasSubstr("at least one")));
  EXPECT_THAT(changed([](v1::TaskKey& key) { key.mutable_sites()->SwapElements(0, 1); }),
              StatusIs(kBad, HasSubstr("sorted")));
  EXPECT_THAT(changed([](v1::TaskKey& key) { key.add_sites("gamma"); }), StatusIs(kBad, HasSubstr("unique")));
  EXPECT_THAT(changed([](v1::TaskKey& key) { key.set_sites(0, ""); }), StatusIs(kBad, HasSubstr("a site")));
  EXPECT_THAT(changed([](v1::TaskKey& key) {
                key.clear_sites();
                for (int i = 0; i < 1001; ++i) key.add_sites("s" + std::to_string(10000 + i));
              }),
              StatusIs(kBad, HasSubstr("sites")));
  v1::Task message = MessageOf(SmallMoments());
  message.set_purpose(std::string(513, 'p'));
  EXPECT_THAT(TaskFromMessage(message), StatusIs(kBad, HasSubstr("purpose")));
  EXPECT_THAT(TaskFromMessage(v1::Task()), StatusIs(kBad, HasSubstr("study's")));
}

TEST(FederationWire, AMomentsRequestBeyondItsLimitsIsRefused) {
  const auto refused = [](const std::function<void(v1::MomentsRequest&)>& change, const char* what) {
    EXPECT_THAT(TaskFromMessage(ChangedMoments(change)), StatusIs(kBad, HasSubstr(what)));
  };
  EXPECT_THAT(TaskFromMessage(ChangedMoments([](v1::MomentsRequest&) {})), IsOk());
  refused([](v1::MomentsRequest& m) { m.set_columns(1, ""); }, "a column has no name");
  refused([](v1::MomentsRequest& m) { m.set_columns(1, std::string(257, 'c')); }, "too long");
  refused(
      [](v1::MomentsRequest& m) {
        for (int i = 0; i < 20001; ++i) m.add_columns("c");
      },
      "too many columns");
  refused([](v1::MomentsRequest& m) { m.clear_rows(); }, "set of rows");
  refused([](v1::MomentsRequest& m) { m.set_rows(static_cast<v1::RowSet>(9)); }, "set of rows");
  refused([](v1::MomentsRequest& m) { m.set_sites(0); }, "0 sites");
  refused([](v1::MomentsRequest& m) { m.set_sites(1001); }, "1001 sites");
}

TEST(FederationWire, ALogisticRequestBeyondItsLimitsIsRefused) {
  const auto refused = [](const std::function<void(v1::LogisticRequest&)>& change, const char* what) {
    EXPECT_THAT(TaskFromMessage(ChangedLogistic(change)), StatusIs(kBad, HasSubstr(what)));
  };
  EXPECT_THAT(TaskFromMessage(ChangedLogistic([](v1::LogisticRequest&) {})), IsOk());
  refused([](v1::LogisticRequest& m) { m.add_beta(0); }, "one number per column");
  refused([](v1::LogisticRequest& m) { m.mutable_beta()->RemoveLast(); }, "one number per column");
  refused([](v1::LogisticRequest& m) { m.set_no_intercept(true); }, "one number per column");
  refused(
      [](v1::LogisticRequest& m) {
        m.set_no_intercept(true);
        m.clear_columns();
        m.clear_beta();
      },
      "without intercept and columns");
  refused([](v1::LogisticRequest& m) { m.set_offset(std::string(257, 'o')); }, "the offset");
  for (const double number : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    refused([&](v1::LogisticRequest& m) { m.set_beta(0, number); }, "not finite");
    refused([&](v1::LogisticRequest& m) { m.mutable_columns(0)->set_mean(number); }, "column age");
    refused([&](v1::LogisticRequest& m) { m.mutable_columns(0)->set_scale(number); }, "column age");
  }
  refused([](v1::LogisticRequest& m) { m.mutable_columns(1)->set_scale(0); }, "column sexM");
  refused([](v1::LogisticRequest& m) { m.mutable_columns(1)->set_scale(-1); }, "column sexM");
  refused([](v1::LogisticRequest& m) { m.mutable_columns(1)->clear_name(); }, "a column has no name");
  refused(
      [](v1::LogisticRequest& m) {
        for (int i = 0; i < 20001; ++i) *m.add_columns() = m.columns(0);
      },
      "too many columns");
  refused([](v1::LogisticRequest& m) { m.clear_rows(); }, "set of rows");
  refused([](v1::LogisticRequest& m) { m.set_sites(0); }, "0 sites");
  refused([](v1::LogisticRequest& m) { m.set_patients(0); }, "count of patients");
  refused([](v1::LogisticRequest& m) { m.set_patients((std::uint64_t{1} << 32) + 1); }, "count of patients");
}

TEST(FederationWire, AValidationRequestBeyondItsLimitsIsRefused) {
  const auto refused = [](const std::function<void(v1::ValidationRequest&)>& change, const char* what) {
    EXPECT_THAT(TaskFromMessage(ChangedValidation(change)), StatusIs(kBad, HasSubstr(what)));
  };
  EXPECT_THAT(TaskFromMessage(ChangedValidation([](v1::ValidationRequest&) {})), IsOk());
  refused([](v1::ValidationRequest& m) { m.clear_model(); }, "a model has no name");
  refused([](v1::ValidationRequest& m) { m.mutable_model()->clear_kind(); }, "score column");
  refused([](v1::ValidationRequest& m) { m.mutable_model()->set_score_column(""); }, "score column");
  refused([](v1::ValidationRequest& m) { m.mutable_model()->mutable_linear()->clear_terms(); },
          "without terms");
  refused(
      [](v1::ValidationRequest& m) { m.mutable_model()->mutable_linear()->mutable_terms(1)->clear_name(); },
      "a term");
  refused(
      [](v1::ValidationRequest& m) {
        m.mutable_model()->mutable_linear()->mutable_terms(1)->set_coefficient(std::nan(""));
      },
      "coefficient of age");
  refused([](v1::ValidationRequest& m) { m.clear_rows(); }, "set of rows");
  for (const double threshold : {-0.1, 1.1, std::nan("")}) {
    refused([&](v1::ValidationRequest& m) { m.set_threshold(threshold); }, "threshold");
    refused([&](v1::ValidationRequest& m) { m.add_decision_thresholds(threshold); }, "decision thresholds");
  }
}

// --- Records

Admission SmallAdmission() {
  Admission record;
  record.dataset_sha256 = std::string(64, 'e');
  record.read = 120;
  record.excluded = {{"features not extracted", 1}, {"missing age", 4}};
  record.train_patients = 80;
  record.train_events = 30;
  record.holdout_patients = 35;
  record.holdout_events = 12;
  record.software = {{"kernel logistic", "1"}, {"osteon", "0.1.0"}};
  record.lacking = {{"marker", "the site's table does not have it"}};
  record.extraction_settings = {{"t1", std::string(64, '1')}, {"t2", std::string(64, '2')}};
  return record;
}

ValidationMetrics SmallMetrics() {
  ValidationMetrics record;
  record.n = 115;
  record.events = 42;
  record.auc = Wald(0.75, 0.05, "DeLong");
  record.calibration_in_the_large = Wald(-0.1, 0.2, "Wald");
  record.calibration_slope = Unavailable("no convergence");
  record.oe = Wald(1.1, 0.1, "log");
  return record;
}

TEST(FederationWire, EveryRecordComesBackAsItWent) {
  std::vector<SiteRecord> records = {SmallAdmission(), SmallMetrics()};
  Admission bare;
  bare.dataset_sha256 = std::string(64, '0');
  records.emplace_back(bare);
  ValidationMetrics full = SmallMetrics();
  full.brier = 0.2;
  full.scaled_brier = -0.1;
  full.at_threshold = ThresholdTable{0.3,
                                     10,
                                     11,
                                     12,
                                     13,
                                     Wald(0.4, 0.1, "Wilson"),
                                     Unavailable("no negatives"),
                                     Wald(0.5, 0.1, "Wilson"),
                                     Wald(0.6, 0.1, "Wilson"),
                                     Wald(0.7, 0.1, "Wilson")};
  records.emplace_back(full);
  full.ici.value = 0.0625;
  full.e50.value = 0;
  full.e90.unavailable = "fewer than 40 patients";
  full.calibration_curve.value = CalibrationCurve{{-1, 0, 1}, {0.1, 0.9, -0.25}};
  full.hosmer_lemeshow.value = HosmerLemeshow{8.5, 10};
  records.emplace_back(full);
  full.calibration_curve = {std::nullopt, "no events"};
  full.hosmer_lemeshow = {std::nullopt, "fewer than 100 patients"};
  full.decision_curve = {{0.2, 10, 5, 0.125, -0.25}, {0.5, 3, 0, 0.1, -1}};
  full.scaled_brier.reset();
  full.brier = 0;
  records.emplace_back(full);
  std::map<std::string, SiteRecord> by_site;
  for (const SiteRecord& record : records) {
    ASSERT_OK_AND_ASSIGN(const SiteRecord back, ParseRecord(SerialiseRecord(record)));
    EXPECT_TRUE(back == record);
    EXPECT_EQ(SerialiseRecord(back), SerialiseRecord(record));
    by_site.emplace("site" + std::to_string(by_site.size()), record);
  }
  ASSERT_OK_AND_ASSIGN(const auto back, ParseRecords(SerialiseRecords(by_site)));
  EXPECT_TRUE(back == by_site);
}

TEST(FederationWire, AMalformedRecordIsRefused) {
  const auto refused = [](const SiteRecord& record, const std::function<void(v1::SiteRecord&)>& change,
                          const char* what) {
    v1::SiteRecord message;
    ToMessage(record, &message);
    change(message);
    EXPECT_THAT(RecordFromMessage(message), StatusIs(kBad, HasSubstr(what)));
  };
  refused(
      SmallAdmission(), [](v1::SiteRecord& m) { m.clear_kind(); }, "kind");
  refused(
      SmallAdmission(), [](v1::SiteRecord& m) { m.mutable_admission()->set_dataset_sha256("x"); },
      "dataset's");
  ValidationMetrics metrics = SmallMetrics();
  metrics.at_threshold = ThresholdTable{0.3,
                                        1,
                                        2,
                                        3,
                                        4,
                                        Wald(0.4, 0.1, "Wilson"),
                                        Wald(0.5, 0.1, "Wilson"),
                                        Wald(0.5, 0.1, "Wilson"),
                                        Wald(0.6, 0.1, "Wilson"),
                                        Wald(0.7, 0.1, "Wilson")};
  refused(
      metrics, [](v1::SiteRecord& m) { m.mutable_validation()->clear_auc(); }, "neither given");
  refused(
      metrics, [](v1::SiteRecord& m) { m.mutable_validation()->mutable_oe()->set_unavailable(""); },
      "neither given");
  refused(
      metrics, [](v1::SiteRecord& m) { m.mutable_validation()->mutable_at_threshold()->clear_accuracy(); },
      "neither given");
  for (const double number : {std::nan(""), -std::numeric_limits<double>::infinity()}) {
    refused(
        metrics,
        [&](v1::SiteRecord& m) {
          m.mutable_validation()->mutable_auc()->mutable_value()->set_estimate(number);
        },
        "not finite");
    refused(
        metrics,
        [&](v1::SiteRecord& m) { m.mutable_validation()->mutable_auc()->mutable_value()->set_se(number); },
        "not finite");
    refused(
        metrics,
        [&](v1::SiteRecord& m) { m.mutable_validation()->mutable_oe()->mutable_value()->set_lower(number); },
        "not finite");
    refused(
        metrics,
        [&](v1::SiteRecord& m) { m.mutable_validation()->mutable_oe()->mutable_value()->set_upper(number); },
        "not finite");
    refused(
        metrics, [&](v1::SiteRecord& m) { m.mutable_validation()->set_brier(number); }, "Brier");
    refused(
        metrics, [&](v1::SiteRecord& m) { m.mutable_validation()->set_scaled_brier(number); }, "Brier");
    refused(
        metrics,
        [&](v1::SiteRecord& m) { m.mutable_validation()->mutable_at_threshold()->set_threshold(number); },
        "threshold");
  }
}

TEST(FederationWire, ARequestForMoreThanAGigabyteIsRefused) {
  LogisticRequest wide = SmallLogistic();
  wide.beta = {0};
  wide.columns.clear();
  while (WordCount(LayoutOf(SumRequest(wide))) <= kMostSummandWords) {
    for (int i = 0; i < 500; ++i) wide.columns.push_back({"f" + std::to_string(wide.columns.size()), 0, 1});
    wide.beta.assign(wide.columns.size() + 1, 0);
  }
  EXPECT_THAT(ParseSumRequest(SerialiseRequest(SumRequest(wide))),
              StatusIs(kBad, HasSubstr("too many numbers")));
  wide.information = false;
  EXPECT_THAT(ParseSumRequest(SerialiseRequest(SumRequest(wide))), IsOk());
}

TEST(FederationWire, BytesThatAreNoRecordAreDataLoss) {
  EXPECT_THAT(ParseRecord("\xff\xff\xff"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("")));
  EXPECT_THAT(ParseRecords("\x0a\x7f"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("")));
  EXPECT_THAT(ParseRecord(""), StatusIs(kBad, HasSubstr("kind")));
}

}  // namespace
}  // namespace osteon::models
