#include "coordinator/session/sightings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coordinator/journal/journal.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::coordinator {
namespace {

class SightingsTest : public ::testing::Test {
 protected:
  SightingsTest()
      : journal_(Journal::Open(folder_ / "c").value()), sightings_(journal_->sightings(), Clock()) {}

  std::function<absl::Time()> Clock() {
    return [this] { return now_; };
  }
  Sighting Of(const std::string& member) { return journal_->sightings().All().value()[member]; }

  osteon::testing::TemporaryFolder folder_;
  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  std::unique_ptr<Journal> journal_;
  Sightings sightings_;
};

TEST_F(SightingsTest, CallsAreWrittenOnceAMinute) {
  const absl::Time first = now_;
  sightings_.Called("alpha");
  now_ += absl::Seconds(59);
  sightings_.Called("alpha");
  EXPECT_EQ(Of("alpha").seen, first);
  now_ += absl::Seconds(1);
  sightings_.Called("alpha");
  EXPECT_EQ(Of("alpha").seen, now_);
}

TEST_F(SightingsTest, TheSoftwareIsKept) {
  sightings_.Runs("alpha", "osteon-agent 0.1.0");
  now_ += absl::Hours(1);
  sightings_.Called("alpha");
  EXPECT_EQ(Of("alpha").software, "osteon-agent 0.1.0");
  EXPECT_EQ(Of("alpha").seen, now_);
}

// The newer stream of an agent that dials again begins before the older one is known to have ended.
TEST_F(SightingsTest, WhoDialsAgainStaysConnected) {
  sightings_.Connected("alpha");
  EXPECT_TRUE(Of("alpha").connected);
  sightings_.Connected("alpha");
  sightings_.Left("alpha");
  EXPECT_TRUE(Of("alpha").connected);
  now_ += absl::Hours(3);
  sightings_.Left("alpha");
  EXPECT_FALSE(Of("alpha").connected);
  EXPECT_EQ(Of("alpha").seen, now_);
}

TEST_F(SightingsTest, NobodyIsConnectedWhenServeBegins) {
  sightings_.Connected("alpha");
  const Sightings next(journal_->sightings(), Clock());
  EXPECT_FALSE(Of("alpha").connected);
}

}  // namespace
}  // namespace osteon::coordinator
