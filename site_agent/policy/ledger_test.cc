#include "site_agent/policy/ledger.h"

#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

models::TaskKey Key(int attempt = 1) {
  return {std::string(64, 'a'),
          std::string(64, 'b'),
          "suv",
          std::string(64, 'c'),
          static_cast<std::uint32_t>(attempt),
          {"alpha", "beta"}};
}

LedgerEntry Entry(const models::TaskKey& key) {
  LedgerEntry entry;
  entry.time = absl::FromUnixSeconds(1'790'000'000);
  entry.study = "lung-os-2";
  entry.key = key;
  entry.purpose = "fit suv";
  entry.kind = "logistic";
  entry.patients = 214;
  entry.scalars = 27;
  return entry;
}

class FileLedgerTest : public ::testing::Test {
 protected:
  void SetUp() override { Reopen(); }
  void Reopen() {
    ledger_.reset();
    ASSERT_OK_AND_ASSIGN(ledger_, FileLedger::Open(path_));
  }
  void ExpectPayload(int attempt, const std::string& expected) {
    ASSERT_OK_AND_ASSIGN(const auto payload, ledger_->Find(Key(attempt)));
    ASSERT_TRUE(payload);
    EXPECT_TRUE(*payload == expected);
  }
  // The ledger's text changed behind the agent's back.
  void Change(const std::string& from, const std::string& to) {
    ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(file_));
    const std::string changed = absl::StrReplaceAll(text, {{from, to}});
    ASSERT_NE(changed, text);
    ASSERT_THAT(WriteFileAtomically(file_, changed, FileMode::kSecret), IsOk());
  }

  const testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "ledger";
  const std::string file_ = path_ + "/ledger.jsonl";
  std::unique_ptr<FileLedger> ledger_;
  const std::string small_ = std::string("small \0\n\xff", 9);
  const std::string large_ = std::string(70000, 'l') + small_;
};

TEST_F(FileLedgerTest, AReopenedLedgerHasItsPayloadsSmallAndLarge) {
  ASSERT_THAT(ledger_->Store(Entry(Key(1)), small_), IsOk());
  ASSERT_THAT(ledger_->Store(Entry(Key(2)), large_), IsOk());
  ASSERT_THAT(ledger_->Store(Entry(Key(3)), ""), IsOk());
  for (int i = 0; i < 2; ++i) {
    ExpectPayload(1, small_);
    ExpectPayload(2, large_);
    ExpectPayload(3, "");
    ASSERT_OK_AND_ASSIGN(const auto unknown, ledger_->Find(Key(4)));
    EXPECT_FALSE(unknown);
    const std::vector<LedgerEntry> entries = ledger_->Entries();
    ASSERT_THAT(entries, SizeIs(3));
    EXPECT_EQ(entries[1].key, Key(2));
    EXPECT_EQ(entries[1].time, Entry(Key()).time);
    EXPECT_EQ(entries[1].payload_sha256, Sha256Hex(large_));
    EXPECT_EQ(entries[1].patients, 214U);
    Reopen();
  }
}

TEST_F(FileLedgerTest, ItIsItsOwnersOnly) {
  ASSERT_THAT(ledger_->Store(Entry(Key(2)), large_), IsOk());
  for (const std::string& path : {file_, absl::StrCat(path_, "/releases.bin")}) {
    struct stat information {};
    ASSERT_EQ(::stat(path.c_str(), &information), 0);
    EXPECT_EQ(information.st_mode & 0077U, 0U) << path;
  }
}

TEST_F(FileLedgerTest, ATaskIsStoredOnce) {
  ASSERT_THAT(ledger_->Store(Entry(Key()), "first"), IsOk());
  EXPECT_THAT(ledger_->Store(Entry(Key()), "second"),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("twice")));
  Reopen();
  EXPECT_THAT(ledger_->Store(Entry(Key()), "third"),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("twice")));
  ExpectPayload(1, "first");
  EXPECT_THAT(ledger_->Entries(), SizeIs(1));
}

TEST_F(FileLedgerTest, ALastLineWithoutItsEndIsDroppedAndTheNextOneTakesItsPlace) {
  ASSERT_THAT(ledger_->Store(Entry(Key(1)), small_), IsOk());
  ASSERT_THAT(ledger_->Store(Entry(Key(2)), small_), IsOk());
  ledger_.reset();
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(file_));
  const std::size_t first = text.find('\n') + 1;
  for (const std::size_t torn : {text.size() - 1, first + 10, first + 1}) {
    ASSERT_THAT(WriteFileAtomically(file_, text.substr(0, torn), FileMode::kSecret), IsOk());
    Reopen();
    EXPECT_THAT(ledger_->Entries(), SizeIs(1));
    ASSERT_OK_AND_ASSIGN(const auto dropped, ledger_->Find(Key(2)));
    EXPECT_FALSE(dropped);
    ASSERT_THAT(ledger_->Store(Entry(Key(3)), large_), IsOk());
    Reopen();
    ExpectPayload(1, small_);
    ExpectPayload(3, large_);
    EXPECT_THAT(ledger_->Entries(), SizeIs(2));
    ledger_.reset();
  }
}

TEST_F(FileLedgerTest, ADamagedLineIsDataLossWithItsNumber) {
  for (int i = 1; i <= 3; ++i) ASSERT_THAT(ledger_->Store(Entry(Key(i)), small_), IsOk());
  ledger_.reset();
  Change("\"attempt\":2", "\"attempt\":x");
  EXPECT_THAT(FileLedger::Open(path_), StatusIs(absl::StatusCode::kDataLoss,
                                                AllOf(HasSubstr("ledger.jsonl:2: "), HasSubstr("backup"))));
  EXPECT_THAT(ReadLedger(path_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("ledger.jsonl:2: ")));
}

TEST_F(FileLedgerTest, ADamagedPayloadIsNotSent) {
  ASSERT_THAT(ledger_->Store(Entry(Key(1)), "AAAA"), IsOk());
  ASSERT_THAT(ledger_->Store(Entry(Key(2)), large_), IsOk());
  ledger_.reset();
  const std::string bin = absl::StrCat(path_, "/releases.bin");
  ASSERT_THAT(WriteFileAtomically(bin, "AAAB" + large_.substr(0, large_.size() - 1) + "x", FileMode::kSecret),
              IsOk());
  Reopen();
  for (const int attempt : {1, 2}) {
    EXPECT_THAT(ledger_->Find(Key(attempt)),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("nothing is sent")));
  }
  ledger_.reset();
  ASSERT_THAT(WriteFileAtomically(bin, "AAAA", FileMode::kSecret), IsOk());
  Reopen();
  ExpectPayload(1, "AAAA");
  EXPECT_THAT(ledger_->Find(Key(2)),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr(bin), HasSubstr("shorter"))));
}

TEST_F(FileLedgerTest, ASecondAgentOnTheSameFolderIsRefused) {
  EXPECT_THAT(FileLedger::Open(path_), StatusIs(absl::StatusCode::kFailedPrecondition,
                                                AllOf(HasSubstr("another agent"), HasSubstr(path_))));
  ledger_.reset();
  EXPECT_THAT(FileLedger::Open(path_), IsOk());
}

TEST_F(FileLedgerTest, ItIsReadWhileAnAgentWorksOnIt) {
  ASSERT_THAT(ledger_->Store(Entry(Key(1)), small_), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::vector<LedgerEntry> one, ReadLedger(path_));
  EXPECT_THAT(one, SizeIs(1));
  ASSERT_THAT(ledger_->Store(Entry(Key(2)), small_), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::vector<LedgerEntry> two, ReadLedger(path_));
  EXPECT_THAT(two, SizeIs(2));
  ASSERT_OK_AND_ASSIGN(const std::vector<LedgerEntry> none, ReadLedger(folder_ / "absent"));
  EXPECT_TRUE(none.empty());
}

TEST(TaskId, EveryPartOfTheKeyIsInIt) {
  std::vector<models::TaskKey> keys(7, Key());
  keys[1].study_sha256[0] = 'f';
  keys[2].roster_sha256[0] = 'f';
  keys[3].fit = "age";
  keys[4].request_sha256[0] = 'f';
  keys[5].attempt = 2;
  keys[6].sites = {"alpha"};
  std::set<std::string> ids;
  for (const models::TaskKey& key : keys) ids.insert(TaskId(key));
  EXPECT_THAT(ids, SizeIs(7));
}

TEST(MemoryLedger, FindsWhatWasStoredOnce) {
  MemoryLedger ledger;
  ASSERT_THAT(ledger.Store(Entry(Key()), "payload"), IsOk());
  EXPECT_THAT(ledger.Store(Entry(Key()), "payload"),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("twice")));
  ASSERT_OK_AND_ASSIGN(const auto payload, ledger.Find(Key()));
  EXPECT_EQ(payload, "payload");
  ASSERT_OK_AND_ASSIGN(const auto unknown, ledger.Find(Key(2)));
  EXPECT_FALSE(unknown);
  ASSERT_THAT(ledger.Entries(), SizeIs(1));
  EXPECT_EQ(ledger.Entries()[0].payload_sha256, Sha256Hex("payload"));
}

}  // namespace
}  // namespace osteon
