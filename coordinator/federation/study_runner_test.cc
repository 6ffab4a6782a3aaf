#include "coordinator/federation/study_runner.h"

#include <condition_variable>
#include <new>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/consent/consent.h"
#include "models/wire/study_wire.h"
#include "spdlog/sinks/null_sink.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Somebody for whose tasks of one study there is no memory.
class NoMemory : public TaskCarrier {
 public:
  explicit NoMemory(std::string study_sha256) : study_sha256_(std::move(study_sha256)) {}
  void Carry(std::shared_ptr<const models::Task> task) override {
    if (task->key.study_sha256 == study_sha256_) throw std::bad_alloc();
  }

 private:
  std::string study_sha256_;
};

// A site that is admitted.
class Admitted : public TaskCarrier {
 public:
  Admitted(std::string site, TaskBoard& board) : site_(std::move(site)), board_(board) {}
  void Carry(std::shared_ptr<const models::Task> task) override {
    EXPECT_THAT(board_.SubmitRecord(site_, task->key, models::Admission()), IsOk());
  }

 private:
  std::string site_;
  TaskBoard& board_;
};

// A site that refuses whatever it is asked.
class Refuses : public TaskCarrier {
 public:
  Refuses(std::string site, TaskBoard& board) : site_(std::move(site)), board_(board) {}
  void Carry(std::shared_ptr<const models::Task> task) override {
    board_.Refuse(site_, task->key, "rule min_patients");
  }

 private:
  std::string site_;
  TaskBoard& board_;
};

class StudyRunnerTest : public ::testing::Test {
 protected:
  void SetUp() override { Open(); }
  void TearDown() override { runner_.reset(); }

  void Open() {
    runner_.reset();
    board_ = std::make_unique<TaskBoard>();
    journal_.reset();
    ASSERT_OK_AND_ASSIGN(journal_, Journal::Open(folder_ / "journal"));
    StudyRunnerOptions options;
    options.sign = [](const std::string&) { return report::Signature(); };
    options.clock = [this] { return absl::Now() + absl::Seconds(ahead_.load()); };
    options.waits = {absl::Milliseconds(50), absl::Milliseconds(50)};
    options.listener = [this](const StateChange& change) {
      const std::scoped_lock lock(mutex_);
      changes_.push_back(absl::StrCat(change.study, " ", change.from, " ", change.to, " ",
                                      change.whom.empty() ? "-" : *change.whom.begin()));
      messages_.push_back(change.message);
    };
    runner_ = std::make_unique<StudyRunner>(*journal_, *board_, std::move(options), log_);
  }

  // A study that alpha and beta have approved; gives its hash.
  std::string Approved(const std::string& name) {
    models::Study study;
    study.name = name;
    study.outcome_column = "label";
    study.outcome_positive = "1";
    study.id_column = "patient_id";
    study.development = {"alpha"};
    study.external = {"beta"};
    study.validation.external = true;
    study.models = {{"reader", models::ScoreModel{"p"}}};
    StoredStudy stored;
    stored.study_sha256 = models::StudySha256(study);
    stored.name = name;
    stored.study_bytes = models::SerialiseStudy(study);
    const Roster roster = {{"alpha", std::string(64, '1')}, {"beta", std::string(64, '2')}};
    stored.roster = RosterText(roster);
    stored.roster_sha256 = RosterSha256(roster);
    stored.submitted = absl::Now();
    EXPECT_THAT(journal_->studies().Add(stored), IsOk());
    for (const char* site : {"alpha", "beta"}) {
      EXPECT_THAT(journal_->studies().Decide(stored.study_sha256, site, {true, "", "", "", absl::Now(), ""}),
                  IsOk());
    }
    return stored.study_sha256;
  }
  StoredStudy Stored(const std::string& hash) { return **journal_->studies().Find(hash); }
  bool SoonIn(const std::string& hash, StudyState state) {
    for (int i = 0; i < 2000; ++i) {
      if (Stored(hash).state == state) return true;
      absl::SleepFor(absl::Milliseconds(5));
    }
    return false;
  }
  std::vector<std::string> Messages() {
    const std::scoped_lock lock(mutex_);
    return messages_;
  }
  std::vector<std::string> Changes() {
    const std::scoped_lock lock(mutex_);
    return changes_;
  }

  const TemporaryFolder folder_;
  std::atomic<std::int64_t> ahead_ = 0;
  std::mutex mutex_;
  std::vector<std::string> changes_, messages_;
  spdlog::logger log_{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
  std::unique_ptr<TaskBoard> board_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<StudyRunner> runner_;
};

TEST_F(StudyRunnerTest, AStudyForWhichThereIsNoMemoryFailsAndNoOther) {
  const std::string big = Approved("big"), other = Approved("other");
  board_->Subscribe("alpha", std::make_shared<NoMemory>(big));
  ASSERT_THAT(runner_->Resume(), IsOk());
  ASSERT_TRUE(SoonIn(big, StudyState::kFailed));
  EXPECT_THAT(Stored(big).message,
              AllOf(HasSubstr("more memory"), HasSubstr("Other studies are not concerned")));
  EXPECT_THAT(board_->Awaited(big), IsEmpty());
  ASSERT_TRUE(SoonIn(other, StudyState::kPaused));
  EXPECT_THAT(board_->Awaited(other), ElementsAre("alpha", "beta"));
  EXPECT_FALSE(runner_->Now(big));
}

TEST_F(StudyRunnerTest, EveryChangeIsToldOnceWithWhom) {
  const std::string hash = Approved("suv");
  runner_->Submitted(hash);
  ASSERT_THAT(runner_->Decided(hash), IsOk());
  ASSERT_TRUE(SoonIn(hash, StudyState::kPaused));
  absl::SleepFor(absl::Milliseconds(300));  // several looks
  ahead_ = 31 * 86400;
  ASSERT_TRUE(SoonIn(hash, StudyState::kFailed));
  runner_->Stop();
  EXPECT_THAT(Changes(), ElementsAre("suv NEW PROPOSED -", "suv PROPOSED RUNNING -",
                                     "suv RUNNING PAUSED alpha", "suv PAUSED FAILED alpha"));
}

// Of the two that are awaited it is beta that ends it, when alpha has answered, too.
TEST_F(StudyRunnerTest, ARefusalIsToldWithTheSiteThatRefused) {
  const std::string hash = Approved("refused");
  board_->Subscribe("beta", std::make_shared<Refuses>("beta", *board_));
  ASSERT_THAT(runner_->Resume(), IsOk());
  ASSERT_TRUE(SoonIn(hash, StudyState::kPaused));
  EXPECT_THAT(board_->Awaited(hash), ElementsAre("alpha"));
  board_->Subscribe("alpha", std::make_shared<Admitted>("alpha", *board_));
  ASSERT_TRUE(SoonIn(hash, StudyState::kFailed));
  EXPECT_THAT(Stored(hash).message, HasSubstr("site beta refused: rule min_patients"));
  runner_->Stop();
  EXPECT_THAT(Changes(), Contains("refused RUNNING FAILED beta"));
}

TEST_F(StudyRunnerTest, EveryStateIsThereAfterARestart) {
  const std::string paused = Approved("paused"), cancelled = Approved("cancelled"), out = Approved("out");
  ASSERT_THAT(runner_->Resume(), IsOk());
  ASSERT_TRUE(SoonIn(paused, StudyState::kPaused));
  ASSERT_TRUE(SoonIn(out, StudyState::kPaused));
  ASSERT_THAT(runner_->Cancel(cancelled), IsOk());
  ASSERT_TRUE(runner_->Now(paused)->step_since);
  const absl::Time since = *runner_->Now(paused)->step_since;
  Open();
  EXPECT_EQ(Stored(paused).state, StudyState::kPaused);
  EXPECT_EQ(Stored(cancelled).state, StudyState::kCancelled);
  ASSERT_THAT(runner_->Resume(), IsOk());
  for (int i = 0; i < 1000 && !(runner_->Now(paused) && runner_->Now(paused)->step_since); ++i) {
    absl::SleepFor(absl::Milliseconds(5));
  }
  EXPECT_LT(absl::AbsDuration(*runner_->Now(paused)->step_since - since), absl::Milliseconds(1));
  EXPECT_EQ(Stored(paused).state, StudyState::kPaused);
  ASSERT_THAT(journal_->studies().Withdraw(out, "beta", {"no vote", "", "", absl::Now()}), IsOk());
  ASSERT_THAT(runner_->Decided(out), IsOk());
  EXPECT_EQ(Stored(out).state, StudyState::kFailed);
  EXPECT_EQ(Stored(cancelled).state, StudyState::kCancelled);
  EXPECT_THAT(Changes(), Contains("out PAUSED FAILED beta"));
}

// The database is locked by somebody else when the study is to be PAUSED and CANCELLED: it waits all the
// same, says why, and goes on.
TEST_F(StudyRunnerTest, AJournalThatIsLockedIsTriedAgain) {
  const std::string hash = Approved("suv");
  ASSERT_THAT(runner_->Resume(), IsOk());
  while (board_->Awaited(hash).empty()) absl::SleepFor(absl::Milliseconds(1));
  {
    ASSERT_OK_AND_ASSIGN(const auto other, Database::Open(folder_ / "journal/coordinator.db"));
    ASSERT_THAT(other->Execute("BEGIN IMMEDIATE"), IsOk());
    EXPECT_TRUE(absl::IsUnavailable(runner_->Cancel(hash)));
    EXPECT_THAT(board_->Awaited(hash), ElementsAre("alpha", "beta"));
    for (int i = 0; i < 2000 && runner_->CheckGoesOn().ok(); ++i) absl::SleepFor(absl::Milliseconds(5));
    EXPECT_THAT(runner_->CheckGoesOn(),
                StatusIs(absl::StatusCode::kUnavailable, HasSubstr("suv stands still")));
    EXPECT_EQ(Stored(hash).state, StudyState::kRunning);
    EXPECT_EQ(StateNow(Stored(hash), runner_->Now(hash)), StudyState::kPaused);
    EXPECT_THAT(Changes(), ElementsAre("suv PROPOSED RUNNING -", "suv RUNNING PAUSED -"));
    EXPECT_THAT(Messages(), ElementsAre("", HasSubstr("locked")));
  }
  EXPECT_TRUE(SoonIn(hash, StudyState::kPaused));
  for (int i = 0; i < 2000 && !runner_->CheckGoesOn().ok(); ++i) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_THAT(runner_->CheckGoesOn(), IsOk());
  EXPECT_THAT(Changes(),
              ElementsAre("suv PROPOSED RUNNING -", "suv RUNNING PAUSED -", "suv RUNNING PAUSED alpha"));
  EXPECT_THAT(runner_->Cancel(hash), IsOk());
  EXPECT_EQ(Stored(hash).state, StudyState::kCancelled);
}

}  // namespace
}  // namespace osteon::coordinator
