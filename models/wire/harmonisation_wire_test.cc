#include "models/wire/harmonisation_wire.h"

#include <functional>
#include <string>

#include "common/hash/sha256.h"
#include "models/wire/federation_wire.h"
#include "osteon/v1/session.pb.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

constexpr auto kBad = absl::StatusCode::kInvalidArgument;

// The task of `request`, its message changed by hand, with the hash of what it became: as a coordinator that
// lies would send it.
absl::StatusOr<Task> Decode(const BatchMomentsRequest& request,
                            const std::function<void(v1::BatchMomentsRequest&)>& change) {
  Task task;
  task.key.study_sha256 = std::string(64, 'a');
  task.key.roster_sha256 = std::string(64, 'b');
  task.key.request_sha256 = RequestSha256(SumRequest(request));
  task.key.sites = {"alpha", "beta", "gamma"};
  task.purpose = "harmonisation";
  task.request = SumRequest(request);
  v1::Task message;
  ToMessage(task, &message);
  change(*message.mutable_sum()->mutable_batch_moments());
  message.mutable_key()->set_request_sha256(Sha256Hex(message.sum().SerializeAsString()));
  v1::Task received;
  EXPECT_TRUE(received.ParseFromString(message.SerializeAsString()));
  return TaskFromMessage(received);
}

const BatchMomentsRequest kRequest{{"f1", "f2"}, {"age", "sexM"}, RowSet::kTrain, 3};

TEST(HarmonisationWire, ARequestComesBackAsItWent) {
  for (const RowSet rows : {RowSet::kTrain, RowSet::kHoldout, RowSet::kAll}) {
    for (const std::vector<std::string>& covariates :
         std::vector<std::vector<std::string>>{{}, {"age"}, {"sexM", "age"}}) {
      const BatchMomentsRequest request{{"f2", "f1"}, covariates, rows, 3};
      ASSERT_OK_AND_ASSIGN(const Task back, Decode(request, [](auto&) {}));
      EXPECT_TRUE(std::get<SumRequest>(back.request) == SumRequest(request));
    }
  }
}

TEST(HarmonisationWire, ColumnsMustBeNamedOnce) {
  EXPECT_THAT(Decode(kRequest, [](auto& m) { m.set_features(1, "f1"); }),
              StatusIs(kBad, HasSubstr("column f1 stands twice")));
  EXPECT_THAT(Decode(kRequest, [](auto& m) { m.set_covariates(1, "age"); }),
              StatusIs(kBad, HasSubstr("column age stands twice")));
  EXPECT_THAT(Decode(kRequest, [](auto& m) { m.set_covariates(1, "f2"); }),
              StatusIs(kBad, HasSubstr("column f2 stands twice")));
  EXPECT_THAT(Decode(kRequest, [](auto& m) { m.set_covariates(0, ""); }),
              StatusIs(kBad, HasSubstr("no name")));
}

TEST(HarmonisationWire, RowsAndSitesMustBeInRange) {
  EXPECT_THAT(Decode(kRequest, [](auto& m) { m.set_rows(v1::ROW_SET_UNSPECIFIED); }),
              StatusIs(kBad, HasSubstr("set of rows")));
  EXPECT_THAT(Decode(kRequest, [](auto& m) { m.set_sites(0); }), StatusIs(kBad, HasSubstr("0 sites")));
  EXPECT_THAT(Decode(kRequest, [](auto& m) { m.set_sites(1001); }), StatusIs(kBad, HasSubstr("1001 sites")));
}

TEST(HarmonisationWire, ProductsAreNotTooMany) {
  BatchMomentsRequest wide{{}, {}, RowSet::kTrain, 3};
  for (int j = 0; j < 5000; ++j) wide.features.push_back("f" + std::to_string(j));
  for (int k = 0; k < 100; ++k) wide.covariates.push_back("c" + std::to_string(k));
  EXPECT_THAT(Decode(wide, [](auto&) {}), IsOk());  // 505 050 products
  for (int k = 100; k < 105; ++k) wide.covariates.push_back("c" + std::to_string(k));
  EXPECT_THAT(Decode(wide, [](auto&) {}), StatusIs(kBad, HasSubstr("too many products")));
}

}  // namespace
}  // namespace osteon::models
