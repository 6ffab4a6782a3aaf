#include "site_agent/policy/refused_tasks.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr std::size_t kMany = 10'000;
constexpr std::size_t kPowersOfTwo = 14;  // 1, 2, 4, ..., 8192

// Of a study that was decided on, unless its name is empty.
LedgerEvent Refused(const std::string& study, std::size_t request = 0,
                    const std::string& why = "no such column") {
  LedgerEvent event;
  event.time = absl::FromUnixSeconds(1'790'000'000);
  event.event = kRefusedEvent;
  event.study = study;
  event.study_sha256 = Sha256Hex(study);
  event.request_sha256 = Sha256Hex(absl::StrCat(request));
  event.why = why;
  return event;
}

// What an auditor reads of one study.
std::uint64_t ToldOf(const LedgerEvent& refusal, const Ledger& ledger) {
  return CountRefusals(ledger.Events())[{refusal.study, refusal.study_sha256}];
}

TEST(RefusedTasks, TheSameTaskOverAndOverIsOneLineAndItsNumbers) {
  MemoryLedger ledger;
  RefusedTasks refused(ledger);
  for (std::size_t i = 0; i < kMany; ++i) ASSERT_THAT(refused.Note(Refused("lung")), IsOk());
  EXPECT_THAT(ledger.Events(), SizeIs(1 + kPowersOfTwo));
  EXPECT_GT(2 * ToldOf(Refused("lung"), ledger), kMany);
  ASSERT_THAT(refused.NoteNumbers(absl::Now()), IsOk());
  EXPECT_EQ(ToldOf(Refused("lung"), ledger), kMany);
  EXPECT_THAT(ledger.Events().back().why, HasSubstr("9999 refused tasks of this study"));
  ASSERT_THAT(refused.NoteNumbers(absl::Now()), IsOk());
  EXPECT_THAT(ledger.Events(), SizeIs(2 + kPowersOfTwo));
}

TEST(RefusedTasks, DifferentTasksOfAStudyAreAHundredLinesAndTheirNumbers) {
  MemoryLedger ledger;
  RefusedTasks refused(ledger);
  for (std::size_t i = 0; i < kMany; ++i) ASSERT_THAT(refused.Note(Refused("lung", i)), IsOk());
  EXPECT_THAT(ledger.Events(), SizeIs(RefusedTasks::kMostListed + kPowersOfTwo));
  EXPECT_GT(2 * ToldOf(Refused("lung"), ledger), kMany);
  // Another study has an account of its own.
  ASSERT_THAT(refused.Note(Refused("bone")), IsOk());
  EXPECT_EQ(ledger.Events().back().study, "bone");
}

TEST(RefusedTasks, StudiesThatSomebodyMadeUpShareOneAccount) {
  MemoryLedger ledger;
  RefusedTasks refused(ledger);
  for (std::size_t i = 0; i < kMany; ++i) {
    LedgerEvent made_up = Refused("", i, absl::StrCat("study ", i, " is not approved by alpha"));
    made_up.study_sha256 = Sha256Hex(absl::StrCat("study ", i));
    ASSERT_THAT(refused.Note(made_up), IsOk());
  }
  EXPECT_THAT(ledger.Events(), SizeIs(RefusedTasks::kMostListed + kPowersOfTwo));
  EXPECT_THAT(ledger.Events().back().why, HasSubstr("8192 refused tasks of studies not decided on here"));
  EXPECT_EQ(ledger.Events().back().study_sha256, "");
}

TEST(RefusedTasks, WhatIsReleasedInBetweenIsAllThere) {
  MemoryLedger ledger;
  RefusedTasks refused(ledger);
  for (std::size_t i = 0; i < 500; ++i) {
    LedgerEntry entry;
    entry.key.request_sha256 = absl::StrCat(i);
    ASSERT_THAT(refused.Note(Refused("lung", i)), IsOk());
    ASSERT_THAT(ledger.Store(entry, "payload"), IsOk());
  }
  EXPECT_THAT(ledger.Entries(), SizeIs(500));
}

TEST(RefusedTasks, AfterARestartTheNumbersGoOn) {
  const testing::TemporaryFolder folder;
  const std::string path = folder / "ledger";
  for (int start = 0; start < 3; ++start) {
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<FileLedger> ledger, FileLedger::Open(path));
    RefusedTasks refused(*ledger);
    for (std::size_t i = 0; i < 1000; ++i) ASSERT_THAT(refused.Note(Refused("lung", i)), IsOk());
    ASSERT_THAT(refused.NoteNumbers(absl::Now()), IsOk());
  }
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<FileLedger> ledger, FileLedger::Open(path));
  EXPECT_EQ(ToldOf(Refused("lung"), *ledger), 3000U);
  EXPECT_LE(ledger->Events().size(), RefusedTasks::kMostListed + 12 + 3);  // 1, 2, ..., 2048, and each stop
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(path + "/ledger.jsonl"));
  EXPECT_LT(text.size(), 100'000U);
}

// As a FileLedger on a full disk.
class FullOfRefusals : public MemoryLedger {
 public:
  absl::Status Note(const LedgerEvent& event) override {
    if (full) return absl::UnavailableError("no space left on device");
    return MemoryLedger::Note(event);
  }
  bool full = false;
};

TEST(RefusedTasks, WhatCannotBeWrittenIsNotOnRecordAndIsNotCounted) {
  FullOfRefusals ledger;
  RefusedTasks refused(ledger);
  ledger.full = true;
  const auto full = StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no space"));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(refused.Note(Refused("lung")), full);
  ledger.full = false;
  ASSERT_THAT(refused.Note(Refused("lung")), IsOk());
  ledger.full = true;
  for (int i = 0; i < 3; ++i) EXPECT_THAT(refused.Note(Refused("lung")), full);
  ledger.full = false;
  ASSERT_THAT(refused.Note(Refused("lung")), IsOk());
  EXPECT_EQ(ToldOf(Refused("lung"), ledger), 2U);
}

}  // namespace
}  // namespace osteon
