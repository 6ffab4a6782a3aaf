#include "models/wire/harmonisation_wire.h"

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

absl::StatusOr<Task> ChangedBatchMoments(const BatchMomentsRequest& request,
                                         const std::function<void(v1::BatchMomentsRequest&)>& change) {
  v1::Task message = MessageOf(request);
  change(*message.mutable_sum()->mutable_batch_moments());
  return Arrives(std::move(message));
}

const BatchMomentsRequest kRequest{{"f1", "f2"}, {"age", "sexM"}, RowSet::kTrain, 3};

TEST(HarmonisationWire, ARequestComesBackAsItWent) {
  for (const RowSet rows : {RowSet::kTrain, RowSet::kHoldout, RowSet::kAll}) {
    for (const std::vector<std::string>& covariates :
         std::vector<std::vector<std::string>>{{}, {"age"}, {"sexM", "age"}}) {
      const BatchMomentsRequest request{{"f2", "f1"}, covariates, rows, 3};
      ASSERT_OK_AND_ASSIGN(const Task back, ChangedBatchMoments(request, [](auto&) {}));
      EXPECT_TRUE(std::get<SumRequest>(back.request) == SumRequest(request));
    }
  }
}

TEST(HarmonisationWire, ColumnsMustBeNamedOnce) {
  EXPECT_THAT(ChangedBatchMoments(kRequest, [](auto& m) { m.set_features(1, "f1"); }),
              StatusIs(kBad, HasSubstr("column f1 stands twice")));
  EXPECT_THAT(ChangedBatchMoments(kRequest, [](auto& m) { m.set_covariates(1, "age"); }),
              StatusIs(kBad, HasSubstr("column age stands twice")));
  EXPECT_THAT(ChangedBatchMoments(kRequest, [](auto& m) { m.set_covariates(1, "f2"); }),
              StatusIs(kBad, HasSubstr("column f2 stands twice")));
  EXPECT_THAT(ChangedBatchMoments(kRequest, [](auto& m) { m.set_covariates(0, ""); }),
              StatusIs(kBad, HasSubstr("no name")));
}

TEST(HarmonisationWire, RowsAndSitesMustBeInRange) {
  EXPECT_THAT(ChangedBatchMoments(kRequest, [](auto& m) { m.set_rows(v1::ROW_SET_UNSPECIFIED); }),
              StatusIs(kBad, HasSubstr("set of rows")));
  EXPECT_THAT(ChangedBatchMoments(kRequest, [](auto& m) { m.set_sites(0); }),
              StatusIs(kBad, HasSubstr("0 sites")));
  EXPECT_THAT(ChangedBatchMoments(kRequest, [](auto& m) { m.set_sites(1001); }),
              StatusIs(kBad, HasSubstr("1001 sites")));
}

TEST(HarmonisationWire, ProductsAreNotTooMany) {
  BatchMomentsRequest wide{{}, {}, RowSet::kTrain, 3};
  for (int j = 0; j < 5000; ++j) wide.features.push_back("f" + std::to_string(j));
  for (int k = 0; k < 100; ++k) wide.covariates.push_back("c" + std::to_string(k));
  EXPECT_THAT(ChangedBatchMoments(wide, [](auto&) {}), IsOk());  // 505 050 products
  for (int k = 100; k < 105; ++k) wide.covariates.push_back("c" + std::to_string(k));
  EXPECT_THAT(ChangedBatchMoments(wide, [](auto&) {}), StatusIs(kBad, HasSubstr("too many products")));
}

}  // namespace
}  // namespace osteon::models
