#include "site_agent/policy/policy.h"

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::kBad;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Policy, NumbersAreKeptAsTheyStandInTheFile) {
  ASSERT_OK_AND_ASSIGN(
      const Policy policy,
      ParsePolicy("rules: standard\nmin_patients: 1e1\nmax_columns_per_patient: 0.3334\n", "p.yaml"));
  EXPECT_FALSE(policy.off_for_testing);
  EXPECT_THAT(policy.settings,
              ElementsAre(Pair("max_columns_per_patient", "0.3334"), Pair("min_patients", "1e1")));
}

TEST(Policy, RulesAreOffOnlyWhereTheFileSaysSo) {
  ASSERT_OK_AND_ASSIGN(const Policy off, ParsePolicy("rules: off_for_testing\n", "p.yaml"));
  EXPECT_TRUE(off.off_for_testing);
  EXPECT_THAT(off.settings, IsEmpty());
  ASSERT_OK_AND_ASSIGN(const Policy absent, ParsePolicy("min_cell: 5\n", "p.yaml"));
  EXPECT_FALSE(absent.off_for_testing);
  EXPECT_THAT(ParsePolicy("rules: off\n", "p.yaml"),
              StatusIs(kBad, AllOf(HasSubstr("p.yaml:1:8"), HasSubstr("standard"))));
  EXPECT_THAT(ParsePolicy("rules: [off_for_testing]\n", "p.yaml"), StatusIs(kBad, HasSubstr("p.yaml:1:8")));
}

TEST(Policy, AWithdrawalOfConsentStopsStudiesUnlessTheFileLetsThemFinish) {
  ASSERT_OK_AND_ASSIGN(const Policy absent, ParsePolicy("min_cell: 5\n", "p.yaml"));
  EXPECT_EQ(absent.on_withdrawal, OnWithdrawal::kStop);
  ASSERT_OK_AND_ASSIGN(const Policy finish, ParsePolicy("on_withdrawal: finish\n", "p.yaml"));
  EXPECT_EQ(finish.on_withdrawal, OnWithdrawal::kFinish);
  EXPECT_THAT(ParsePolicy("on_withdrawal: ignore\n", "p.yaml"), StatusIs(kBad, HasSubstr("finish")));
}

TEST(Policy, EveryProblemIsSaidWithItsPlaceAndTheNearestKey) {
  EXPECT_THAT(ParsePolicy("min_pateints: 20\nmin_cell: five\nmax_releases: nan\n", "p.yaml"),
              StatusIs(kBad, AllOf(HasSubstr("p.yaml:1:1"), HasSubstr("min_patients"),
                                   HasSubstr("p.yaml:2:11"), HasSubstr("p.yaml:3:15"))));
  EXPECT_THAT(ParsePolicy("", "p.yaml"), StatusIs(kBad, HasSubstr("p.yaml")));
  EXPECT_THAT(ParsePolicy("- min_cell\n", "p.yaml"), StatusIs(kBad, HasSubstr("p.yaml")));
}

TEST(Policy, IsReadFromItsFile) {
  const testing::TemporaryFolder folder;
  ASSERT_THAT(WriteFileAtomically(folder / "policy.yaml", "min_cell: 7\n"), IsOk());
  ASSERT_OK_AND_ASSIGN(const Policy policy, ReadPolicy(folder / "policy.yaml"));
  EXPECT_THAT(policy.settings, ElementsAre(Pair("min_cell", "7")));
  EXPECT_THAT(ReadPolicy(folder / "absent.yaml"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("absent.yaml")));
}

}  // namespace
}  // namespace osteon
