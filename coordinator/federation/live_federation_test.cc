#include "coordinator/federation/live_federation.h"

#include <atomic>
#include <limits>
#include <thread>
#include <utility>

#include "coordinator/federation/ledger_summary.h"
#include "coordinator/journal/journal.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::string kStudy(64, 'a');
const std::string kRoster(64, 'b');
const std::vector<std::string> kSites = {"alpha", "beta"};

// A site that answers at once, and counts what it was asked.
class AnsweringSite : public TaskCarrier {
 public:
  AnsweringSite(TaskBoard& board, std::string site, double value, std::atomic<int>& asked)
      : board_(board), site_(std::move(site)), value_(value), asked_(asked) {}

  void Carry(std::shared_ptr<const models::Task> task) override {
    ++asked_;
    if (const auto* request = std::get_if<models::SumRequest>(&task->request)) {
      RingVector summand(models::LayoutOf(*request));
      const std::size_t blocks = summand.layout().size();
      for (std::size_t block = 0; block < blocks; ++block) {
        const double value = block == 0 ? 1 : value_;
        EXPECT_THAT(
            summand.EncodeBlock(block, std::vector<double>(summand.layout()[block].size, value), 2, {}),
            IsOk());
      }
      EXPECT_THAT(board_.SubmitSummand(site_, task->key, summand.words()), IsOk());
    } else {
      models::Admission admission;
      admission.dataset_sha256 = std::string(64, '1');
      admission.read = static_cast<std::uint64_t>(100 * value_);
      admission.excluded = {{"missing age", 3}};
      EXPECT_THAT(board_.SubmitRecord(site_, task->key, admission), IsOk());
    }
  }

 private:
  TaskBoard& board_;
  std::string site_;
  double value_;
  std::atomic<int>& asked_;
};

// A board with two sites behind it.
struct LiveSites {
  LiveSites() {
    board.Subscribe("alpha", std::make_shared<AnsweringSite>(board, "alpha", 0.1, asked));
    board.Subscribe("beta", std::make_shared<AnsweringSite>(board, "beta", 0.2, asked));
  }
  TaskBoard board;
  std::atomic<int> asked = 0;
};

models::Round FitRound(const std::string& purpose) {
  return {purpose, "suv", kSites};
}

// A small procedure of every verb: what it asks depends on what it was told. Stops before step `stop`.
absl::StatusOr<std::vector<double>> Procedure(models::Federation& federation, int stop = 100) {
  std::vector<double> trace;
  const auto admitted = federation.Gather({"admission", "", kSites}, models::AdmissionRequest());
  if (!admitted.ok()) return admitted.status();
  for (const auto& [site, record] : *admitted) {
    trace.push_back(static_cast<double>(std::get<models::Admission>(record).read));
  }
  double beta = 0.3;
  for (int step = 0; step < 4; ++step) {
    if (step == stop) return absl::AbortedError("the power is gone");
    models::LogisticRequest request;
    request.columns = {{"age", 60, 10}};
    request.beta = {beta, -beta};
    request.patients = 40;
    request.sites = 2;
    const absl::StatusOr<RingVector> sum = federation.Sum(FitRound("fit suv"), request);
    if (!sum.ok()) return sum.status();
    const double gradient = sum->DecodeBlock(2)[1];
    trace.push_back(gradient);
    const auto next = federation.Remember("step " + std::to_string(step), [&] {
      return absl::StatusOr<std::vector<double>>(std::vector<double>{beta + gradient / 3});
    });
    if (!next.ok()) return next.status();
    beta = next->at(0);
    trace.push_back(beta);
  }
  return trace;
}

class LiveFederationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Reopen();
    AddStudyTo(*journal_);
  }
  static void AddStudyTo(Journal& journal) {
    StoredStudy study;
    study.study_sha256 = kStudy;
    study.name = "suv";
    ASSERT_THAT(journal.studies().Add(study), IsOk());
  }
  void Reopen() {
    journal_.reset();
    ASSERT_OK_AND_ASSIGN(journal_, Journal::Open(folder_ / "journal"));
  }
  LiveFederation Federation(TaskBoard& board, const std::string& roster = kRoster) {
    return LiveFederation({kStudy, roster}, journal_->rounds(), board,
                          [this] { return now_ += absl::Milliseconds(250); });
  }

  const TemporaryFolder folder_;
  std::unique_ptr<Journal> journal_;
  absl::Time now_ = absl::FromUnixSeconds(1'790'000'000);
};

TEST_F(LiveFederationTest, AReplayAnswersFromTheJournalWithoutAskingAnySite) {
  LiveSites first;
  LiveFederation live = Federation(first.board);
  ASSERT_OK_AND_ASSIGN(const std::vector<double> trace, Procedure(live));
  EXPECT_EQ(first.asked, 10);
  EXPECT_EQ(live.replayed(), 0U);
  Reopen();
  LiveSites second;
  LiveFederation replay = Federation(second.board);
  ASSERT_OK_AND_ASSIGN(const std::vector<double> again, Procedure(replay));
  EXPECT_EQ(second.asked, 0);
  EXPECT_EQ(replay.replayed(), 5U);
  EXPECT_EQ(again, trace);
}

TEST_F(LiveFederationTest, InterruptedAnywhereAndContinuedItGivesTheSameBits) {
  std::vector<double> uninterrupted;
  {
    LiveSites sites;
    LiveFederation live = Federation(sites.board);
    ASSERT_OK_AND_ASSIGN(uninterrupted, Procedure(live));
  }
  for (int stop = 0; stop < 4; ++stop) {
    const TemporaryFolder folder;
    {
      ASSERT_OK_AND_ASSIGN(const auto journal, Journal::Open(folder / "journal"));
      AddStudyTo(*journal);
      LiveSites sites;
      LiveFederation live({kStudy, kRoster}, journal->rounds(), sites.board, [this] { return now_; });
      EXPECT_THAT(Procedure(live, stop), StatusIs(absl::StatusCode::kAborted, HasSubstr("power")));
      EXPECT_EQ(sites.asked, 2 * (stop + 1));
    }
    ASSERT_OK_AND_ASSIGN(const auto journal, Journal::Open(folder / "journal"));
    LiveSites sites;
    LiveFederation live({kStudy, kRoster}, journal->rounds(), sites.board, [this] { return now_; });
    ASSERT_OK_AND_ASSIGN(const std::vector<double> continued, Procedure(live));
    EXPECT_EQ(continued, uninterrupted);
    EXPECT_EQ(live.replayed(), static_cast<std::uint64_t>(stop + 1));
    EXPECT_EQ(sites.asked, 2 * (4 - stop));
  }
}

TEST_F(LiveFederationTest, AnotherRequestThanTheJournalHoldsIsDataLossAndAsksNobody) {
  {
    LiveSites sites;
    LiveFederation live = Federation(sites.board);
    ASSERT_THAT(live.Sum(FitRound("fit suv"), models::MomentsRequest{{"age"}, models::RowSet::kTrain, 2}),
                IsOk());
  }
  const models::MomentsRequest same{{"age"}, models::RowSet::kTrain, 2};
  LiveSites sites;
  const auto diverged =
      StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("replay of round 0"), HasSubstr("fit suv")));
  {
    LiveFederation live = Federation(sites.board);
    EXPECT_THAT(live.Sum(FitRound("fit suv"), models::MomentsRequest{{"sexM"}, models::RowSet::kTrain, 2}),
                diverged);
    EXPECT_THAT(live.Sum({"fit suv", "other fit", kSites}, same), diverged);
    EXPECT_THAT(live.Sum({"fit suv", "suv", {"alpha"}}, same), diverged);
    EXPECT_THAT(live.Gather(FitRound("fit suv"), models::AdmissionRequest()), diverged);
    EXPECT_THAT(live.Sum(FitRound("fit suv"), same), IsOk());
  }
  LiveFederation other_roster = Federation(sites.board, std::string(64, 'c'));
  EXPECT_THAT(other_roster.Sum(FitRound("fit suv"), same), diverged);
  EXPECT_EQ(sites.asked, 0);
}

TEST_F(LiveFederationTest, WhatIsRememberedIsComputedOnceAndSurvivesReopening) {
  TaskBoard board;
  int computed = 0;
  const auto compute = [&] {
    ++computed;
    return absl::StatusOr<std::vector<double>>(
        std::vector<double>{0.1 + computed, -0.0, std::numeric_limits<double>::denorm_min()});
  };
  const auto fails = [&]() -> absl::StatusOr<std::vector<double>> {
    return absl::InvalidArgumentError("does not converge");
  };
  LiveFederation live = Federation(board);
  EXPECT_THAT(live.Remember("another step", fails),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("converge")));
  ASSERT_OK_AND_ASSIGN(const std::vector<double> first, live.Remember("step", compute));
  // A second thing of that name would be answered with the first one's values.
  EXPECT_THAT(live.Remember("step", compute), StatusIs(absl::StatusCode::kInternal, HasSubstr("two things")));
  Reopen();
  LiveFederation later = Federation(board);
  ASSERT_OK_AND_ASSIGN(const std::vector<double> third, later.Remember("step", compute));
  EXPECT_EQ(first, third);
  EXPECT_EQ(computed, 1);
}

TEST_F(LiveFederationTest, ARoundThatFailedIsNotStored) {
  LiveSites sites;
  const models::MomentsRequest request{{"age"}, models::RowSet::kTrain, 2};
  {
    LiveFederation live = Federation(sites.board);
    sites.board.Cancel(kStudy);
    EXPECT_THAT(live.Sum(FitRound("fit suv"), request),
                StatusIs(absl::StatusCode::kCancelled, HasSubstr("")));
  }
  ASSERT_OK_AND_ASSIGN(const std::uint64_t count, journal_->rounds().Count(kStudy));
  EXPECT_EQ(count, 0U);
  LiveSites others;
  LiveFederation live = Federation(others.board);
  EXPECT_THAT(live.Sum(FitRound("fit suv"), request), IsOk());
}

// A site that says no to column stage.
class RefusingSite : public AnsweringSite {
 public:
  RefusingSite(TaskBoard& board, std::atomic<int>& asked)
      : AnsweringSite(board, "beta", 0.2, asked), board_(board), asked_(asked) {}
  void Carry(std::shared_ptr<const models::Task> task) override {
    const auto* sum = std::get_if<models::SumRequest>(&task->request);
    const auto* moments = sum == nullptr ? nullptr : std::get_if<models::MomentsRequest>(sum);
    if (moments == nullptr || moments->columns[0] != "stage") {
      AnsweringSite::Carry(task);
      return;
    }
    ++asked_;
    board_.Refuse("beta", task->key, "column stage is not in the study");
  }

 private:
  TaskBoard& board_;
  std::atomic<int>& asked_;
};

// A procedure may go on after a no, so a replay must find it where it was.
TEST_F(LiveFederationTest, ARefusalIsJournaledAndReplayed) {
  const models::MomentsRequest refused{{"stage"}, models::RowSet::kTrain, 2};
  const models::MomentsRequest allowed{{"age"}, models::RowSet::kTrain, 2};
  RingVector sum(models::LayoutOf(models::SumRequest(allowed)));
  {
    TaskBoard board;
    std::atomic<int> asked = 0;
    board.Subscribe("alpha", std::make_shared<AnsweringSite>(board, "alpha", 0.1, asked));
    board.Subscribe("beta", std::make_shared<RefusingSite>(board, asked));
    LiveFederation live = Federation(board);
    EXPECT_THAT(
        live.Sum(FitRound("fit suv"), refused),
        StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("site beta refused: column stage")));
    ASSERT_OK_AND_ASSIGN(sum, live.Sum(FitRound("fit suv"), allowed));
  }
  Reopen();
  LiveSites others;  // which would not refuse
  LiveFederation replay = Federation(others.board);
  EXPECT_THAT(replay.Sum(FitRound("fit suv"), refused),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("site beta refused: column stage")));
  ASSERT_OK_AND_ASSIGN(const RingVector again, replay.Sum(FitRound("fit suv"), allowed));
  EXPECT_EQ(again.words(), sum.words());
  EXPECT_EQ(others.asked, 0);
}

TEST_F(LiveFederationTest, TheJournalSaysWhatEachSiteGaveAndTheSummaryAddsItUp) {
  LiveSites sites;
  LiveFederation live = Federation(sites.board);
  ASSERT_THAT(Procedure(live), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::vector<StoredRound> rounds, journal_->rounds().Summaries(kStudy));
  ASSERT_THAT(rounds, SizeIs(5));
  EXPECT_EQ(rounds[0].kind, "admission");
  EXPECT_EQ(rounds[1].kind, "logistic");
  EXPECT_EQ(rounds[1].purpose, "fit suv");
  EXPECT_EQ(rounds[1].seconds, 0.25);
  // counts, log-likelihood, 2 of gradient, 3 of information, in one word each
  EXPECT_EQ(rounds[1].sites.at("alpha").scalars, 7U);
  EXPECT_EQ(rounds[1].sites.at("alpha").bytes_sent, 56U);
  EXPECT_GT(rounds[1].sites.at("alpha").bytes_received, 0U);

  models::Study study;
  models::ClinicalColumn age;
  age.name = "age";
  study.clinical = {age};
  study.models = {{"suv", models::LogisticModel{{"age"}}}};
  models::StudyResult result;
  result.admissions["alpha"].train_patients = 30;
  result.admissions["alpha"].holdout_patients = 10;
  result.admissions["alpha"].limits = {{"rules", "default"}};
  result.admissions["beta"].limits = {{"rules", "own policy"}};
  const report::LedgerSummary summary = SummariseLedger(rounds, study, result);
  EXPECT_EQ(summary.round_trips, 5U);
  EXPECT_EQ(summary.rules, "own policy");
  ASSERT_THAT(summary.rounds, SizeIs(5));
  EXPECT_EQ(summary.rounds[1].scalars, 7U);
  EXPECT_EQ(summary.sites.at("alpha").requests, 5U);
  EXPECT_EQ(summary.sites.at("alpha").scalars_held, 40U);
  EXPECT_EQ(summary.sites.at("alpha").scalars_released, 4 * 7 + rounds[0].sites.at("alpha").scalars);
  EXPECT_EQ(summary.sites.at("beta").bytes_sent, 4 * 56 + rounds[0].sites.at("beta").bytes_sent);
}

TEST_F(LiveFederationTest, TheProcedureWaitsForASiteThatConnectsLate) {
  TaskBoard board;
  std::atomic<int> asked = 0;
  board.Subscribe("alpha", std::make_shared<AnsweringSite>(board, "alpha", 0.1, asked));
  std::thread late([&] {
    while (!board.Awaited(kStudy).contains("beta")) std::this_thread::yield();
    board.Subscribe("beta", std::make_shared<AnsweringSite>(board, "beta", 0.2, asked));
  });
  LiveFederation live = Federation(board);
  const absl::StatusOr<std::vector<double>> trace = Procedure(live);
  late.join();
  EXPECT_THAT(trace, IsOk());
}

}  // namespace
}  // namespace osteon::coordinator
