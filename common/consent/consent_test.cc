#include "common/consent/consent.h"

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::_;

TEST(Roster, TextIsReadBackAndTheHashFollowsNamesAndKeys) {
  const Roster roster = {{"beta", "bb"}, {"alpha", "aa"}};
  EXPECT_EQ(RosterText(roster), "alpha aa\nbeta bb\n");
  ASSERT_OK_AND_ASSIGN(const Roster read, ParseRoster(RosterText(roster)));
  EXPECT_EQ(read, roster);
  EXPECT_NE(RosterSha256(roster), RosterSha256({{"beta", "bb"}, {"alpha", "ab"}}));
  EXPECT_THAT(ParseRoster("alpha\n"), StatusIs(absl::StatusCode::kDataLoss, _));
  EXPECT_THAT(ParseRoster("a x\na y\n"), StatusIs(absl::StatusCode::kDataLoss, _));
}

TEST(Decision, YesAndNoAreDifferentTexts) {
  EXPECT_NE(DecisionText("s", "r", true), DecisionText("s", "r", false));
  EXPECT_NE(DecisionText("s", "r", true), DecisionText("s", "q", true));
}

}  // namespace
}  // namespace osteon
