#include "coordinator/journal/round_store.h"

#include <cmath>
#include <filesystem>
#include <limits>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "coordinator/journal/round_log.h"
#include "coordinator/journal/test_journal.h"
#include "tests/support/status_matchers.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using RoundStoreTest = JournalTest;

TEST_F(RoundStoreTest, RoundsComeBackInTheirOrderWithEveryPart) {
  AddStudy();
  for (std::uint64_t i = 0; i < 12; ++i) {
    StoredRound round = SmallRound(absl::StrCat("sum ", i));
    round.purpose = absl::StrCat("round ", i);
    ASSERT_THAT(journal_->rounds().Store(kHash, i, round), IsOk());
  }
  Reopen();
  ASSERT_OK_AND_ASSIGN(const std::vector<StoredRound> rounds, journal_->rounds().Summaries(kHash));
  ASSERT_THAT(rounds, SizeIs(12));
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_EQ(rounds[i].purpose, absl::StrCat("round ", i));
    EXPECT_EQ(rounds[i].payload, "");
  }
  ASSERT_OK_AND_ASSIGN(const auto found, journal_->rounds().Find(kHash, 11));
  ASSERT_TRUE(found);
  const StoredRound expected = SmallRound("sum 11");
  EXPECT_EQ(found->payload, expected.payload);
  EXPECT_EQ(found->kind, expected.kind);
  EXPECT_EQ(found->fit, expected.fit);
  EXPECT_EQ(found->request_sha256, expected.request_sha256);
  EXPECT_EQ(found->roster_sha256, expected.roster_sha256);
  EXPECT_EQ(found->attempt, 2U);
  EXPECT_EQ(found->seconds, 0.1);
  ASSERT_THAT(found->sites, SizeIs(2));
  EXPECT_EQ(found->sites.at("beta").bytes_sent, 16U);
  EXPECT_EQ(found->sites.at("beta").bytes_received, 101U);
  EXPECT_EQ(found->sites.at("beta").scalars, 2U);
  ASSERT_OK_AND_ASSIGN(const std::uint64_t count, journal_->rounds().Count(kHash));
  EXPECT_EQ(count, 12U);
  ASSERT_OK_AND_ASSIGN(const auto beyond, journal_->rounds().Find(kHash, 12));
  EXPECT_FALSE(beyond);
}

TEST_F(RoundStoreTest, ARoundIsStoredOnceAndNoneIsLeftOut) {
  AddStudy();
  ASSERT_THAT(journal_->rounds().Store(kHash, 0, SmallRound("first")), IsOk());
  EXPECT_THAT(journal_->rounds().Store(kHash, 0, SmallRound("second")),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("round 0")));
  EXPECT_THAT(journal_->rounds().Store(kHash, 2, SmallRound("third")),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("round 2")));
  ASSERT_OK_AND_ASSIGN(const auto round, journal_->rounds().Find(kHash, 0));
  EXPECT_EQ(round->payload, "first");
  EXPECT_FALSE(journal_->rounds().Store(kOther, 0, SmallRound("of no study")).ok());
}

TEST_F(RoundStoreTest, APayloadOverOneMegabyteIsAFileNamedByItsHash) {
  AddStudy();
  const std::string small(kLargestPayloadInDatabase, 's');
  const std::string large(kLargestPayloadInDatabase + 1, 'l');
  ASSERT_THAT(journal_->rounds().Store(kHash, 0, SmallRound(small)), IsOk());
  EXPECT_FALSE(std::filesystem::exists(path_ + "/payloads"));
  ASSERT_THAT(journal_->rounds().Store(kHash, 1, SmallRound(large)), IsOk());
  ASSERT_THAT(journal_->rounds().Store(kHash, 2, SmallRound(large)), IsOk());
  const std::string sha256 = Sha256Hex(large);
  const std::string file = absl::StrCat(path_, "/payloads/", sha256.substr(0, 2), "/", sha256);
  ASSERT_TRUE(std::filesystem::exists(file));
  Reopen();
  for (const auto& [sequence, payload] :
       {std::pair(0U, &small), std::pair(1U, &large), std::pair(2U, &large)}) {
    ASSERT_OK_AND_ASSIGN(const auto round, journal_->rounds().Find(kHash, sequence));
    ASSERT_TRUE(round);
    EXPECT_TRUE(round->payload == *payload);
  }
  std::string damaged = large;
  damaged[17] = 'x';
  ASSERT_THAT(WriteFileAtomically(file, damaged), IsOk());
  EXPECT_THAT(journal_->rounds().Find(kHash, 1), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(sha256)));
  std::filesystem::remove(file);
  EXPECT_THAT(journal_->rounds().Find(kHash, 1), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(sha256)));
}

TEST_F(RoundStoreTest, ADamagedSumInTheDatabaseIsDataLoss) {
  AddStudy();
  ASSERT_THAT(journal_->rounds().Store(kHash, 0, SmallRound("sum")), IsOk());
  Damage("UPDATE rounds SET payload = x'7375'");
  EXPECT_THAT(journal_->rounds().Find(kHash, 0), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("round 0")));
}

TEST_F(RoundStoreTest, AnEmptyPayloadIsNotAMissingOne) {
  AddStudy();
  ASSERT_THAT(journal_->rounds().Store(kHash, 0, SmallRound("")), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto round, journal_->rounds().Find(kHash, 0));
  ASSERT_TRUE(round);
  EXPECT_EQ(round->payload, "");
}

TEST_F(RoundStoreTest, WhatIsRememberedComesBackToTheLastBitAndIsRememberedOnce) {
  AddStudy();
  const std::vector<double> values = {0.1, -0.0, std::numeric_limits<double>::denorm_min(),
                                      -std::numeric_limits<double>::infinity()};
  ASSERT_THAT(journal_->rounds().Remember(kHash, "step", values), IsOk());
  ASSERT_THAT(journal_->rounds().Remember(kHash, "nothing", {}), IsOk());
  EXPECT_THAT(journal_->rounds().Remember(kHash, "step", {2}),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("")));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto recalled, journal_->rounds().Recall(kHash, "step"));
  ASSERT_TRUE(recalled);
  EXPECT_EQ(*recalled, values);
  EXPECT_TRUE(std::signbit((*recalled)[1]));
  ASSERT_OK_AND_ASSIGN(const auto nothing, journal_->rounds().Recall(kHash, "nothing"));
  ASSERT_TRUE(nothing);
  EXPECT_THAT(*nothing, IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto unknown, journal_->rounds().Recall(kOther, "step"));
  EXPECT_FALSE(unknown);
  Damage("UPDATE memory SET content = x'00'");
  EXPECT_THAT(journal_->rounds().Recall(kHash, "step"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("")));
}

TEST(MemoryRoundLog, KeepsSummariesInOrderAndReplaysNothing) {
  MemoryRoundLog log;
  ASSERT_THAT(log.Store(kHash, 0, SmallRound("sum")), IsOk());
  EXPECT_THAT(log.Store(kHash, 0, SmallRound("sum")), StatusIs(absl::StatusCode::kInternal, HasSubstr("")));
  EXPECT_THAT(log.Store(kHash, 2, SmallRound("sum")), StatusIs(absl::StatusCode::kInternal, HasSubstr("")));
  ASSERT_THAT(log.Store(kHash, 1, SmallRound("sum")), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto round, log.Find(kHash, 0));
  EXPECT_FALSE(round);
  ASSERT_OK_AND_ASSIGN(const auto summaries, log.Summaries(kHash));
  EXPECT_THAT(summaries, SizeIs(2));
  EXPECT_EQ(summaries[0].payload, "");
  ASSERT_THAT(log.Remember(kHash, "step", {3}), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto recalled, log.Recall(kHash, "step"));
  ASSERT_TRUE(recalled);
  EXPECT_THAT(*recalled, ElementsAre(3));
  ASSERT_OK_AND_ASSIGN(const auto unknown, log.Recall(kOther, "step"));
  EXPECT_FALSE(unknown);
}

}  // namespace
}  // namespace osteon::coordinator
