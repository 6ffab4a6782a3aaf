#include "coordinator/session/rights.h"

#include <map>
#include <vector>

#include "gtest/gtest.h"

namespace osteon::coordinator {
namespace {

using enum Action;
constexpr Reach kNo = Reach::kNone, kOwn = Reach::kOwn, kAll = Reach::kAll;

// The whole table, written a second time.
const std::map<Action, std::vector<Reach>> kTable = {
    //                site  statistician operator auditor coordinator
    {kAnswerStudies, {kOwn, kNo, kNo, kNo, kNo}}, {kSubmitStudy, {kNo, kOwn, kNo, kNo, kNo}},
    {kSeeState, {kNo, kOwn, kAll, kAll, kNo}},    {kSeeReasons, {kNo, kOwn, kNo, kAll, kNo}},
    {kCancelStudy, {kNo, kOwn, kNo, kNo, kNo}},   {kSeeResults, {kNo, kOwn, kNo, kNo, kNo}},
    {kSeeJournal, {kNo, kOwn, kNo, kAll, kNo}},   {kRenew, {kOwn, kOwn, kOwn, kOwn, kNo}}};
constexpr Role kRoles[] = {Role::kSite, Role::kStatistician, Role::kOperator, Role::kAuditor,
                           Role::kCoordinator};

TEST(Rights, EachRoleHasThoseOfTheTable) {
  for (const auto& [action, reaches] : kTable) {
    for (std::size_t i = 0; i < reaches.size(); ++i) {
      EXPECT_EQ(ReachOf(kRoles[i], action), reaches[i]) << static_cast<int>(action) << ", role " << i;
    }
  }
}

TEST(Rights, OwnMeansSubmittedOrNamed) {
  const StudyParties study{"maria", {"alpha", "beta"}};
  const auto may = [&](const std::string& name, Role role, Action action) {
    PeerIdentity who;
    who.name = name;
    who.role = role;
    return May(who, action, study);
  };
  EXPECT_TRUE(may("maria", Role::kStatistician, kSeeResults));
  EXPECT_FALSE(may("peter", Role::kStatistician, kSeeResults));
  EXPECT_FALSE(may("alpha", Role::kStatistician, kSeeState));  // a person with a site's name
  EXPECT_TRUE(may("alpha", Role::kSite, kAnswerStudies));
  EXPECT_FALSE(may("gamma", Role::kSite, kAnswerStudies));
  EXPECT_FALSE(may("maria", Role::kSite, kAnswerStudies));
  EXPECT_TRUE(may("otto", Role::kOperator, kSeeState));
  EXPECT_FALSE(may("maria", Role::kOperator, kSeeResults));  // the author in another role
  EXPECT_TRUE(may("vera", Role::kAuditor, kSeeJournal));
  EXPECT_FALSE(may("vera", Role::kAuditor, kCancelStudy));
}

}  // namespace
}  // namespace osteon::coordinator
