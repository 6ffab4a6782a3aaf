#include "models/nomogram/nomogram_ranges.h"

#include <cmath>
#include <map>

#include "tests/support/counting_federation.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::CountingFederation;
using osteon::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Pair;

using Tables = std::map<std::string, AnalysisTable>;

// 600 patients over `sites` in turn: an age that is uniform over 30.5 to 89.5 but for one patient of 117,
// and a constant.
Tables Patients(int sites) {
  Tables tables;
  for (int i = 0; i < 600; ++i) tables["s" + std::to_string(i % sites)].holdout.push_back(false);
  std::map<std::string, Eigen::Index> next;
  for (auto& [name, table] : tables) {
    table.columns = {"age", "dose"};
    table.values.resize(static_cast<Eigen::Index>(table.holdout.size()), 2);
    table.outcome.setZero(static_cast<Eigen::Index>(table.holdout.size()));
  }
  for (int i = 0; i < 600; ++i) {
    const std::string name = "s" + std::to_string(i % sites);
    const double age = i == 77 ? 117 : 30.5 + 59.0 * i / 599;
    tables[name].values.row(next[name]++) << age, 20;
  }
  return tables;
}

TEST(NomogramRanges, AreQuantilesAndNotTheExtremes) {
  CountingFederation federation(Patients(3));
  ASSERT_OK_AND_ASSIGN(const auto ranges,
                       NomogramRanges(federation, "ranges", {"age", "dose"}, federation.names(), 5));
  ASSERT_EQ(ranges.size(), 2U);
  EXPECT_NEAR(ranges[0].first, 33.45, 0.6);  // half a per cent of the patients either way
  EXPECT_NEAR(ranges[0].second, 86.55, 0.6);
  EXPECT_THAT(ranges[1], Pair(20, 20));
}

TEST(NomogramRanges, DoNotDependOnHowPatientsAreSpreadOverSites) {
  CountingFederation one(Patients(1));
  CountingFederation many(Patients(50));
  ASSERT_OK_AND_ASSIGN(const auto whole, NomogramRanges(one, "ranges", {"age"}, one.names(), 5));
  ASSERT_OK_AND_ASSIGN(const auto split, NomogramRanges(many, "ranges", {"age"}, many.names(), 5));
  EXPECT_NEAR(whole[0].first, split[0].first, 1e-9);
  EXPECT_NEAR(whole[0].second, split[0].second, 1e-9);
}

TEST(NomogramRanges, TooFewPatientsAreNamed) {
  CountingFederation federation(Patients(3));
  EXPECT_THAT(NomogramRanges(federation, "ranges", {"age"}, federation.names(), 400),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("column age")));
}

}  // namespace
}  // namespace osteon::models
