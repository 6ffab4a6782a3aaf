#include "site_agent/executor/site_executor.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/files/files.h"
#include "models/wire/federation_wire.h"
#include "models/wire/study_wire.h"
#include "site_agent/cohort/exclusions.h"
#include "site_agent/cohort/frozen_dataset.h"
#include "site_agent/executor/test_study.h"
#include "site_agent/policy/derived_mask_keys.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::AgeStudy;
using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const Roster kRoster = {{"alpha", std::string(64, '1')}, {"beta", std::string(64, '2')}};

models::Study TwoSiteStudy() {
  models::Study study = AgeStudy();
  study.development = {"alpha", "beta"};
  return study;
}

models::Task TaskOf(std::variant<models::SumRequest, models::GatherRequest> request) {
  models::Task task;
  task.key = {models::StudySha256(TwoSiteStudy()),
              RosterSha256(kRoster),
              "m",
              models::RequestSha256(request),
              1,
              {"alpha", "beta"}};
  task.purpose = "fit m";
  task.request = std::move(request);
  return task;
}

models::Task MomentsTask(const std::string& column = "age") {
  return TaskOf(models::SumRequest(models::MomentsRequest{{column}, models::RowSet::kTrain, 2}));
}

models::Task LogisticTask() {
  models::LogisticRequest request;
  request.columns = {{"age", 60, 10}};
  request.beta = {0.25, -0.5};
  request.patients = 8;
  request.sites = 2;
  return TaskOf(models::SumRequest(request));
}

models::Task AdmissionTask() {
  models::Task task = TaskOf(models::GatherRequest(models::AdmissionRequest()));
  task.key.fit.clear();
  return task;
}

models::Task ValidationTask() {
  models::ValidationRequest request;
  request.model = "m";
  request.terms = {{"(Intercept)", -1}, {"age", 0.02}};
  request.rows = models::RowSet::kTrain;
  return TaskOf(models::GatherRequest(request));
}

class Decisions : public Approvals {
 public:
  absl::StatusOr<StudyDecision> Find(const std::string& study_sha256) const override {
    if (!error.ok()) return error;
    if (!decision || decision->study_sha256 != study_sha256) return absl::NotFoundError("not decided");
    return *decision;
  }
  void Decide(bool approved) {
    decision = StudyDecision{TwoSiteStudy(), models::StudySha256(TwoSiteStudy()), kRoster, approved, "", ""};
  }
  absl::Status CheckNotWithdrawn(const std::string& /*study_sha256*/) const override { return withdrawn; }
  std::optional<StudyDecision> decision;
  absl::Status error;
  absl::Status withdrawn;  // by another process
};

// Words, or the record's bytes.
std::string BytesOf(const Release& release) {
  if (const auto* summand = std::get_if<RingVector>(&release.payload())) {
    std::string bytes;
    for (const std::uint64_t word : summand->words()) absl::StrAppend(&bytes, word, " ");
    return bytes;
  }
  return models::SerialiseRecord(std::get<models::SiteRecord>(release.payload()));
}

// Four patients are not enough for any rule.
Policy Off() {
  Policy policy;
  policy.off_for_testing = true;
  return policy;
}

class SiteExecutorTest : public ::testing::Test {
 protected:
  Policy policy_ = Off();
  bool finish_ = false;
  ReleasedWeights weights_;
  DerivedMaskKeys mask_keys_{"alpha", {"alpha", "beta"}};
  void SetUp() override {
    Write("patient_id,event,age\nMRN-1,0,50\nMRN-2,1,60\nMRN-3,1,64\nMRN-4,0,70\n");
    decisions_.Decide(true);
    Restart();
  }
  void Write(const std::string& text) { ASSERT_THAT(WriteFileAtomically(data_, text), IsOk()); }

  // Everything anew but the disk.
  void Restart() {
    executor_.reset();
    office_.reset();
    ledger_.reset();
    ASSERT_OK_AND_ASSIGN(ledger_, FileLedger::Open(folder_ / "ledger"));
    Assemble(*ledger_);
  }
  void Assemble(Ledger& ledger) {
    StudyDatasetsOptions options;
    options.site = "alpha";
    options.data_path = data_;
    options.key = PseudonymKey{std::string(32, 'k')};
    options.folder = folder_ / "studies";
    options.exclusions = folder_ / "excluded.jsonl";
    options.finish_after_withdrawal = finish_;
    datasets_ = std::make_unique<StudyDatasets>(options);
    office_ = std::make_unique<ReleaseOffice>("alpha", policy_, ledger, weights_, mask_keys_,
                                              [] { return absl::FromUnixSeconds(1'790'000'000); });
    executor_ = std::make_unique<SiteExecutor>("alpha", decisions_, *datasets_, *office_);
  }
  Release Answered(const models::Task& task) {
    auto answer = executor_->Execute(task);
    if (const auto* refusal = std::get_if<Refusal>(&answer)) {
      ADD_FAILURE() << refusal->local;
      std::abort();
    }
    return std::get<Release>(std::move(answer));
  }
  Refusal Refused(const models::Task& task) {
    auto answer = executor_->Execute(task);
    if (std::holds_alternative<Release>(answer)) {
      ADD_FAILURE() << "the task was answered";
      return {absl::OkStatus(), "", false};
    }
    return std::get<Refusal>(std::move(answer));
  }
  // The coordinator is told nothing of the hospital's files, patients and values.
  void ExpectDiscreet(const Refusal& refusal) {
    for (const std::string& secret : {folder_.path().string(), std::string("site.csv"), std::string(".csv"),
                                      std::string("MRN"), std::string("ledger"), Pseudonym(kKey, "MRN-2"),
                                      std::string("6.5e77"), std::string("sixty"), std::string(":3")}) {
      EXPECT_THAT(refusal.told, Not(HasSubstr(secret)));
    }
    EXPECT_FALSE(refusal.told.empty());
  }

  const PseudonymKey kKey{std::string(32, 'k')};
  const testing::TemporaryFolder folder_;
  const std::string data_ = folder_ / "site.csv";
  Decisions decisions_;
  std::unique_ptr<FileLedger> ledger_;
  std::unique_ptr<StudyDatasets> datasets_;
  std::unique_ptr<ReleaseOffice> office_;
  std::unique_ptr<SiteExecutor> executor_;
};

TEST_F(SiteExecutorTest, NothingRunsBeforeApproval) {
  decisions_.decision.reset();
  const Refusal undecided = Refused(MomentsTask());
  EXPECT_THAT(undecided.told, HasSubstr("not approved by alpha"));
  decisions_.Decide(false);
  const Refusal refused = Refused(MomentsTask());
  EXPECT_THAT(refused.told, HasSubstr("not approved by alpha"));
  EXPECT_TRUE(refused.for_good);
  EXPECT_THAT(ledger_->Entries(), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "studies"));  // the table was not even looked at
}

TEST_F(SiteExecutorTest, AWithdrawalByAnotherProcessCountsFromTheNextTaskOn) {
  const absl::Status withdrawn = absl::FailedPreconditionError("withdrawn here");
  ASSERT_TRUE(std::holds_alternative<Release>(executor_->Execute(MomentsTask())));
  decisions_.withdrawn = withdrawn;
  // Not even the answer that the ledger has.
  const Refusal refusal = Refused(MomentsTask());
  EXPECT_THAT(refusal.told, HasSubstr("withdrawn here"));
  EXPECT_TRUE(refusal.for_good);
  // An agent that starts afterwards reads it with the decision.
  decisions_.withdrawn = absl::OkStatus();
  decisions_.decision->withdrawn = true;
  Restart();
  EXPECT_THAT(Refused(MomentsTask()).told, HasSubstr("not approved by alpha"));
}

TEST_F(SiteExecutorTest, AWithdrawalEndsTheStudyAndIsNoRefusalOfOneTask) {
  decisions_.withdrawn = absl::FailedPreconditionError("study was withdrawn here");
  const Refusal refusal = Refused(MomentsTask());
  EXPECT_TRUE(refusal.for_good);
  EXPECT_TRUE(refusal.ends_study);
}

// Also what was answered before is not answered again, and the views are gone.
TEST_F(SiteExecutorTest, APatientWhoWithdrawsEndsTheStudyFromTheNextTaskOn) {
  Answered(MomentsTask());
  ASSERT_THAT(Exclusions(folder_ / "excluded.jsonl").Add({Pseudonym(kKey, "MRN-2"), absl::Now(), ""}),
              IsOk());
  const Refusal refusal = Refused(MomentsTask());
  EXPECT_TRUE(refusal.for_good);
  EXPECT_TRUE(refusal.ends_study);
  EXPECT_THAT(refusal.told, HasSubstr("consent"));
  ExpectDiscreet(refusal);
  const std::string frozen = folder_ / ("studies/" + models::StudySha256(TwoSiteStudy()));
  ASSERT_OK_AND_ASSIGN(const FrozenDataset dataset, LoadFrozen(frozen));
  EXPECT_EQ(dataset.cohort.pseudonyms.size(), 3U);
  Restart();
  EXPECT_TRUE(Refused(MomentsTask()).ends_study);
  // Not even when the list is lost.
  std::filesystem::remove(folder_ / "excluded.jsonl");
  Restart();
  EXPECT_TRUE(Refused(ValidationTask()).ends_study);
}

TEST_F(SiteExecutorTest, AStudyThatMayFinishGoesOnAndForgetsThePatientAtItsEnd) {
  finish_ = true;
  Restart();
  Answered(MomentsTask());
  ASSERT_THAT(Exclusions(folder_ / "excluded.jsonl").Add({Pseudonym(kKey, "MRN-2"), absl::Now(), ""}),
              IsOk());
  Answered(ValidationTask());
  ASSERT_OK_AND_ASSIGN(bool holds, executor_->HoldsWithdrawn());
  EXPECT_TRUE(holds);
  ASSERT_THAT(executor_->EndOf(models::StudySha256(TwoSiteStudy())), IsOk());
  ASSERT_OK_AND_ASSIGN(holds, executor_->HoldsWithdrawn());
  EXPECT_FALSE(holds);
}

TEST_F(SiteExecutorTest, SomebodyWhoWithdrewBeforeWasNeverThere) {
  ASSERT_THAT(Exclusions(folder_ / "excluded.jsonl").Add({Pseudonym(kKey, "MRN-2"), absl::Now(), ""}),
              IsOk());
  Answered(MomentsTask());
  ASSERT_OK_AND_ASSIGN(const FrozenDataset dataset,
                       LoadFrozen(folder_ / ("studies/" + models::StudySha256(TwoSiteStudy()))));
  EXPECT_EQ(dataset.cohort.pseudonyms.size(), 3U);
  EXPECT_EQ(dataset.cohort.admission.read, 3U);
}

TEST_F(SiteExecutorTest, AnApprovalThatCannotBeReadIsMendedHereAndNotToldInDetail) {
  decisions_.error = absl::DataLossError(folder_ / "decision.json" + ": damaged");
  const Refusal refusal = Refused(MomentsTask());
  EXPECT_FALSE(refusal.for_good);
  ExpectDiscreet(refusal);
  EXPECT_THAT(refusal.local, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("decision.json")));
}

TEST_F(SiteExecutorTest, AnotherRosterThanApprovedIsRefused) {
  models::Task task = MomentsTask();
  Roster other = kRoster;
  other["beta"] = std::string(64, '3');  // the same names, another key
  task.key.roster_sha256 = RosterSha256(other);
  EXPECT_THAT(Refused(task).told, HasSubstr("another roster"));
  task = MomentsTask();
  task.key.sites = {"alpha", "beta", "delta"};
  EXPECT_THAT(Refused(task).told, HasSubstr("delta, which is not on the roster"));
  EXPECT_THAT(ledger_->Entries(), IsEmpty());
}

// CheckAllowed has the whole list; here: it is asked before anything is computed.
TEST_F(SiteExecutorTest, WhatTheStudyDoesNotAskForIsRefused) {
  models::Task task = MomentsTask();
  task.key.sites = {"alpha"};
  EXPECT_THAT(Refused(task).told, HasSubstr("does not ask for this"));
  EXPECT_THAT(ledger_->Entries(), IsEmpty());
}

TEST_F(SiteExecutorTest, ATaskForOtherSitesIsRefused) {
  models::Task task = MomentsTask();
  task.key.sites = {"beta"};
  const Refusal refusal = Refused(task);
  EXPECT_THAT(refusal.told, HasSubstr("not for this site"));
  EXPECT_TRUE(refusal.for_good);
  EXPECT_THAT(ledger_->Entries(), IsEmpty());
}

TEST_F(SiteExecutorTest, AnApprovedTaskIsComputedAndEnteredInTheLedger) {
  const Release moments = Answered(MomentsTask());
  const auto& summand = std::get<RingVector>(moments.payload());
  EXPECT_EQ(summand.DecodeBlock(0), (std::vector<double>{4, 2}));
  EXPECT_EQ(summand.DecodeBlock(1), (std::vector<double>{244}));
  const Release admitted = Answered(AdmissionTask());
  const auto& admission = std::get<models::Admission>(std::get<models::SiteRecord>(admitted.payload()));
  EXPECT_EQ(admission.read, 4U);
  EXPECT_EQ(admission.train_patients, 4U);
  EXPECT_TRUE(admission.software.contains("osteon"));
  EXPECT_TRUE(admission.software.contains("kernel logistic"));
  const Release validated = Answered(ValidationTask());
  EXPECT_EQ(std::get<models::ValidationMetrics>(std::get<models::SiteRecord>(validated.payload())).n, 4U);
  const std::vector<LedgerEntry> entries = ledger_->Entries();
  ASSERT_THAT(entries, SizeIs(3));
  EXPECT_EQ(entries[0].study, "age-study");
  EXPECT_EQ(entries[0].kind, "moments");
  for (const LedgerEntry& entry : entries) EXPECT_EQ(entry.patients, 4U);
}

TEST_F(SiteExecutorTest, ARepeatedTaskGivesTheSameBytesAndOneEntryAlsoAfterARestart) {
  const std::vector<models::Task> tasks = {MomentsTask(), LogisticTask(), AdmissionTask(), ValidationTask()};
  std::vector<std::string> first;
  for (const models::Task& task : tasks) first.push_back(BytesOf(Answered(task)));
  for (std::size_t i = 0; i < tasks.size(); ++i) EXPECT_EQ(BytesOf(Answered(tasks[i])), first[i]);
  Restart();
  for (std::size_t i = 0; i < tasks.size(); ++i) EXPECT_EQ(BytesOf(Answered(tasks[i])), first[i]);
  EXPECT_THAT(ledger_->Entries(), SizeIs(4));
  // Even when the table is gone: what was released once needs no data.
  std::filesystem::remove(data_);
  Restart();
  for (std::size_t i = 0; i < tasks.size(); ++i) EXPECT_EQ(BytesOf(Answered(tasks[i])), first[i]);
}

TEST_F(SiteExecutorTest, AfterARestartTheFrozenDatasetGivesTheSameBits) {
  const std::string first = BytesOf(Answered(LogisticTask()));
  std::filesystem::remove_all(folder_ / "ledger");  // so that it is computed again
  Restart();
  EXPECT_EQ(BytesOf(Answered(LogisticTask())), first);
  EXPECT_THAT(ledger_->Entries(), SizeIs(1));
}

models::Task BundleTask() {
  models::PrepareRequest prepare;
  prepare.name = "study, preparation 1";
  prepare.preparation.fills = {{"age", 61}};
  prepare.sites = 2;
  models::BundleRequest bundle;
  bundle.parts = {{"", {"alpha", "beta"}, {}, prepare},
                  {"m",
                   {"alpha", "beta"},
                   {"study, preparation 1", false, 0, 0, {}},
                   models::MomentsRequest{{"age"}, models::RowSet::kTrain, 2}}};
  return TaskOf(models::SumRequest(bundle));
}

TEST_F(SiteExecutorTest, ABundleIsReleasedOnceAndAnsweredAgainWithTheSameBytes) {
  const std::string first = BytesOf(Answered(BundleTask()));
  EXPECT_EQ(BytesOf(Answered(BundleTask())), first);
  Restart();
  EXPECT_EQ(BytesOf(Answered(BundleTask())), first);
  const std::vector<LedgerEntry> entries = ledger_->Entries();
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].kind, "several");  // kinds of parts
  EXPECT_EQ(entries[0].patients, 4U);
  // Computed again from what is on the disk: the same bits, and the preparation is still known.
  std::filesystem::remove_all(folder_ / "ledger");
  Restart();
  models::BundleRequest second;
  second.parts = {{"m",
                   {"alpha", "beta"},
                   {"study, preparation 1", false, 0, 0, {}},
                   models::MomentsRequest{{"age"}, models::RowSet::kTrain, 2}}};
  EXPECT_FALSE(BytesOf(Answered(TaskOf(models::SumRequest(second)))).empty());
  EXPECT_EQ(BytesOf(Answered(BundleTask())), first);
}

TEST_F(SiteExecutorTest, ABundleWithOnePartThatIsNotAllowedIsRefusedWhole) {
  models::Task task = BundleTask();
  auto bundle = std::get<models::BundleRequest>(std::get<models::SumRequest>(task.request));
  std::get<models::MomentsRequest>(bundle.parts[1].request).columns = {"insurance_number"};
  const Refusal refusal = Refused(TaskOf(models::SumRequest(bundle)));
  EXPECT_THAT(refusal.told, HasSubstr("column insurance_number"));
  EXPECT_THAT(ledger_->Entries(), IsEmpty());
  // Nothing of it was kept.
  bundle = std::get<models::BundleRequest>(std::get<models::SumRequest>(BundleTask().request));
  bundle.parts.erase(bundle.parts.begin());
  EXPECT_THAT(Refused(TaskOf(models::SumRequest(bundle))).told, HasSubstr("study, preparation 1"));
}

TEST_F(SiteExecutorTest, ATableThatChangesInMidStudyIsRefused) {
  Answered(MomentsTask());
  Write("patient_id,event,age\nMRN-1,0,50\nMRN-2,1,60\nMRN-3,1,64\n");
  const Refusal refusal = Refused(LogisticTask());
  EXPECT_THAT(refusal.told, HasSubstr("table has changed"));
  EXPECT_TRUE(refusal.ends_study);  // the others need not answer first
  ExpectDiscreet(refusal);
  EXPECT_THAT(refusal.local, StatusIs(absl::StatusCode::kAborted, HasSubstr(data_)));
  EXPECT_THAT(ledger_->Entries(), SizeIs(1));
}

TEST_F(SiteExecutorTest, ATableThatDoesNotFitIsToldWithoutPatientValueOrPlace) {
  Write("patient_id,event,age\nMRN-1,0,50\nMRN-2,1,sixty\n");
  const Refusal refusal = Refused(MomentsTask());
  ExpectDiscreet(refusal);
  EXPECT_THAT(
      std::string(refusal.local.message()),
      AllOf(HasSubstr(absl::StrCat(data_, ":3")), HasSubstr("sixty"), HasSubstr(Pseudonym(kKey, "MRN-2"))));
  EXPECT_TRUE(refusal.for_good);
  EXPECT_TRUE(refusal.ends_study);
}

TEST_F(SiteExecutorTest, AValueThatCouldWrapIsToldByColumnOnly) {
  Write("patient_id,event,age\nMRN-1,0,50\nMRN-2,1,6.5e77\n");
  const Refusal refusal = Refused(MomentsTask());
  ExpectDiscreet(refusal);
  EXPECT_THAT(refusal.told, HasSubstr("column age"));
  EXPECT_FALSE(refusal.ends_study);
  EXPECT_THAT(ledger_->Entries(), IsEmpty());
}

TEST_F(SiteExecutorTest, AColumnThatTheStudyDoesNotNeedIsNotThere) {
  const Refusal refusal = Refused(MomentsTask("insurance_number"));
  EXPECT_THAT(refusal.told, HasSubstr("does not ask for this: column insurance_number"));
  ExpectDiscreet(refusal);
  EXPECT_THAT(ledger_->Entries(), IsEmpty());
}

TEST_F(SiteExecutorTest, ADamagedFrozenDatasetIsMendedHereAndTheTaskAskedForAgain) {
  Answered(MomentsTask());
  ASSERT_THAT(
      WriteFileAtomically(folder_ / ("studies/" + MomentsTask().key.study_sha256 + "/dataset.csv"), "MRN-2"),
      IsOk());
  Restart();
  const Refusal refusal = Refused(LogisticTask());
  EXPECT_FALSE(refusal.for_good);
  ExpectDiscreet(refusal);
}

TEST_F(SiteExecutorTest, ADamagedLedgerIsNotToldAndNothingIsSent) {
  Answered(MomentsTask());
  ledger_.reset();
  const std::string path = folder_ / "ledger/releases.bin";
  ASSERT_OK_AND_ASSIGN(std::string bytes, ReadFile(path));
  bytes[0] = static_cast<char>(bytes[0] ^ 1);
  ASSERT_THAT(WriteFileAtomically(path, bytes), IsOk());
  Restart();
  const Refusal refusal = Refused(MomentsTask());
  EXPECT_FALSE(refusal.for_good);
  ExpectDiscreet(refusal);
  EXPECT_THAT(refusal.local, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("ledger")));
}

// A ledger on a full disk.
class FullLedger : public MemoryLedger {
 public:
  absl::Status Store(LedgerEntry /*entry*/, const std::string& /*payload*/) override {
    return absl::UnavailableError("the ledger in /srv/osteon cannot be written: No space left on device");
  }
};

TEST_F(SiteExecutorTest, AFullDiskIsMendedHereAndTheTaskAskedForAgain) {
  FullLedger full;
  Assemble(full);
  const Refusal refusal = Refused(MomentsTask());
  EXPECT_FALSE(refusal.for_good);
  ExpectDiscreet(refusal);
  EXPECT_THAT(refusal.told, Not(HasSubstr("/srv")));
  EXPECT_THAT(refusal.local, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("No space")));
  executor_.reset();
  office_.reset();
}

}  // namespace
}  // namespace osteon
