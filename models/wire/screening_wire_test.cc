#include "models/wire/screening_wire.h"

#include <functional>
#include <limits>
#include <utility>
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

CorrelationRequest SmallCorrelation() {
  CorrelationRequest request;
  request.columns = {{"f1", 60.5, 10.25}, {"f2", -0.5, 1e-12}, {"f3", 1e15, 1}};
  request.leading = 2;
  request.patients = 575;
  request.sites = 3;
  return request;
}

TEST(ScreeningWire, EveryKindOfRequestComesBackAsItWent) {
  std::vector<SumRequest> requests;
  for (const RowSet rows : {RowSet::kTrain, RowSet::kHoldout, RowSet::kAll}) {
    requests.push_back(ClassMomentsRequest{{"f1", "f2"}, rows, 3});
    requests.push_back(ReaderAgreementRequest{{"f1", "f2"}, false, rows, 3});
    requests.push_back(ReaderAgreementRequest{{"f1", "f2"}, true, rows, 3});
    requests.push_back(MissingRequest{{"f1", "f2"}, rows, 3});
    requests.push_back(PresentMomentsRequest{{"f1", "f2"}, rows, 3});
    requests.push_back(CutCountsRequest{{{"f1", {-1.5, 0, 1e15}}, {"f2", {1e-12}}}, rows, 3});
    CorrelationRequest correlation = SmallCorrelation();
    correlation.rows = rows;
    requests.push_back(correlation);
  }
  for (const SumRequest& request : requests) {
    v1::Task received;
    ASSERT_TRUE(received.ParseFromString(MessageOf(request).SerializeAsString()));
    ASSERT_OK_AND_ASSIGN(const Task back, TaskFromMessage(received));
    EXPECT_TRUE(std::get<SumRequest>(back.request) == request) << KindOf(request);
  }
}

absl::StatusOr<Task> ChangedSum(const SumRequest& request,
                                const std::function<void(v1::SumRequest&)>& change) {
  v1::Task message = MessageOf(request);
  change(*message.mutable_sum());
  return Arrives(std::move(message));
}

TEST(ScreeningWire, ColumnsMustBeNamedOnce) {
  const ClassMomentsRequest moments{{"f1", "f2"}, RowSet::kTrain, 3};
  EXPECT_THAT(ChangedSum(moments, [](auto& m) { m.mutable_class_moments()->set_columns(1, "f1"); }),
              StatusIs(kBad, HasSubstr("column f1 stands twice")));
  EXPECT_THAT(ChangedSum(moments, [](auto& m) { m.mutable_class_moments()->set_columns(1, ""); }),
              StatusIs(kBad, HasSubstr("no name")));
  const ReaderAgreementRequest agreement{{"f1", "f2"}, true, RowSet::kTrain, 3};
  EXPECT_THAT(ChangedSum(agreement, [](auto& m) { m.mutable_reader_agreement()->set_columns(1, "f1"); }),
              StatusIs(kBad, HasSubstr("column f1 stands twice")));
  const MissingRequest missing{{"f1", "f2"}, RowSet::kTrain, 3};
  EXPECT_THAT(ChangedSum(missing, [](auto& m) { m.mutable_missing()->set_columns(1, "f1"); }),
              StatusIs(kBad, HasSubstr("column f1 stands twice")));
  EXPECT_THAT(ChangedSum(SmallCorrelation(),
                         [](auto& m) { m.mutable_correlation()->mutable_columns(2)->set_name("f1"); }),
              StatusIs(kBad, HasSubstr("column f1 stands twice")));
}

TEST(ScreeningWire, RowsSitesAndPatientsMustBeInRange) {
  const ClassMomentsRequest moments{{"f1"}, RowSet::kTrain, 3};
  EXPECT_THAT(
      ChangedSum(moments, [](auto& m) { m.mutable_class_moments()->set_rows(v1::ROW_SET_UNSPECIFIED); }),
      StatusIs(kBad, HasSubstr("set of rows")));
  EXPECT_THAT(ChangedSum(moments, [](auto& m) { m.mutable_class_moments()->set_sites(0); }),
              StatusIs(kBad, HasSubstr("0 sites")));
  EXPECT_THAT(ChangedSum(moments, [](auto& m) { m.mutable_class_moments()->set_sites(1001); }),
              StatusIs(kBad, HasSubstr("1001 sites")));
  EXPECT_THAT(ChangedSum(SmallCorrelation(), [](auto& m) { m.mutable_correlation()->set_patients(0); }),
              StatusIs(kBad, HasSubstr("count of patients")));
}

TEST(ScreeningWire, CorrelationsMustBeOfUsableColumnsAndNotTooMany) {
  for (const double scale : {0.0, -1.0, std::numeric_limits<double>::infinity()}) {
    EXPECT_THAT(ChangedSum(SmallCorrelation(),
                           [=](auto& m) { m.mutable_correlation()->mutable_columns(0)->set_scale(scale); }),
                StatusIs(kBad, HasSubstr("mean or scale of column f1")));
  }
  for (const std::uint32_t leading : {0U, 3U, 4000000000U}) {
    EXPECT_THAT(
        ChangedSum(SmallCorrelation(), [=](auto& m) { m.mutable_correlation()->set_leading(leading); }),
        StatusIs(kBad, HasSubstr("leading columns of 3")));
  }
  CorrelationRequest wide = SmallCorrelation();
  wide.columns.clear();
  for (int j = 0; j < 3000; ++j) wide.columns.push_back({"f" + std::to_string(j), 0, 1});
  wide.leading = 1500;  // 3 374 250 products
  EXPECT_THAT(ChangedSum(wide, [](auto&) {}), IsOk());
  wide.leading = 2999;  // 4 498 500
  EXPECT_THAT(ChangedSum(wide, [](auto&) {}), StatusIs(kBad, HasSubstr("too many correlations")));
}

TEST(ScreeningWire, CutsMustAscendAndBeFew) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<std::vector<double>> bad = {
      {}, {1, 1}, {2, 1}, {1, std::numeric_limits<double>::quiet_NaN(), 2}, {-infinity, 1}, {1, infinity}};
  for (const std::vector<double>& cuts : bad) {
    EXPECT_THAT(ChangedSum(CutCountsRequest{{{"f1", cuts}}, RowSet::kTrain, 3}, [](auto&) {}),
                StatusIs(kBad, HasSubstr("the cuts of column f1")));
  }
  std::vector<double> many(1000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<double>(i);
  EXPECT_THAT(ChangedSum(CutCountsRequest{{{"f1", many}}, RowSet::kTrain, 3}, [](auto&) {}), IsOk());
  many.push_back(1000);
  EXPECT_THAT(ChangedSum(CutCountsRequest{{{"f1", many}}, RowSet::kTrain, 3}, [](auto&) {}),
              StatusIs(kBad, HasSubstr("1 to 1000")));
  EXPECT_THAT(ChangedSum(CutCountsRequest{{{"f1", {1}}, {"f1", {2}}}, RowSet::kTrain, 3}, [](auto&) {}),
              StatusIs(kBad, HasSubstr("column f1 stands twice")));
}

}  // namespace
}  // namespace osteon::models
