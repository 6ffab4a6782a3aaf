#include "coordinator/cli/study_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace osteon {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kSince = 1'790'000'000;  // 2026-09-21 14:13:20 UTC

v1::StudyStatus Paused() {
  v1::StudyStatus status;
  status.set_name("mm");
  status.set_study_sha256(std::string(64, 'a'));
  status.set_author("maria");
  status.set_state("PAUSED");
  status.set_rounds(23);
  status.set_rounds_expected(60);
  status.set_step("fit nomogram");
  status.set_step_since(kSince);
  status.set_fails_at(kSince + 30 * 86400);
  status.set_submitted(kSince - 3600);
  for (const auto& [name, connected, awaited] :
       {std::tuple{"alpha", true, false}, std::tuple{"beta", false, true}, std::tuple{"gamma", true, true}}) {
    v1::SiteStatus* site = status.add_sites();
    site->set_name(name);
    site->set_decision("approved");
    site->set_connected(connected);
    site->set_awaited(awaited);
  }
  return status;
}

TEST(StudyStatus, APausedStudySaysWhomItWaitsForSinceWhenAndUntilWhen) {
  const absl::Time now = absl::FromUnixSeconds(kSince + 2 * 3600 + 5 * 60);
  EXPECT_EQ(Situation(Paused(), now),
            "waits for beta (not connected), gamma since 2026-09-21 14:13 UTC (2h 5m)");
  EXPECT_EQ(
      StatusScreen(Paused(), now),
      "mm  aaaaaaaaaaaa  PAUSED\n"
      "  author    maria, submitted 2026-09-21 13:13 UTC\n"
      "  progress  23 rounds done, estimated at about 60 in all\n"
      "  step      fit nomogram\n"
      "  now       waits for beta (not connected), gamma since 2026-09-21 14:13 UTC (2h 5m)\n"
      "            FAILED on 2026-10-21 14:13 UTC (in 29d 21h) unless they answer before; goes on by itself "
      "when they do\n"
      "  sites\n"
      "    alpha                    approved     connected\n"
      "    beta                     approved     not connected, awaited\n"
      "    gamma                    approved     connected, awaited: its agent computes, or its log says "
      "what "
      "it waits for\n");
}

TEST(StudyStatus, WatchSaysTheSameAsLongAsNothingHappens) {
  EXPECT_EQ(
      WatchLine(Paused()),
      "PAUSED, 23 rounds done, estimated at about 60 in all, fit nomogram: waits for beta (not connected), "
      "gamma since 2026-09-21 14:13 UTC, FAILED on 2026-10-21 14:13 UTC without an answer");
}

// The round ends when the others have answered, too; until then everybody who looks is told.
TEST(StudyStatus, ANoIsToldBeforeTheOthersHaveAnswered) {
  v1::StudyStatus status = Paused();
  status.mutable_sites(0)->set_refusal("disclosure rule min_cell: patients by outcome");
  const absl::Time now = absl::FromUnixSeconds(kSince);
  EXPECT_EQ(
      Situation(status, now),
      "waits for beta (not connected), gamma since 2026-09-21 14:13 UTC (0s); alpha refused: disclosure "
      "rule min_cell: patients by outcome");
  EXPECT_THAT(StatusScreen(status, now),
              HasSubstr("    alpha                    approved     connected, refused\n"));
  EXPECT_THAT(WatchLine(status), HasSubstr("UTC; alpha refused: disclosure rule min_cell"));
  EXPECT_EQ(JsonOf(status).at("sites").at(0).at("refusal"), "disclosure rule min_cell: patients by outcome");
}

TEST(StudyStatus, AFullDiskIsTheCoordinatorsTroubleAndNoSites) {
  v1::StudyStatus status = Paused();
  status.set_stands_still("journal: database or disk is full");
  EXPECT_THAT(Situation(status, absl::FromUnixSeconds(kSince)),
              AllOf(HasSubstr("database or disk is full"), HasSubstr("tries again"), Not(HasSubstr("beta"))));
}

TEST(StudyStatus, JsonHasTheSameFacts) {
  const nlohmann::ordered_json json = JsonOf(Paused());
  EXPECT_EQ(json.at("waits_for"), nlohmann::ordered_json({"beta", "gamma"}));
  EXPECT_EQ(json.at("step_since"), "2026-09-21T14:13:20Z");
  EXPECT_EQ(json.at("fails_at"), "2026-10-21T14:13:20Z");
  EXPECT_EQ(json.at("step"), "fit nomogram");
  v1::StudyStatus done = Paused();
  done.set_fails_at(0);
  EXPECT_TRUE(JsonOf(done).at("fails_at").is_null());
}

}  // namespace
}  // namespace osteon
