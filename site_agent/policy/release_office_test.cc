#include "site_agent/policy/release_office.h"

#include <map>
#include <memory>
#include <type_traits>
#include <utility>

#include "common/files/files.h"
#include "models/wire/federation_wire.h"
#include "site_agent/policy/derived_mask_keys.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// Numbers that no policy has seen cannot be sent: only the office makes a release.
using Payload = std::variant<RingVector, models::SiteRecord>;
static_assert(!std::is_constructible_v<Release, models::TaskKey, Payload>);
static_assert(!std::is_constructible_v<Release, models::TaskKey, RingVector>);
static_assert(!std::is_constructible_v<Release, models::TaskKey, models::SiteRecord>);
static_assert(!std::is_default_constructible_v<Release>);
static_assert(!std::is_aggregate_v<Release>);

models::Task TaskOf(std::variant<models::SumRequest, models::GatherRequest> request) {
  models::Task task;
  task.key = {std::string(64, 'a'), std::string(64, 'b'), "suv", models::RequestSha256(request), 1,
              {"alpha", "beta"}};
  task.purpose = "fit suv";
  task.request = std::move(request);
  return task;
}

models::Task MomentsTask() {
  return TaskOf(models::SumRequest(models::MomentsRequest{{"age"}, models::RowSet::kTrain, 2}));
}

// 30 patients, of whom the weights are 1 each.
models::KernelOutput Output(double age) {
  models::KernelOutput output{
      RingVector(models::LayoutOf(std::get<models::SumRequest>(MomentsTask().request))), {}, {}, 0};
  for (std::size_t row = 0; row < 30; ++row) output.rows.push_back(row);
  EXPECT_THAT(output.summand.EncodeBlock(0, {30, 10}, 2, {}), IsOk());
  EXPECT_THAT(output.summand.EncodeBlock(1, {age}, 2, {}), IsOk());
  models::SumEvidence evidence;
  evidence.kind = "moments";
  evidence.patients = 30;
  evidence.cells = {{"patients by outcome", {20, 10}, false}};
  evidence.statistics = {{"moments", std::vector<double>(30, 1.0)}};
  output.evidence = {evidence};
  return output;
}

std::vector<std::string> Pseudonyms() {
  std::vector<std::string> pseudonyms;
  for (int i = 0; i < 30; ++i) pseudonyms.push_back("p" + std::to_string(i));
  return pseudonyms;
}

models::Study LungStudy(std::vector<std::string> development = {"alpha", "beta"}) {
  models::Study study;
  study.name = "lung-os-2";
  study.development = std::move(development);
  study.models = {{"suv", models::LogisticModel{{"age"}}}};
  return study;
}

const Roster kRoster = {{"alpha", "1"}, {"beta", "2"}, {"gamma", "3"}};

class ReleaseOfficeTest : public ::testing::Test {
 protected:
  absl::StatusOr<Release> Sum(double age) {
    return office_.ReleaseSummand(MomentsTask(), study_, Output(age));
  }
  MemoryLedger ledger_;
  ReleasedWeights weights_;
  DerivedMaskKeys mask_keys_{"alpha", {"alpha", "beta", "gamma"}};
  absl::Time now_ = absl::FromUnixSeconds(1'790'000'000);
  ReleaseOffice office_{"alpha", Policy(), ledger_, weights_, mask_keys_, [this] { return now_; }};
  const models::Study lung_ = LungStudy();
  const std::vector<std::string> pseudonyms_ = Pseudonyms();
  const StudyReleases study_{lung_, kRoster, pseudonyms_, 3000, nullptr};
};

TEST_F(ReleaseOfficeTest, ASummandIsInTheLedgerBeforeItIsARelease) {
  ASSERT_OK_AND_ASSIGN(const auto none, office_.Earlier(MomentsTask()));
  EXPECT_FALSE(none);
  ASSERT_OK_AND_ASSIGN(const Release release, Sum(1830.5));
  EXPECT_EQ(release.key(), MomentsTask().key);
  EXPECT_EQ(std::get<RingVector>(release.payload()), Output(1830.5).summand);
  const std::vector<LedgerEntry> entries = ledger_.Entries();
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].study, "lung-os-2");
  EXPECT_EQ(entries[0].time, now_);
  EXPECT_EQ(entries[0].key, MomentsTask().key);
  EXPECT_EQ(entries[0].purpose, "fit suv");
  EXPECT_EQ(entries[0].kind, "moments");
  EXPECT_EQ(entries[0].patients, 30U);
  EXPECT_EQ(entries[0].scalars, 4U);  // patients, events, sum and sum of squares
  ASSERT_OK_AND_ASSIGN(const auto earlier, office_.Earlier(MomentsTask()));
  ASSERT_TRUE(earlier);
  EXPECT_EQ(std::get<RingVector>(earlier->payload()), Output(1830.5).summand);
  EXPECT_THAT(ledger_.Entries(), SizeIs(1));
}

TEST_F(ReleaseOfficeTest, ARecordComesBackAsItWasReleased) {
  const models::Task task = TaskOf(models::GatherRequest(models::AdmissionRequest()));
  models::Admission admission;
  admission.dataset_sha256 = std::string(64, 'e');
  admission.read = 40;
  admission.excluded = {{"missing age", 12}};
  ASSERT_OK_AND_ASSIGN(const Release release, office_.ReleaseRecord(task, study_, {}, admission));
  EXPECT_TRUE(std::get<models::SiteRecord>(release.payload()) == models::SiteRecord(admission));
  ASSERT_OK_AND_ASSIGN(const auto earlier, office_.Earlier(task));
  ASSERT_TRUE(earlier);
  EXPECT_TRUE(std::get<models::SiteRecord>(earlier->payload()) == models::SiteRecord(admission));
  EXPECT_EQ(ledger_.Entries().at(0).kind, "admission");
}

TEST_F(ReleaseOfficeTest, ThatATaskWasAskedAgainIsNotedOnce) {
  ASSERT_THAT(Sum(1), IsOk());
  EXPECT_THAT(ledger_.Events(), SizeIs(0));
  for (const char* purpose : {"fit suv", "fit suv again"}) {
    models::Task task = MomentsTask();
    task.purpose = purpose;
    ASSERT_THAT(office_.Earlier(task), IsOk());
  }
  ASSERT_THAT(ledger_.Events(), SizeIs(1));
  EXPECT_EQ(ledger_.Events()[0].event, kRepeatedEvent);
  EXPECT_EQ(ledger_.Events()[0].why, "moments");
  EXPECT_EQ(ledger_.Events()[0].request_sha256, MomentsTask().key.request_sha256);
}

// As a FileLedger on a disk that is full for a while; a process that is killed there leaves the same behind.
class FullLedger : public MemoryLedger {
 public:
  absl::Status Store(LedgerEntry entry, const std::string& payload) override {
    if (full) return absl::UnavailableError("no space left on device");
    return MemoryLedger::Store(std::move(entry), payload);
  }
  bool full = true;
};

TEST(ReleaseOffice, ATaskWhoseReleaseWasNotStoredIsCountedOnce) {
  const testing::TemporaryFolder folder;
  const models::Study study = LungStudy();
  const std::vector<std::string> pseudonyms = Pseudonyms();
  const StudyReleases releases{study, kRoster, pseudonyms, 3000, nullptr};
  const DerivedMaskKeys keys("alpha", {"alpha", "beta"});
  models::ScoreCountsRequest counts;
  counts.models.emplace_back();
  counts.models[0].name = "suv";
  counts.sites = 2;
  const models::Task task = TaskOf(models::SumRequest(counts));
  FullLedger ledger;
  for (int start = 0; start < 3; ++start) {
    ASSERT_OK_AND_ASSIGN(auto weights, ReleasedWeights::Open(folder / "weights.bin"));
    ReleaseOffice office("alpha", Policy(), ledger, *weights, keys, [] { return absl::UnixEpoch(); });
    EXPECT_THAT(office.ReleaseSummand(task, releases, Output(1)),
                StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no space")));
  }
  ledger.full = false;
  ASSERT_OK_AND_ASSIGN(auto weights, ReleasedWeights::Open(folder / "weights.bin"));
  ReleaseOffice office("alpha", Policy(), ledger, *weights, keys, [] { return absl::UnixEpoch(); });
  EXPECT_THAT(office.ReleaseSummand(task, releases, Output(1)), IsOk());
  // Another task with the same question is a second time.
  models::Task again = task;
  again.key.attempt = 2;
  EXPECT_THAT(office.ReleaseSummand(again, releases, Output(1)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("more often")));
}

TEST(ReleaseOffice, WhereverTheCountsAreTornTheTaskIsAnsweredOnceAndNoReleaseIsForgotten) {
  const testing::TemporaryFolder folder;
  const std::string path = folder / "weights.bin";
  const models::Study study = LungStudy();
  const std::vector<std::string> pseudonyms = Pseudonyms();
  const StudyReleases releases{study, kRoster, pseudonyms, 3000, nullptr};
  const DerivedMaskKeys keys("alpha", {"alpha", "beta"});
  models::ScoreCountsRequest counts;
  counts.models.emplace_back();
  counts.models[0].name = "suv";
  counts.sites = 2;
  const models::Task once = TaskOf(models::SumRequest(counts));
  models::Task twice = once;
  twice.key.attempt = 2;
  LedgerEntry released;
  {
    FullLedger ledger;
    ledger.full = false;
    ASSERT_OK_AND_ASSIGN(auto weights, OpenReleasedWeights(path, ledger));
    ReleaseOffice office("alpha", Policy(), ledger, *weights, keys, [] { return absl::UnixEpoch(); });
    ASSERT_THAT(office.ReleaseSummand(MomentsTask(), releases, Output(1)), IsOk());
    released = ledger.Entries().at(0);
    ledger.full = true;
    ASSERT_THAT(office.ReleaseSummand(once, releases, Output(1)),
                StatusIs(absl::StatusCode::kUnavailable, HasSubstr("")));
  }
  ASSERT_OK_AND_ASSIGN(const std::string whole, ReadFile(path));
  ASSERT_TRUE(released.weights_bytes);
  ASSERT_LT(*released.weights_bytes, whole.size());
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    ASSERT_THAT(WriteFileAtomically(path, whole.substr(0, cut)), IsOk());
    MemoryLedger ledger;
    ASSERT_THAT(ledger.Store(released, "payload"), IsOk());
    absl::StatusOr<std::unique_ptr<ReleasedWeights>> weights = OpenReleasedWeights(path, ledger);
    if (cut < *released.weights_bytes) {
      EXPECT_THAT(weights, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("from a backup of")));
      continue;
    }
    ASSERT_THAT(weights, IsOk());
    ReleaseOffice office("alpha", Policy(), ledger, **weights, keys, [] { return absl::UnixEpoch(); });
    EXPECT_THAT(office.ReleaseSummand(once, releases, Output(1)), IsOk()) << cut;
    EXPECT_THAT(office.ReleaseSummand(twice, releases, Output(1)),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("more often")));
  }
}

// As a FileLedger whose payload was changed behind the agent's back.
class AlteredLedger : public MemoryLedger {
 public:
  absl::StatusOr<std::optional<std::string>> Find(const models::TaskKey& /*key*/) override {
    return absl::DataLossError("altered");
  }
};

TEST(ReleaseOffice, AnAlteredAnswerIsNotedAndNotSent) {
  AlteredLedger ledger;
  ReleasedWeights weights;
  const DerivedMaskKeys keys("alpha", {"alpha", "beta"});
  ReleaseOffice office("alpha", Policy(), ledger, weights, keys, [] { return absl::UnixEpoch(); });
  EXPECT_THAT(office.Earlier(MomentsTask()), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("altered")));
  ASSERT_THAT(ledger.Events(), SizeIs(1));
  EXPECT_EQ(ledger.Events()[0].event, kAlteredEvent);
}

TEST_F(ReleaseOfficeTest, OtherNumbersForTheSameTaskAreNeverReleased) {
  ASSERT_THAT(Sum(1), IsOk());
  EXPECT_THAT(Sum(2), StatusIs(absl::StatusCode::kInternal, HasSubstr("twice")));
  EXPECT_THAT(ledger_.Entries(), SizeIs(1));
}

TEST(ReleaseOffice, WhatTheLedgerCannotKeepIsNotReleased) {
  FullLedger ledger;
  ReleasedWeights weights;
  const DerivedMaskKeys keys("alpha", {"alpha", "beta"});
  ReleaseOffice office("alpha", Policy(), ledger, weights, keys, [] { return absl::UnixEpoch(); });
  const models::Study study = LungStudy();
  EXPECT_THAT(office.ReleaseSummand(MomentsTask(), {study, kRoster, Pseudonyms(), 3000, nullptr}, Output(1)),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no space")));
}

TEST_F(ReleaseOfficeTest, AfterALossThatWasAcceptedNothingIsReleased) {
  LedgerEvent loss;
  loss.event = kLossAcceptedEvent;
  ASSERT_THAT(ledger_.Note(loss), IsOk());
  EXPECT_THAT(Sum(1), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("were lost")));
}

TEST_F(ReleaseOfficeTest, ARefusedSumLeavesNothingInTheLedger) {
  models::KernelOutput few = Output(1);
  few.evidence[0].cells[0].counts = {26, 4};
  EXPECT_THAT(office_.ReleaseSummand(MomentsTask(), study_, few),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("disclosure rule min_cell")));
  models::KernelOutput one = Output(1);
  one.evidence[0].statistics[0].weights.assign(30, 0);
  one.evidence[0].statistics[0].weights[3] = 1;
  EXPECT_THAT(office_.ReleaseSummand(MomentsTask(), study_, one),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("min_effective_patients")));
  EXPECT_THAT(ledger_.Entries(), SizeIs(0));
}

TEST_F(ReleaseOfficeTest, AStudyIsNotAnsweredAfterManyRefusalsAndATaskThatComesAgainIsOneOfThem) {
  models::TaskKey key = MomentsTask().key;
  for (std::uint64_t i = 1; i < models::kMostRefusals; ++i) {
    key.fit = "fit " + std::to_string(i);
    EXPECT_THAT(office_.NoteRefusal(key), IsOk());
  }
  for (int again = 0; again < 3; ++again) EXPECT_THAT(office_.NoteRefusal(key), IsOk());
  models::TaskKey other = key;
  other.fit = "other";
  EXPECT_THAT(office_.Answerable(other), IsOk());
  key.fit = "one more";
  EXPECT_THAT(office_.NoteRefusal(key), IsOk());
  EXPECT_THAT(office_.Answerable(other),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("max_refusals")));
  EXPECT_THAT(office_.Answerable(key), IsOk());  // to be refused as before
  other.study_sha256 = std::string(64, 'e');
  EXPECT_THAT(office_.Answerable(other), IsOk());
}

TEST_F(ReleaseOfficeTest, SmallCountsOfARecordAreSuppressed) {
  const models::Task task = TaskOf(models::GatherRequest(models::AdmissionRequest()));
  models::Admission admission;
  admission.read = 42;
  admission.train_patients = 40;
  admission.train_events = 20;
  admission.excluded = {{"missing age", 2}};
  ASSERT_OK_AND_ASSIGN(const Release release, office_.ReleaseRecord(task, study_, {}, admission));
  const auto& told = std::get<models::Admission>(std::get<models::SiteRecord>(release.payload()));
  EXPECT_EQ(told.read, 0U);
  EXPECT_EQ(told.excluded.at("missing age"), 0U);
  EXPECT_EQ(told.train_patients, 40U);
}

TEST_F(ReleaseOfficeTest, TheStricterOfStudyAndHospitalJudges) {
  models::Study strict = lung_;
  strict.privacy.min_patients = 40;
  strict.privacy.min_cell = 2;
  EXPECT_EQ(office_.JudgedBy(strict).min_patients, 40U);
  EXPECT_EQ(office_.JudgedBy(strict).min_cell, 5U);
  Policy off;
  off.off_for_testing = true;
  ReleaseOffice testing("alpha", off, ledger_, weights_, mask_keys_, [this] { return now_; });
  EXPECT_EQ(testing.JudgedBy(strict).min_patients, 0U);
  EXPECT_EQ(testing.JudgedBy(strict).min_cell, 0U);
}

TEST_F(ReleaseOfficeTest, ASummaryOfVariablesTellsOfNoPatient) {
  models::VariableSummary summary;
  summary.numeric = {{"age", {models::Quartiles{30, 50, 60, 70, 20}, ""}}};
  const models::Task task = TaskOf(models::GatherRequest(models::VariableSummaryRequest{{"age"}, {}}));
  ASSERT_THAT(office_.ReleaseRecord(task, study_, {{0, 1, 2}}, summary), IsOk());
  EXPECT_TRUE(weights_.empty());
  EXPECT_EQ(ledger_.Entries().at(0).kind, "variable_summary");
  EXPECT_EQ(ledger_.Entries().at(0).scalars, 5U);
}

TEST_F(ReleaseOfficeTest, NoMoreNumbersThanTheRatioAllows) {
  // 6000 held; the sum has 4.
  for (std::size_t i = 0; i < 3; ++i) {
    LedgerEntry entry;
    entry.key.request_sha256 = std::to_string(i);
    entry.scalars = i < 2 ? 2000 : 1997;
    ASSERT_THAT(ledger_.Store(entry, "x"), IsOk());
  }
  ReleaseOffice office("alpha", Policy(), ledger_, weights_, mask_keys_, [this] { return now_; });
  StudyReleases study = study_;
  study.scalars_held = 6000;
  EXPECT_EQ(office.ScalarsLeft(study), 3U);
  EXPECT_THAT(office.ReleaseSummand(MomentsTask(), study, Output(1)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("max_scalars_ratio")));
  // A study of masked sums may have four times as many.
  const models::Study masked = LungStudy({"alpha", "beta", "gamma"});
  EXPECT_EQ(office.ScalarsLeft({masked, kRoster, pseudonyms_, 6000, nullptr}), 18003U);
}

TEST_F(ReleaseOfficeTest, NoMoreReleasesThanAllowed) {
  Policy policy;
  policy.limits.max_releases = 1;
  ReleaseOffice office("alpha", policy, ledger_, weights_, mask_keys_, [this] { return now_; });
  ASSERT_THAT(office.ReleaseSummand(MomentsTask(), study_, Output(1)), IsOk());
  models::Task other = MomentsTask();
  other.key.request_sha256 = std::string(64, 'c');
  EXPECT_THAT(office.ReleaseSummand(other, study_, Output(1)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("max_releases")));
}

// Of which entries were lost, which was accepted.
class LostLedger : public MemoryLedger {
 public:
  bool CapsSpent() const override { return true; }
};

TEST_F(ReleaseOfficeTest, AfterAnAcceptedLossNothingIsReleasedAndNobodyIsSentToTheHospitalForMore) {
  LostLedger ledger;
  ReleaseOffice office("alpha", Policy(), ledger, weights_, mask_keys_, [this] { return now_; });
  EXPECT_EQ(office.ScalarsLeft(study_), 0U);
  EXPECT_THAT(office.ReleaseSummand(MomentsTask(), study_, Output(1)),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("rule lost_ledger: entries"), HasSubstr("releases nothing more"),
                             Not(HasSubstr("decides")))));
}

// Three sites' offices, and what they release of the same study.
class MaskedReleases : public ::testing::Test {
 protected:
  struct Site {
    Site(const std::string& name, const Policy& policy)
        : keys(name, {"alpha", "beta", "gamma"}),
          office(name, policy, ledger, weights, keys, [] { return absl::UnixEpoch(); }) {}
    MemoryLedger ledger;
    ReleasedWeights weights;
    DerivedMaskKeys keys;
    ReleaseOffice office;
  };
  MaskedReleases() {
    for (const char* name : {"alpha", "beta", "gamma"}) {
      sites_[name] = std::make_unique<Site>(name, Policy());
    }
  }
  models::Task Task(std::variant<models::SumRequest, models::GatherRequest> request) const {
    models::Task task = TaskOf(std::move(request));
    task.key.sites = {"alpha", "beta", "gamma"};
    task.key.fit = "";
    return task;
  }
  StudyReleases Releases(const models::PooledCounts* pooled) const {
    return {study_, kRoster, pseudonyms_, 3000, pooled};
  }
  models::SealedCounts CountsOf(const std::string& site, std::uint64_t without, std::uint64_t with) {
    const absl::StatusOr<Release> release = sites_.at(site)->office.ReleaseCounts(
        Task(models::GatherRequest(models::CountsRequest())), Releases(nullptr), {without, with});
    EXPECT_THAT(release, IsOk());
    return std::get<models::SealedCounts>(std::get<models::SiteRecord>(release->payload()));
  }
  models::ConfirmCountsRequest AllCounts() {
    models::ConfirmCountsRequest confirm;
    confirm.sites = 3;
    for (const auto& [name, site] : sites_) confirm.shares[name] = CountsOf(name, 20, 10);
    return confirm;
  }
  absl::StatusOr<std::vector<std::uint64_t>> Open(const std::string& site,
                                                  const models::ConfirmCountsRequest& confirm) {
    return sites_.at(site)->office.OpenCounts(Task(models::SumRequest(confirm)).key, confirm);
  }
  const models::Study study_ = LungStudy({"alpha", "beta", "gamma"});
  const std::vector<std::string> pseudonyms_ = Pseudonyms();
  std::map<std::string, std::unique_ptr<Site>> sites_;
};

TEST_F(MaskedReleases, CountsOpenForEverySiteAndForNobodyAlone) {
  const models::ConfirmCountsRequest confirm = AllCounts();
  for (const auto& [name, site] : sites_) {
    ASSERT_OK_AND_ASSIGN(const std::vector<std::uint64_t> sums, Open(name, confirm));
    EXPECT_EQ(sums, (std::vector<std::uint64_t>{60, 30}));
    EXPECT_GT(confirm.shares.at(name).words[0], std::uint64_t{1} << 32U);  // not 20
  }
}

TEST_F(MaskedReleases, AlteredCountsDoNotOpen) {
  models::ConfirmCountsRequest altered = AllCounts();
  altered.shares.at("beta").words[0] += 100;
  for (const auto& [name, site] : sites_) {
    EXPECT_THAT(Open(name, altered), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr(""))) << name;
  }
  models::ConfirmCountsRequest missing = altered;
  missing.shares.erase("gamma");
  EXPECT_THAT(Open("alpha", missing), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("")));
}

TEST_F(MaskedReleases, TheSumIsThatOfClearSummandsAndOneAloneIsNoise) {
  const models::PooledCounts pooled(models::CountedSets(study_), {60, 30});
  models::MomentsRequest request{{"age"}, models::RowSet::kTrain, 3};
  const models::Task task = Task(models::SumRequest(request));
  RingVector masked(models::LayoutOf(request)), clear = masked;
  for (const auto& [name, site] : sites_) {
    models::KernelOutput output = Output(1830.5);
    ASSERT_THAT(clear.Add(output.summand), IsOk());
    ASSERT_OK_AND_ASSIGN(const Release release, site->office.ReleaseSummand(task, Releases(&pooled), output));
    const auto& sent = std::get<RingVector>(release.payload());
    EXPECT_NE(sent.words()[0], output.summand.words()[0]);
    EXPECT_EQ(site->ledger.Entries().back().mode, "secure");
    ASSERT_THAT(masked.Add(sent), IsOk());
    // The same bytes again.
    ASSERT_OK_AND_ASSIGN(const auto again, site->office.Earlier(task));
    EXPECT_EQ(std::get<RingVector>(again->payload()), sent);
  }
  EXPECT_EQ(masked, clear);
}

TEST_F(MaskedReleases, SitesThatTheHospitalDoesNotTrustDoNotCount) {
  const models::PooledCounts pooled(models::CountedSets(study_), {60, 30});
  const models::Task task =
      Task(models::SumRequest(models::MomentsRequest{{"age"}, models::RowSet::kTrain, 3}));
  for (const bool known : {true, false}) {
    Policy policy;
    policy.trusted_sites = {{"alpha", "1"}, {"beta", "2"}, {"gamma", known ? "3" : "another key"}};
    Site site("alpha", policy);
    const auto release = site.office.ReleaseSummand(task, Releases(&pooled), Output(1));
    if (known) {
      EXPECT_THAT(release, IsOk());
    } else {
      EXPECT_THAT(release, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("min_sites")));
    }
  }
  Policy same_house;
  same_house.coordinator_institution = {"beta", "gamma"};
  Site site("alpha", same_house);
  EXPECT_THAT(site.office.ReleaseSummand(task, Releases(&pooled), Output(1)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("min_sites")));
}

}  // namespace
}  // namespace osteon
