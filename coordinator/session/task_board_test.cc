#include "coordinator/session/task_board.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <new>
#include <thread>
#include <utility>

#include "tests/support/status_matchers.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

const std::string kStudy(64, 'a');

// Patients and events alone: two words.
std::shared_ptr<const models::Task> CountTask(const std::string& request = std::string(64, 'd')) {
  auto task = std::make_shared<models::Task>();
  task->key = {kStudy, std::string(64, 'b'), "suv", request, 1, {"alpha", "beta", "gamma"}};
  task->request = models::SumRequest(models::MomentsRequest{{}, models::RowSet::kTrain, 3});
  return task;
}

std::shared_ptr<const models::Task> AdmissionTask() {
  auto task = std::make_shared<models::Task>(*CountTask());
  task->request = models::GatherRequest(models::AdmissionRequest());
  return task;
}

// Keeps what it is given.
class Pocket : public TaskCarrier {
 public:
  void Carry(std::shared_ptr<const models::Task> task) override {
    const std::scoped_lock lock(mutex_);
    tasks_.push_back(std::move(task));
    changed_.notify_all();
  }
  void WaitFor(std::size_t count) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, std::chrono::seconds(60), [&] { return tasks_.size() >= count; }));
  }
  std::size_t size() const {
    const std::scoped_lock lock(mutex_);
    return tasks_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<const models::Task>> tasks_;
};

class TaskBoardTest : public ::testing::Test {
 protected:
  ~TaskBoardTest() override { board_.Close(); }

  std::future<absl::StatusOr<RingVector>> PutOut(const std::shared_ptr<const models::Task>& task) {
    auto answer = std::async(std::launch::async, [this, task] { return board_.Sum(task); });
    WaitUntilOut(task->key);
    return answer;
  }
  std::future<absl::StatusOr<std::map<std::string, models::SiteRecord>>> PutOutGather() {
    auto answer = std::async(std::launch::async, [this] { return board_.Gather(AdmissionTask()); });
    WaitUntilOut(AdmissionTask()->key);
    return answer;
  }
  void WaitUntilOut(const models::TaskKey& key) {
    while (!board_.Awaited(key.study_sha256).contains(key.sites.front())) std::this_thread::yield();
  }
  absl::Status Submit(const std::string& site, std::uint64_t patients) {
    return board_.SubmitSummand(site, CountTask()->key, {patients, 1});
  }

  TaskBoard board_;
};

TEST_F(TaskBoardTest, TheSumOfThreeSitesThatAnswerFromTheirOwnThreads) {
  std::map<std::string, std::shared_ptr<Pocket>> pockets;
  std::vector<std::thread> sites;
  std::uint64_t patients = 1;
  for (const std::string site : {"alpha", "beta", "gamma"}) {
    const auto pocket = pockets[site] = std::make_shared<Pocket>();
    board_.Subscribe(site, pocket);
    sites.emplace_back([this, site, pocket, patients] {
      pocket->WaitFor(1);
      EXPECT_THAT(Submit(site, patients), IsOk());
    });
    patients *= 10;
  }
  const absl::StatusOr<RingVector> sum = board_.Sum(CountTask());
  for (std::thread& site : sites) site.join();
  ASSERT_THAT(sum, IsOk());
  EXPECT_THAT(sum->words(), ElementsAre(111, 3));
  EXPECT_THAT(board_.Awaited(kStudy), IsEmpty());
  for (const auto& [site, pocket] : pockets) EXPECT_EQ(pocket->size(), 1U);
}

TEST_F(TaskBoardTest, ManyTasksAtOnceDoNotMix) {
  std::vector<std::future<absl::StatusOr<RingVector>>> answers;
  std::vector<std::shared_ptr<const models::Task>> tasks;
  for (char digit = '0'; digit < '8'; ++digit) {
    tasks.push_back(CountTask(std::string(64, digit)));
    answers.push_back(
        std::async(std::launch::async, [this, task = tasks.back()] { return board_.Sum(task); }));
  }
  std::vector<std::thread> sites;
  for (const std::string site : {"alpha", "beta", "gamma"}) {
    sites.emplace_back([&, site] {
      for (std::size_t i = 0; i < tasks.size(); ++i) {
        while (!board_.WordsAwaited(site, tasks[i]->key)) std::this_thread::yield();
        EXPECT_THAT(board_.SubmitSummand(site, tasks[i]->key, {i, 1}), IsOk());
      }
    });
  }
  for (std::thread& site : sites) site.join();
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const absl::StatusOr<RingVector> sum = answers[i].get();
    ASSERT_THAT(sum, IsOk());
    EXPECT_THAT(sum->words(), ElementsAre(3 * i, 3));
  }
}

TEST_F(TaskBoardTest, ARepeatedSubmissionChangesNothing) {
  auto answer = PutOut(CountTask());
  EXPECT_THAT(Submit("alpha", 1), IsOk());
  EXPECT_THAT(Submit("alpha", 1000), IsOk());
  EXPECT_THAT(Submit("beta", 10), IsOk());
  EXPECT_THAT(Submit("gamma", 100), IsOk());
  const absl::StatusOr<RingVector> sum = answer.get();
  ASSERT_THAT(sum, IsOk());
  EXPECT_THAT(sum->words(), ElementsAre(111, 3));
  EXPECT_THAT(Submit("gamma", 100), IsOk());  // the task is no longer out
}

TEST_F(TaskBoardTest, AnotherNumberOfWordsIsRefusedAndTheSiteStillOwesItsAnswer) {
  auto answer = PutOut(CountTask());
  EXPECT_THAT(board_.SubmitSummand("alpha", CountTask()->key, {1}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("")));
  EXPECT_THAT(board_.SubmitSummand("alpha", CountTask()->key, {1, 2, 3}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("")));
  EXPECT_EQ(board_.WordsAwaited("alpha", CountTask()->key), 2U);
  for (const char* site : {"alpha", "beta", "gamma"}) EXPECT_THAT(Submit(site, 5), IsOk());
  const absl::StatusOr<RingVector> sum = answer.get();
  ASSERT_THAT(sum, IsOk());
  EXPECT_THAT(sum->words(), ElementsAre(15, 3));
}

TEST_F(TaskBoardTest, ASiteThatIsNotOnTheRosterCannotSubmit) {
  const auto pocket = std::make_shared<Pocket>();
  board_.Subscribe("delta", pocket);
  auto answer = PutOut(CountTask());
  EXPECT_EQ(pocket->size(), 0U);
  EXPECT_EQ(board_.WordsAwaited("delta", CountTask()->key), std::nullopt);
  EXPECT_THAT(Submit("delta", 1000), IsOk());  // acknowledged and dropped
  board_.Refuse("delta", CountTask()->key, "no");
  for (const char* site : {"alpha", "beta", "gamma"}) EXPECT_THAT(Submit(site, 1), IsOk());
  const absl::StatusOr<RingVector> sum = answer.get();
  ASSERT_THAT(sum, IsOk());
  EXPECT_THAT(sum->words(), ElementsAre(3, 3));
}

TEST_F(TaskBoardTest, ASummandOfAnotherTaskIsDropped) {
  auto answer = PutOut(CountTask());
  const models::TaskKey key = CountTask()->key;
  std::vector<models::TaskKey> others(6, key);
  others[0].study_sha256[0] = 'f';
  others[1].roster_sha256[0] = 'f';
  others[2].fit = "age";
  others[3].request_sha256[0] = 'f';
  others[4].attempt = 2;
  others[5].sites = {"alpha", "beta"};
  for (const models::TaskKey& other : others) {
    EXPECT_EQ(board_.WordsAwaited("alpha", other), std::nullopt);
    EXPECT_THAT(board_.SubmitSummand("alpha", other, {1000, 1}), IsOk());
  }
  EXPECT_THAT(board_.Awaited(kStudy), SizeIs(3));
  for (const char* site : {"alpha", "beta", "gamma"}) EXPECT_THAT(Submit(site, 1), IsOk());
  const absl::StatusOr<RingVector> sum = answer.get();
  ASSERT_THAT(sum, IsOk());
  EXPECT_THAT(sum->words(), ElementsAre(3, 3));
}

TEST_F(TaskBoardTest, AwaitedNamesTheSitesThatStillOweAnAnswerToThisStudy) {
  auto answer = PutOut(CountTask());
  EXPECT_THAT(board_.Awaited(kStudy), ElementsAre("alpha", "beta", "gamma"));
  EXPECT_THAT(board_.Awaited(std::string(64, 'f')), IsEmpty());
  EXPECT_THAT(Submit("beta", 1), IsOk());
  EXPECT_THAT(board_.Awaited(kStudy), ElementsAre("alpha", "gamma"));
  EXPECT_EQ(board_.WordsAwaited("beta", CountTask()->key), std::nullopt);
  EXPECT_THAT(Submit("alpha", 1), IsOk());
  EXPECT_THAT(Submit("gamma", 1), IsOk());
  EXPECT_THAT(answer.get(), IsOk());
}

TEST_F(TaskBoardTest, ATaskIsCarriedToWhoeverComesLateAndToWhoeverComesBack) {
  auto answer = PutOut(CountTask());
  const auto first = std::make_shared<Pocket>();
  board_.Subscribe("alpha", first);
  EXPECT_EQ(first->size(), 1U);
  board_.Unsubscribe("alpha", first.get());
  const auto second = std::make_shared<Pocket>();
  board_.Subscribe("alpha", second);
  EXPECT_EQ(second->size(), 1U);
  EXPECT_EQ(first->size(), 1U);
  EXPECT_THAT(Submit("alpha", 1), IsOk());
  const auto third = std::make_shared<Pocket>();
  board_.Subscribe("alpha", third);
  EXPECT_EQ(third->size(), 0U);  // it has answered
  EXPECT_THAT(Submit("beta", 1), IsOk());
  EXPECT_THAT(Submit("gamma", 1), IsOk());
  EXPECT_THAT(answer.get(), IsOk());
}

TEST_F(TaskBoardTest, ANewerCarrierTakesThePlaceOfAnOlderOne) {
  const auto older = std::make_shared<Pocket>();
  const auto newer = std::make_shared<Pocket>();
  EXPECT_FALSE(board_.Connected("alpha"));
  board_.Subscribe("alpha", older);
  board_.Subscribe("alpha", newer);
  board_.Unsubscribe("alpha", older.get());  // its connection ends after the new one has begun
  EXPECT_TRUE(board_.Connected("alpha"));
  auto answer = PutOut(CountTask());
  newer->WaitFor(1);
  EXPECT_EQ(older->size(), 0U);
  board_.Unsubscribe("alpha", newer.get());
  EXPECT_FALSE(board_.Connected("alpha"));
  board_.Cancel(kStudy);
  EXPECT_THAT(answer.get(), StatusIs(absl::StatusCode::kCancelled, HasSubstr("")));
}

TEST_F(TaskBoardTest, CancelWakesTheWaiterOfThatStudyOnly) {
  auto mine = PutOut(CountTask());
  auto other_task = std::make_shared<models::Task>(*CountTask());
  other_task->key.study_sha256 = std::string(64, 'e');
  auto others = PutOut(other_task);
  board_.Cancel(kStudy);
  EXPECT_THAT(mine.get(), StatusIs(absl::StatusCode::kCancelled, HasSubstr("cancelled")));
  EXPECT_THAT(board_.Sum(CountTask()), StatusIs(absl::StatusCode::kCancelled, HasSubstr("cancelled")));
  EXPECT_THAT(Submit("alpha", 1), IsOk());
  for (const char* site : {"alpha", "beta", "gamma"}) {
    EXPECT_THAT(board_.SubmitSummand(site, other_task->key, {1, 1}), IsOk());
  }
  EXPECT_THAT(others.get(), IsOk());
}

TEST_F(TaskBoardTest, CloseWakesEveryWaiterAndNothingIsPutOutAfterwards) {
  const auto pocket = std::make_shared<Pocket>();
  board_.Subscribe("alpha", pocket);
  auto answer = PutOut(CountTask());
  board_.Close();
  EXPECT_THAT(answer.get(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("stopping")));
  EXPECT_THAT(board_.Sum(CountTask()), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("stopping")));
  EXPECT_FALSE(board_.Connected("alpha"));
  board_.Subscribe("alpha", pocket);
  EXPECT_FALSE(board_.Connected("alpha"));
}

TEST_F(TaskBoardTest, ARefusedTaskEndsWithTheSitesNameAndReasonWhenTheOthersHaveAnswered) {
  auto answer = PutOut(CountTask());
  EXPECT_THAT(Submit("alpha", 1), IsOk());
  board_.Refuse("alpha", CountTask()->key, "too late: it has answered");
  board_.Refuse("beta", CountTask()->key, "rule min_patients");
  EXPECT_THAT(board_.Awaited(kStudy), ElementsAre("gamma"));
  EXPECT_THAT(board_.Refusals(kStudy), ElementsAre(Pair("beta", "rule min_patients")));
  EXPECT_THAT(Submit("beta", 1), IsOk());  // its no stands
  EXPECT_THAT(Submit("gamma", 1), IsOk());
  const absl::Status refused = answer.get().status();
  EXPECT_THAT(refused,
              StatusIs(absl::StatusCode::kFailedPrecondition, "site beta refused: rule min_patients"));
  EXPECT_THAT(RefusingSites(refused), ElementsAre("beta"));
  EXPECT_THAT(RefusingSites(absl::InternalError("no site's")), IsEmpty());
  EXPECT_THAT(board_.Awaited(kStudy), IsEmpty());
  EXPECT_THAT(board_.Refusals(kStudy), IsEmpty());
}

// Else what a study's files say would depend on which agent was the quickest, or was there at all.
TEST_F(TaskBoardTest, WhatIsToldOfRefusalsDependsOnNobodysBeingTheFirst) {
  const std::map<std::string, std::string> reasons = {
      {"alpha", "rule min_cell"}, {"beta", "rule min_patients"}, {"gamma", "rule min_cell"}};
  std::vector<std::string> order = {"alpha", "beta", "gamma"};
  do {
    auto answer = PutOut(CountTask());
    for (const std::string& site : order) board_.Refuse(site, CountTask()->key, reasons.at(site));
    const absl::Status refused = answer.get().status();
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition,
                                  "sites alpha, gamma refused: rule min_cell; site beta refused: rule "
                                  "min_patients"));
    EXPECT_THAT(RefusingSites(refused), ElementsAre("alpha", "beta", "gamma"));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_F(TaskBoardTest, TheSameTaskIsNotPutOutTwiceAtOnceButAgainAfterItsEnd) {
  auto answer = PutOut(CountTask());
  EXPECT_THAT(board_.Sum(CountTask()), StatusIs(absl::StatusCode::kInternal, HasSubstr("twice")));
  board_.Refuse("beta", CountTask()->key, "not today");
  for (const char* site : {"alpha", "gamma"}) EXPECT_THAT(Submit(site, 2), IsOk());
  EXPECT_THAT(answer.get(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("beta")));
  auto again = PutOut(CountTask());
  for (const char* site : {"alpha", "beta", "gamma"}) EXPECT_THAT(Submit(site, 2), IsOk());
  const absl::StatusOr<RingVector> sum = again.get();
  ASSERT_THAT(sum, IsOk());
  EXPECT_THAT(sum->words(), ElementsAre(6, 3));  // nothing is left of the first attempt
}

TEST_F(TaskBoardTest, RecordsAreGatheredBySiteAndOfTheKindThatWasAsked) {
  auto answer = PutOutGather();
  const models::TaskKey key = AdmissionTask()->key;
  EXPECT_EQ(board_.WordsAwaited("alpha", key), std::nullopt);
  EXPECT_THAT(board_.SubmitSummand("alpha", key, {1, 1}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("record")));
  EXPECT_THAT(board_.SubmitRecord("alpha", key, models::ValidationMetrics()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("another kind")));
  std::uint64_t read = 1;
  for (const char* site : {"gamma", "alpha", "beta"}) {
    models::Admission admission;
    admission.read = read++;
    EXPECT_THAT(board_.SubmitRecord(site, key, admission), IsOk());
    admission.read = 99;
    EXPECT_THAT(board_.SubmitRecord(site, key, admission), IsOk());
  }
  const auto records = answer.get();
  ASSERT_THAT(records, IsOk());
  ASSERT_THAT(*records, SizeIs(3));
  EXPECT_EQ(std::get<models::Admission>(records->at("gamma")).read, 1U);
  EXPECT_EQ(std::get<models::Admission>(records->at("beta")).read, 3U);
}

TEST_F(TaskBoardTest, ARecordForASumIsRefused) {
  auto answer = PutOut(CountTask());
  EXPECT_THAT(board_.SubmitRecord("alpha", CountTask()->key, models::Admission()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("summand")));
  board_.Cancel(kStudy);
  EXPECT_THAT(answer.get(), StatusIs(absl::StatusCode::kCancelled, HasSubstr("")));
}

// Asks after a nap, with who is awaited then.
class TwoNaps : public Patience {
 public:
  explicit TwoNaps(absl::Status last) : last_(std::move(last)) {}
  absl::Duration Nap() const override { return absl::Milliseconds(20); }
  absl::Status StillWaits(const std::set<std::string>& awaited) override {
    asked.push_back(awaited);
    if (asked.size() == 1) after_first();
    return asked.size() < 2 ? absl::OkStatus() : last_;
  }
  std::vector<std::set<std::string>> asked;
  std::function<void()> after_first = [] {};

 private:
  absl::Status last_;
};

TEST_F(TaskBoardTest, PatienceIsAskedAfterEachNapAndMayEndTheWait) {
  TwoNaps patience(absl::DeadlineExceededError("thirty days"));
  patience.after_first = [&] { EXPECT_THAT(Submit("beta", 3), IsOk()); };
  EXPECT_THAT(board_.Sum(CountTask(), &patience),
              StatusIs(absl::StatusCode::kDeadlineExceeded, HasSubstr("thirty days")));
  EXPECT_THAT(patience.asked,
              ElementsAre(ElementsAre("alpha", "beta", "gamma"), ElementsAre("alpha", "gamma")));
  EXPECT_THAT(board_.Awaited(kStudy), IsEmpty());
}

TEST_F(TaskBoardTest, AWaitThatEndsWithoutAnAnswerTellsWhoRefusedMeanwhile) {
  TwoNaps patience(absl::DeadlineExceededError("the study waited for gamma"));
  patience.after_first = [&] {
    EXPECT_THAT(Submit("alpha", 3), IsOk());
    board_.Refuse("beta", CountTask()->key, "rule min_cell");
  };
  EXPECT_THAT(board_.Sum(CountTask(), &patience),
              StatusIs(absl::StatusCode::kDeadlineExceeded,
                       "site beta refused: rule min_cell. And the study waited for gamma"));
  EXPECT_THAT(patience.asked, ElementsAre(SizeIs(3), ElementsAre("gamma")));
}

TEST_F(TaskBoardTest, AnAnswerDuringANapEndsTheWaitAtOnce) {
  TwoNaps patience(absl::OkStatus());
  patience.after_first = [&] {
    for (const char* site : {"alpha", "beta", "gamma"}) EXPECT_THAT(Submit(site, 1), IsOk());
  };
  EXPECT_THAT(board_.Sum(CountTask(), &patience), IsOk());
  EXPECT_THAT(patience.asked, SizeIs(1));
}

TEST_F(TaskBoardTest, ASiteThatEndsItsPartIsNoRefusalThatAProcedureMayGoOnAfter) {
  auto answer = PutOut(CountTask());
  board_.Refuse("beta", CountTask()->key, "consent was withdrawn", /*ends_study=*/true);
  const absl::Status ended = answer.get().status();  // the others are not waited for
  EXPECT_THAT(ended, StatusIs(absl::StatusCode::kAborted, HasSubstr("site beta ends its part: consent")));
  EXPECT_THAT(RefusingSites(ended), ElementsAre("beta"));
}

class ThrowingCarrier : public TaskCarrier {
 public:
  void Carry(std::shared_ptr<const models::Task> /*task*/) override { throw std::bad_alloc(); }
};

TEST_F(TaskBoardTest, ATaskThatCannotBeCarriedIsOffTheBoard) {
  const auto carrier = std::make_shared<ThrowingCarrier>();
  board_.Subscribe("alpha", carrier);
  EXPECT_THROW((void)board_.Sum(CountTask()), std::bad_alloc);
  EXPECT_THAT(board_.Awaited(kStudy), IsEmpty());
  board_.Unsubscribe("alpha", carrier.get());
  auto answer = PutOut(CountTask());  // the same task may be put out again
  for (const char* site : {"alpha", "beta", "gamma"}) EXPECT_THAT(Submit(site, 1), IsOk());
  EXPECT_THAT(answer.get(), IsOk());
}

}  // namespace
}  // namespace osteon::coordinator
