#include "coordinator/journal/study_store.h"

#include "coordinator/journal/test_journal.h"
#include "tests/support/status_matchers.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

using StudyStoreTest = JournalTest;

TEST_F(StudyStoreTest, TheSameStudyOrAnUnfinishedOneOfThatNameIsRefused) {
  AddStudy();
  EXPECT_THAT(journal_->studies().Add(SmallStudy(kHash, "suv")),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("PROPOSED")));
  EXPECT_THAT(journal_->studies().Add(SmallStudy(kOther, "suv")),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("not finished")));
  ASSERT_OK_AND_ASSIGN(const bool moved, journal_->studies().Move(kHash, StudyState::kCancelled, "by ada"));
  EXPECT_TRUE(moved);
  StoredStudy second = SmallStudy(kOther, "suv");
  second.submitted += absl::Seconds(1);
  EXPECT_THAT(journal_->studies().Add(second), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto newest, journal_->studies().FindByNameOrHash("suv"));
  ASSERT_THAT(newest, SizeIs(2));
  EXPECT_EQ(newest[0].study_sha256, kOther);
  ASSERT_OK_AND_ASSIGN(const auto all, journal_->studies().All());
  EXPECT_THAT(all, SizeIs(2));
}

TEST_F(StudyStoreTest, AStudyIsFoundByEightDigitsOfItsHashAndNoFewer) {
  AddStudy();
  ASSERT_OK_AND_ASSIGN(const auto eight, journal_->studies().FindByNameOrHash("aaaaaaaa"));
  EXPECT_THAT(eight, SizeIs(1));
  ASSERT_OK_AND_ASSIGN(const auto seven, journal_->studies().FindByNameOrHash("aaaaaaa"));
  EXPECT_THAT(seven, IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto pattern, journal_->studies().FindByNameOrHash("%%%%%%%%"));
  EXPECT_THAT(pattern, IsEmpty());
}

TEST_F(StudyStoreTest, APausedStudyIsNotFinishedAndKnowsSinceWhen) {
  AddStudy();
  ASSERT_OK_AND_ASSIGN(auto wait, journal_->studies().Wait(kHash));
  EXPECT_FALSE(wait);
  const absl::Time since = absl::FromUnixMicros(1'790'000'000'123'456);
  ASSERT_THAT(journal_->studies().KeepWait(kHash, {3, since - absl::Hours(1)}), IsOk());
  ASSERT_THAT(journal_->studies().KeepWait(kHash, {7, since}), IsOk());
  ASSERT_OK_AND_ASSIGN(const bool paused, journal_->studies().Move(kHash, StudyState::kPaused, ""));
  EXPECT_TRUE(paused);
  ASSERT_OK_AND_ASSIGN(const auto study, journal_->studies().Find(kHash));
  EXPECT_EQ(study->state, StudyState::kPaused);
  EXPECT_FALSE(IsFinal(study->state));
  ASSERT_OK_AND_ASSIGN(wait, journal_->studies().Wait(kHash));
  EXPECT_EQ(wait->sequence, 7U);
  EXPECT_EQ(wait->since, since);
  EXPECT_THAT(journal_->studies().Add(SmallStudy(kOther, "suv")),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("not finished")));
  EXPECT_THAT(journal_->studies().Finish(kHash, {{"model.json", "{}"}}, kFinished), IsOk());
}

TEST_F(StudyStoreTest, AFinalStateNeverChanges) {
  for (const StudyState end : {StudyState::kDone, StudyState::kFailed, StudyState::kCancelled}) {
    const std::string hash(64, static_cast<char>('0' + static_cast<int>(end)));
    ASSERT_THAT(journal_->studies().Add(SmallStudy(hash, StateName(end))), IsOk());
    ASSERT_OK_AND_ASSIGN(const bool ran, journal_->studies().Move(hash, StudyState::kRunning, ""));
    EXPECT_TRUE(ran);
    ASSERT_OK_AND_ASSIGN(const bool ended, journal_->studies().Move(hash, end, "why"));
    EXPECT_TRUE(ended);
    for (const StudyState next :
         {StudyState::kProposed, StudyState::kRunning, StudyState::kDone, StudyState::kFailed}) {
      ASSERT_OK_AND_ASSIGN(const bool moved, journal_->studies().Move(hash, next, "again"));
      EXPECT_FALSE(moved);
    }
    EXPECT_THAT(journal_->studies().Finish(hash, {{"model.json", "{}"}}, kFinished),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(StateName(end))));
    ASSERT_OK_AND_ASSIGN(const auto study, journal_->studies().Find(hash));
    EXPECT_EQ(study->state, end);
    EXPECT_EQ(study->message, "why");
    ASSERT_OK_AND_ASSIGN(const auto files, journal_->studies().Results(hash));
    EXPECT_THAT(files, IsEmpty());  // no results without the state DONE
  }
}

TEST_F(StudyStoreTest, AStudyIsFinishedOnceWithItsFilesAndItsState) {
  AddStudy();
  ASSERT_THAT(journal_->studies().Finish(kHash, {{"model.json", "{1}"}}, kFinished), IsOk());
  EXPECT_EQ(State(), StudyState::kDone);
  EXPECT_THAT(journal_->studies().Finish(kHash, {{"model.json", "{2}"}}, kFinished),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("DONE")));
  ASSERT_OK_AND_ASSIGN(const auto files, journal_->studies().Results(kHash));
  EXPECT_THAT(files, ElementsAre(Pair("model.json", "{1}")));
  EXPECT_THAT(journal_->studies().Finish(kOther, {}, kFinished),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("")));
}

TEST_F(StudyStoreTest, ASiteDecidesOnce) {
  AddStudy();
  StudyStore& studies = journal_->studies();
  ASSERT_THAT(studies.Decide(kHash, "alpha", {true, "", "first", "PEM", kNow}), IsOk());
  EXPECT_THAT(studies.Decide(kHash, "alpha", {true, "", "second", "PEM", kNow}), IsOk());
  EXPECT_THAT(studies.Decide(kHash, "alpha", {false, "after all", "third", "PEM", kNow}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("alpha has approved")));
  ASSERT_THAT(studies.Decide(kHash, "beta", {false, "no", "s", "PEM", kNow}), IsOk());
  EXPECT_THAT(studies.Decide(kHash, "beta", {true, "", "s", "PEM", kNow}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("beta has refused")));
  ASSERT_OK_AND_ASSIGN(const auto decisions, studies.Decisions(kHash));
  EXPECT_EQ(decisions.at("alpha").signature, "first");
  EXPECT_FALSE(decisions.at("beta").approved);
}

TEST_F(StudyStoreTest, TheFirstMaskKeyOfAnApprovalCounts) {
  AddStudy();
  StudyStore& studies = journal_->studies();
  const std::string key("\0key", 4);
  ASSERT_THAT(studies.Decide(kHash, "alpha", {true, "", "s", "PEM", kNow, key}), IsOk());
  EXPECT_THAT(studies.Decide(kHash, "alpha", {true, "", "s", "PEM", kNow, "other"}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another mask key")));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto decisions, journal_->studies().Decisions(kHash));
  EXPECT_EQ(decisions.at("alpha").mask_key, key);
}

TEST_F(StudyStoreTest, AWithdrawalStandsBesideTheDecisionForEver) {
  AddStudy();
  StudyStore& studies = journal_->studies();
  ASSERT_THAT(studies.Decide(kHash, "alpha", {true, "", "s", "PEM", kNow}), IsOk());
  ASSERT_THAT(studies.Decide(kHash, "beta", {false, "no", "s", "PEM", kNow}), IsOk());
  ASSERT_THAT(studies.Withdraw(kHash, "alpha", {"new board", "first", "PEM", kNow}), IsOk());
  EXPECT_THAT(studies.Withdraw(kHash, "alpha", {"again", "second", "PEM", kNow}), IsOk());
  EXPECT_THAT(studies.Withdraw(kHash, "beta", {"", "s", "PEM", kNow}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("nothing to withdraw")));
  EXPECT_THAT(studies.Decide(kHash, "alpha", {true, "", "s", "PEM", kNow}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("has withdrawn")));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const auto withdrawals, journal_->studies().Withdrawals(kHash));
  ASSERT_THAT(withdrawals, SizeIs(1));
  EXPECT_EQ(withdrawals.at("alpha").reason, "new board");
  EXPECT_EQ(withdrawals.at("alpha").signature, "first");
  ASSERT_OK_AND_ASSIGN(const auto decisions, journal_->studies().Decisions(kHash));
  EXPECT_TRUE(decisions.at("alpha").approved);
}

}  // namespace
}  // namespace osteon::coordinator
