#include "site_agent/policy/standing_approvals.h"

#include "absl/strings/str_cat.h"
#include "site_agent/policy/policy.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kMaria(64, 'a');
const std::string kNora(64, 'b');

TEST(StandingApprovals, AreReadFromThePolicy) {
  ASSERT_OK_AND_ASSIGN(const Policy policy,
                       ParsePolicy(absl::StrCat("rules: standard\nstanding_approvals:\n  - author_key: ",
                                                kMaria, "\n    sites: [alpha, beta]\n"),
                                   "policy.yaml"));
  EXPECT_THAT(policy.standing_approvals, ElementsAre(StandingApproval{kMaria, {"alpha", "beta"}}));
  ASSERT_OK_AND_ASSIGN(const Policy none, ParsePolicy("rules: standard\n", "policy.yaml"));
  EXPECT_THAT(none.standing_approvals, IsEmpty());
}

TEST(StandingApprovals, EveryProblemIsTold) {
  EXPECT_THAT(
      ParsePolicy("standing_approvals:\n  - author_key: maria\n    sites: [Alpha]\n    purpose: x\n"
                  "  - sites: []\n",
                  "policy.yaml"),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(HasSubstr("2:17: author_key must be 64"), HasSubstr("\"Alpha\" is no site's name"),
                     HasSubstr("purpose"), HasSubstr("5:"), HasSubstr("at least one site"))));
  EXPECT_THAT(ParsePolicy("standing_approvals: yes\n", "policy.yaml"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("must be a list")));
}

TEST(StandingApprovals, CoverOneAuthorAndPinnedSitesOnly) {
  const std::vector<StandingApproval> rules = {{kMaria, {"alpha", "beta", "gamma"}}};
  const KnownSites known = {
      {"alpha", {"1", "s", "d"}}, {"beta", {"2", "s", "d"}}, {"delta", {"4", "s", "d"}}};
  EXPECT_TRUE(IsCovered(rules, kMaria, {{"alpha", "1"}, {"beta", "2"}}, known));
  EXPECT_FALSE(IsCovered(rules, kNora, {{"alpha", "1"}, {"beta", "2"}}, known));    // another author
  EXPECT_FALSE(IsCovered(rules, kMaria, {{"alpha", "1"}, {"beta", "3"}}, known));   // a changed key
  EXPECT_FALSE(IsCovered(rules, kMaria, {{"alpha", "1"}, {"gamma", "3"}}, known));  // not pinned
  EXPECT_FALSE(IsCovered(rules, kMaria, {{"alpha", "1"}, {"delta", "4"}}, known));  // not in the rule
  EXPECT_FALSE(IsCovered(rules, kMaria, {}, known));                                // this hospital alone
  EXPECT_FALSE(IsCovered({}, kMaria, {{"alpha", "1"}}, known));
}

}  // namespace
}  // namespace osteon
