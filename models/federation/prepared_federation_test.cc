#include "models/federation/prepared_federation.h"

#include <cmath>
#include <limits>

#include "models/federation/in_process_federation.h"
#include "models/federation/side_by_side.h"
#include "tests/support/numbered_draws.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::IsOk;
using osteon::testing::NumberedDraws;
using osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

AnalysisTable Table(std::vector<double> age) {
  AnalysisTable table;
  table.columns = {"age"};
  table.values = Eigen::Map<Eigen::VectorXd>(age.data(), static_cast<Eigen::Index>(age.size()));
  table.outcome = Eigen::VectorXd::Zero(table.values.rows());
  table.outcome[0] = 1;
  table.holdout.assign(age.size(), false);
  return table;
}

InProcessFederation SitesWithAMissingAge() {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  std::map<std::string, std::unique_ptr<FederationSite>> sites;
  sites["north"] = std::make_unique<TableSite>(Table({50, missing, 60}), "north",
                                               std::make_shared<NumberedDraws>("north"));
  sites["south"] =
      std::make_unique<TableSite>(Table({70, 80}), "south", std::make_shared<NumberedDraws>("south"));
  return InProcessFederation(std::move(sites));
}

const Round kFitOfBoth = {"fit x", "x", {"north", "south"}};
const MomentsRequest kAge = {{"age"}, RowSet::kTrain, 2};

PrepareRequest Filling(double value) {
  Preparation preparation;
  preparation.fills = {{"age", value}};
  preparation.derived = {{"decades", {{"age", 0.1}}, {}, {}}};
  return {"training", preparation, 2};
}

TEST(PreparedFederation, ProceduresSeeFilledAndDerivedColumns) {
  InProcessFederation inner = SitesWithAMissingAge();
  EXPECT_THAT(inner.Sum(kFitOfBoth, kAge).status(),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("age")));
  ASSERT_OK_AND_ASSIGN(const RingVector patients, inner.Sum(kFitOfBoth, Filling(10)));
  EXPECT_THAT(patients.DecodeBlock(0), ElementsAre(2));
  PreparedFederation federation(inner, {.preparation = "training", .folds = {}});
  ASSERT_OK_AND_ASSIGN(const RingVector sums,
                       federation.Sum(kFitOfBoth, MomentsRequest{{"age", "decades"}, RowSet::kTrain, 2}));
  EXPECT_THAT(sums.DecodeBlock(0), ElementsAre(5, 2));
  EXPECT_THAT(sums.DecodeBlock(1), ElementsAre(270, 27));
}

TEST(PreparedFederation, QuestionsAboutMissingCellsSeeThem) {
  InProcessFederation inner = SitesWithAMissingAge();
  ASSERT_THAT(inner.Sum(kFitOfBoth, Filling(10)), IsOk());
  PreparedFederation federation(inner, {.preparation = "training", .folds = {}});
  ASSERT_OK_AND_ASSIGN(const RingVector missing,
                       federation.Sum(kFitOfBoth, MissingRequest{{"age"}, RowSet::kTrain, 2}));
  EXPECT_THAT(missing.DecodeBlock(1), ElementsAre(1));
}

TEST(PreparedFederation, ANameKeepsItsMeaning) {
  InProcessFederation inner = SitesWithAMissingAge();
  ASSERT_THAT(inner.Sum(kFitOfBoth, Filling(10)), IsOk());
  EXPECT_THAT(inner.Sum(kFitOfBoth, Filling(10)), IsOk());
  EXPECT_THAT(inner.Sum(kFitOfBoth, Filling(11)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another meaning")));
  PreparedFederation other(inner, {.preparation = "other", .folds = {}});
  EXPECT_THAT(other.Sum(kFitOfBoth, kAge),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("other")));
}

TEST(PreparedFederation, ReplicatesSideBySideEqualTheSameOnesAlone) {
  InProcessFederation inner = SitesWithAMissingAge();
  ASSERT_THAT(inner.Sum(kFitOfBoth, Filling(10)), IsOk());
  const auto sums_of = [](Federation& federation, std::uint32_t replicate, std::vector<double>& out) {
    PreparedFederation seen(federation, {"training", false, replicate, 3, {}});
    const absl::StatusOr<RingVector> sums = seen.Sum(kFitOfBoth, kAge);
    if (!sums.ok()) return sums.status();
    out = sums->DecodeBlock(1);
    return absl::OkStatus();
  };
  std::vector<double> alone[3], together[3];
  std::vector<Procedure> procedures;
  for (std::uint32_t r = 0; r < 3; ++r) {
    ASSERT_THAT(sums_of(inner, r + 1, alone[r]), IsOk());
    procedures.push_back([&, r](Federation& federation) { return sums_of(federation, r + 1, together[r]); });
  }
  EXPECT_THAT(RunSideBySide(inner, procedures), ElementsAre(IsOk(), IsOk(), IsOk()));
  for (int r = 0; r < 3; ++r) EXPECT_EQ(alone[r], together[r]);
  EXPECT_FALSE(alone[0] == alone[1] && alone[1] == alone[2]);
}

}  // namespace
}  // namespace osteon::models
