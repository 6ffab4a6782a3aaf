#include "models/federation/in_process_federation.h"

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

AnalysisTable OnePatient(double age, double outcome, bool holdout) {
  AnalysisTable table;
  table.columns = {"age"};
  table.values = Eigen::MatrixXd::Constant(1, 1, age);
  table.outcome = Eigen::VectorXd::Constant(1, outcome);
  table.holdout = {holdout};
  return table;
}

InProcessFederation TwoSites() {
  std::map<std::string, std::unique_ptr<FederationSite>> sites;
  sites["north"] = std::make_unique<TableSite>(OnePatient(50, 1, false));
  sites["south"] = std::make_unique<TableSite>(OnePatient(70, 0, true));
  return InProcessFederation(std::move(sites));
}

const Round kBoth = {"test", "", {"north", "south"}};

TEST(InProcessFederation, SumsOverTheRoundsSites) {
  InProcessFederation federation = TwoSites();
  const MomentsRequest request{{"age"}, RowSet::kAll, 2};
  ASSERT_OK_AND_ASSIGN(const RingVector both, federation.Sum(kBoth, request));
  EXPECT_THAT(both.DecodeBlock(0), ElementsAre(2, 1));
  EXPECT_THAT(both.DecodeBlock(1), ElementsAre(120));
  ASSERT_OK_AND_ASSIGN(const RingVector one, federation.Sum({"test", "", {"south"}}, request));
  EXPECT_THAT(one.DecodeBlock(1), ElementsAre(70));
}

TEST(InProcessFederation, ErrorsNameTheSite) {
  InProcessFederation federation = TwoSites();
  EXPECT_THAT(federation.Sum(kBoth, MomentsRequest{{"stage"}, RowSet::kAll, 2}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("north: column stage")));
  EXPECT_THAT(federation.Sum({"test", "", {"west"}}, MomentsRequest{}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("west: no such site")));
  EXPECT_THAT(federation.Gather(kBoth, ValidationRequest{}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("north: validation")));
}

TEST(InProcessFederation, GathersOneRecordASite) {
  InProcessFederation federation = TwoSites();
  ASSERT_OK_AND_ASSIGN(const auto records, federation.Gather(kBoth, AdmissionRequest{}));
  ASSERT_EQ(records.size(), 2U);
  const auto& north = std::get<Admission>(records.at("north"));
  EXPECT_EQ(north.train_patients, 1U);
  EXPECT_EQ(north.train_events, 1U);
  EXPECT_EQ(north.holdout_patients, 0U);
  EXPECT_EQ(north.software.at("kernel logistic"), "1");
  EXPECT_EQ(std::get<Admission>(records.at("south")).holdout_patients, 1U);
}

TEST(InProcessFederation, RemembersTheFirstAnswer) {
  InProcessFederation federation = TwoSites();
  int computed = 0;
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    return std::vector<double>{static_cast<double>(++computed)};
  };
  EXPECT_THAT(*federation.Remember("beta 1", compute), ElementsAre(1));
  EXPECT_THAT(*federation.Remember("beta 1", compute), ElementsAre(1));
  EXPECT_THAT(*federation.Remember("beta 2", compute), ElementsAre(2));
  EXPECT_THAT(federation.Remember(
                  "beta 3", [] { return absl::StatusOr<std::vector<double>>(absl::InternalError("no")); }),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("no")));
}

}  // namespace
}  // namespace osteon::models
