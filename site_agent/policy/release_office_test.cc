#include "site_agent/policy/release_office.h"

#include <type_traits>
#include <utility>

#include "models/wire/federation_wire.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;
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

models::KernelOutput Output(double age) {
  models::KernelOutput output{
      RingVector(models::LayoutOf(std::get<models::SumRequest>(MomentsTask().request))), {}, {}, 0};
  EXPECT_THAT(output.summand.EncodeBlock(0, {30, 10}, 2, {}), IsOk());
  EXPECT_THAT(output.summand.EncodeBlock(1, {age}, 2, {}), IsOk());
  return output;
}

class ReleaseOfficeTest : public ::testing::Test {
 protected:
  MemoryLedger ledger_;
  absl::Time now_ = absl::FromUnixSeconds(1'790'000'000);
  ReleaseOffice office_{Policy(), ledger_, [this] { return now_; }};
};

TEST_F(ReleaseOfficeTest, ASummandIsInTheLedgerBeforeItIsARelease) {
  ASSERT_OK_AND_ASSIGN(const auto none, office_.Earlier(MomentsTask()));
  EXPECT_FALSE(none);
  ASSERT_OK_AND_ASSIGN(const Release release,
                       office_.ReleaseSummand(MomentsTask(), "lung-os-2", 30, Output(1830.5)));
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
  admission.excluded = {{"missing age", 2}};
  ASSERT_OK_AND_ASSIGN(const Release release, office_.ReleaseRecord(task, "lung-os-2", 38, admission));
  EXPECT_TRUE(std::get<models::SiteRecord>(release.payload()) == models::SiteRecord(admission));
  ASSERT_OK_AND_ASSIGN(const auto earlier, office_.Earlier(task));
  ASSERT_TRUE(earlier);
  EXPECT_TRUE(std::get<models::SiteRecord>(earlier->payload()) == models::SiteRecord(admission));
  EXPECT_EQ(ledger_.Entries().at(0).kind, "admission");
}

TEST_F(ReleaseOfficeTest, ThatATaskWasAskedAgainIsNotedOnce) {
  ASSERT_THAT(office_.ReleaseSummand(MomentsTask(), "s", 30, Output(1)), IsOk());
  EXPECT_THAT(ledger_.Events(), SizeIs(0));
  for (int i = 0; i < 2; ++i) ASSERT_THAT(office_.Earlier(MomentsTask()), IsOk());
  ASSERT_THAT(ledger_.Events(), SizeIs(1));
  EXPECT_EQ(ledger_.Events()[0].event, kRepeatedEvent);
  EXPECT_EQ(ledger_.Events()[0].request_sha256, MomentsTask().key.request_sha256);
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
  ReleaseOffice office(Policy(), ledger, [] { return absl::UnixEpoch(); });
  EXPECT_THAT(office.Earlier(MomentsTask()), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("altered")));
  ASSERT_THAT(ledger.Events(), SizeIs(1));
  EXPECT_EQ(ledger.Events()[0].event, kAlteredEvent);
}

TEST_F(ReleaseOfficeTest, OtherNumbersForTheSameTaskAreNeverReleased) {
  ASSERT_THAT(office_.ReleaseSummand(MomentsTask(), "s", 30, Output(1)), IsOk());
  EXPECT_THAT(office_.ReleaseSummand(MomentsTask(), "s", 30, Output(2)),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("twice")));
  EXPECT_THAT(ledger_.Entries(), SizeIs(1));
}

// A ledger on a full disk.
class FullLedger : public MemoryLedger {
 public:
  absl::Status Store(LedgerEntry /*entry*/, const std::string& /*payload*/) override {
    return absl::UnavailableError("no space left on device");
  }
};

TEST(ReleaseOffice, WhatTheLedgerCannotKeepIsNotReleased) {
  FullLedger ledger;
  ReleaseOffice office(Policy(), ledger, [] { return absl::UnixEpoch(); });
  EXPECT_THAT(office.ReleaseSummand(MomentsTask(), "s", 30, Output(1)),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no space")));
}

}  // namespace
}  // namespace osteon
