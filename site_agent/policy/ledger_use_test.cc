#include "site_agent/policy/ledger_use.h"

#include "gmock/gmock.h"

namespace osteon {
namespace {

using ::testing::DoubleEq;
using ::testing::Optional;
using ::testing::SizeIs;

LedgerEntry ReleaseEntry(const std::string& study, const std::string& mode, std::uint64_t scalars,
                         std::uint64_t held) {
  LedgerEntry entry;
  entry.study = study;
  entry.key.study_sha256 = study + " hash";
  entry.mode = mode;
  entry.scalars = scalars;
  entry.scalars_held = held;
  entry.lineage = "registry";
  return entry;
}

TEST(SummariseLedger, CountsByStudyAndByLineageAndByMode) {
  LedgerEvent refusal;
  refusal.event = kRefusedEvent;
  refusal.study = "a";
  refusal.study_sha256 = "a hash";
  LedgerEvent repeated = refusal;
  repeated.event = kRepeatedEvent;
  LedgerEvent few = refusal, more = refusal;  // the later number has the earlier one in it
  few.event = more.event = kMoreRefusedEvent;
  few.tasks = 16;
  more.tasks = 32;
  const LedgerSummary summary =
      SummariseLedger({ReleaseEntry("a", "clear", 1000, 10000), ReleaseEntry("a", "secure", 15000, 10000),
                       ReleaseEntry("b", "clear", 3000, 20000)},
                      {refusal, repeated, few, more});
  ASSERT_THAT(summary.studies, SizeIs(2));
  EXPECT_EQ(summary.studies[0].study, "a");
  EXPECT_EQ(summary.studies[0].releases, 2U);
  EXPECT_EQ(summary.studies[0].refusals, 33U);
  EXPECT_THAT(summary.studies[0].RatioClear(), Optional(DoubleEq(0.1)));
  EXPECT_THAT(summary.studies[0].RatioAll(), Optional(DoubleEq(1.6)));
  ASSERT_THAT(summary.lineages, SizeIs(1));
  EXPECT_EQ(summary.lineages[0].releases, 3U);
  EXPECT_EQ(summary.lineages[0].scalars_clear, 4000U);
  EXPECT_EQ(summary.lineages[0].scalars_held, 20000U);
  EXPECT_FALSE(summary.caps_spent);
  const LedgerCaps caps;
  EXPECT_EQ(ReleasesLeft(summary.lineages[0], caps, false), 1997U);
  EXPECT_THAT(RatioLeftClear(summary.lineages[0], caps, false), Optional(DoubleEq(1 - 0.95)));
  EXPECT_THAT(RatioLeftSecure(summary.lineages[0], caps, false), Optional(DoubleEq(3.05)));
}

TEST(SummariseLedger, NothingIsLeftBeyondACapOrAfterALoss) {
  LedgerUse use;
  use.releases = 2001;
  use.scalars_clear = 6000;
  use.scalars_held = 1000;
  const LedgerCaps caps;
  EXPECT_EQ(ReleasesLeft(use, caps, false), 0U);
  EXPECT_THAT(RatioLeftClear(use, caps, false), Optional(DoubleEq(0)));
  EXPECT_EQ(ReleasesLeft(LedgerUse(), caps, true), 0U);
  EXPECT_THAT(RatioLeftSecure(LedgerUse(), caps, true), Optional(DoubleEq(0)));
  LedgerEvent loss;
  loss.event = kLossAcceptedEvent;
  EXPECT_TRUE(SummariseLedger({}, {loss}).caps_spent);
}

TEST(SummariseLedger, OfFewNumbersTheLeastBudgetMayLeave) {
  LedgerUse use;
  use.scalars_clear = 500;
  use.scalars_held = 1000;
  EXPECT_THAT(RatioLeftClear(use, LedgerCaps(), false), Optional(DoubleEq(4.5)));   // 5000 of 1000
  EXPECT_THAT(RatioLeftSecure(use, LedgerCaps(), false), Optional(DoubleEq(4.5)));  // the cap of 4 is less
}

TEST(SummariseLedger, WhereItIsNotKnownHowMuchIsHeldThereIsNoRatio) {
  EXPECT_FALSE(LedgerUse().RatioClear());
  EXPECT_FALSE(RatioLeftClear(LedgerUse(), LedgerCaps(), false));
}

}  // namespace
}  // namespace osteon
