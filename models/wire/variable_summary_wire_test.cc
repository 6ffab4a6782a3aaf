#include "models/wire/variable_summary_wire.h"

#include <functional>
#include <limits>
#include <string>

#include "models/wire/tasks_for_tests.h"
#include "osteon/v1/session.pb.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::osteon::testing::kBad;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

VariableSummaryRequest SmallSummaryRequest() {
  return {{"age", "original_f1"}, {{"sex", {"sexM"}}, {"stage", {"stageII", "stageIII"}}}};
}

VariableSummary SmallSummary() {
  return {{{"age", {Quartiles{120, 50, 61, 70.5, 20}, ""}}, {"original_f1", {std::nullopt, "min_patients"}}},
          {{"sex", {Shares{120, {45, 55}}, ""}}, {"stage", {std::nullopt, "min_cell"}}}};
}

TEST(VariableSummaryWire, ARequestComesBackAsItWent) {
  v1::Task received;
  ASSERT_TRUE(received.ParseFromString(MessageOf(SmallSummaryRequest()).SerializeAsString()));
  ASSERT_OK_AND_ASSIGN(const Task back, TaskFromMessage(received));
  EXPECT_TRUE(std::get<GatherRequest>(back.request) == GatherRequest(SmallSummaryRequest()));
}

TEST(VariableSummaryWire, RequestsThatContradictThemselvesAreRefused) {
  const auto changed = [](const std::function<void(v1::VariableSummaryRequest&)>& change) {
    v1::Task message = MessageOf(SmallSummaryRequest());
    change(*message.mutable_gather()->mutable_variable_summary());
    return Arrives(std::move(message));
  };
  EXPECT_THAT(changed([](auto& request) { request.add_numeric("age"); }), StatusIs(kBad, HasSubstr("twice")));
  EXPECT_THAT(changed([](auto& request) { request.add_numeric(""); }), StatusIs(kBad, HasSubstr("")));
  EXPECT_THAT(changed([](auto& request) { request.mutable_categorical(0)->clear_columns(); }),
              StatusIs(kBad, HasSubstr("without columns")));
  EXPECT_THAT(changed([](auto& request) { request.mutable_categorical(0)->set_name("stage"); }),
              StatusIs(kBad, HasSubstr("twice")));
}

TEST(VariableSummaryWire, ARecordComesBackAsItWent) {
  const SiteRecord record = SmallSummary();
  ASSERT_OK_AND_ASSIGN(const SiteRecord back, ParseRecord(SerialiseRecord(record)));
  EXPECT_TRUE(back == record);
}

TEST(VariableSummaryWire, RecordsWithImpossibleNumbersAreRefused) {
  const auto changed = [](const std::function<void(v1::VariableSummary&)>& change) {
    v1::SiteRecord message;
    ToMessage(SmallSummary(), &message);
    change(*message.mutable_variable_summary());
    return RecordFromMessage(message);
  };
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_THAT(
      changed([&](auto& record) { record.mutable_numeric(0)->mutable_quartiles()->set_upper(infinite); }),
      StatusIs(kBad, HasSubstr("finite and ascending")));
  EXPECT_THAT(changed([](auto& record) { record.mutable_numeric(0)->mutable_quartiles()->set_median(80); }),
              StatusIs(kBad, HasSubstr("finite and ascending")));
  EXPECT_THAT(changed([](auto& record) { record.mutable_numeric(0)->mutable_quartiles()->set_iqr(0); }),
              StatusIs(kBad, HasSubstr("finite and ascending")));
  EXPECT_THAT(changed([](auto& record) { record.mutable_numeric(1)->clear_suppressed(); }),
              StatusIs(kBad, HasSubstr("neither given nor suppressed")));
  EXPECT_THAT(
      changed([](auto& record) { record.mutable_categorical(0)->mutable_shares()->set_percent(0, 101); }),
      StatusIs(kBad, HasSubstr("outside 0 to 100")));
}

}  // namespace
}  // namespace osteon::models
