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

TEST(Decision, EveryPartChangesTheText) {
  const std::string key(32, 'k');
  EXPECT_EQ(DecisionText("s", "r", DecisionKind::kApprove, "\x01\xff"),
            "osteon decision v1\nstudy s\nroster r\nmask key 01ff\napprove\n");
  EXPECT_EQ(DecisionText("s", "r", DecisionKind::kWithdraw, ""),
            "osteon decision v1\nstudy s\nroster r\nmask key none\nwithdraw\n");
  const std::string text = DecisionText("s", "r", DecisionKind::kApprove, key);
  EXPECT_NE(text, DecisionText("s", "r", DecisionKind::kRefuse, key));
  EXPECT_NE(text, DecisionText("s", "r", DecisionKind::kWithdraw, key));
  EXPECT_NE(text, DecisionText("s", "q", DecisionKind::kApprove, key));
  EXPECT_NE(text, DecisionText("t", "r", DecisionKind::kApprove, key));
  EXPECT_NE(text, DecisionText("s", "r", DecisionKind::kApprove, std::string(32, 'l')));
  EXPECT_NE(StudyText("s"), StudyText("t"));
}

}  // namespace
}  // namespace osteon
