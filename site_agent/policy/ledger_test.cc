#include "site_agent/policy/ledger.h"

#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
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
using ::testing::IsEmpty;
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

LedgerEvent Refusal(const std::string& why) {
  LedgerEvent event;
  event.time = absl::FromUnixSeconds(1'790'000'001);
  event.event = kRefusedEvent;
  event.study = "lung-os-2";
  event.study_sha256 = std::string(64, 'a');
  event.request_sha256 = std::string(64, 'c');
  event.why = why;
  return event;
}

class FileLedgerTest : public ::testing::Test {
 protected:
  void SetUp() override { Reopen(); }
  absl::StatusOr<std::unique_ptr<FileLedger>> Open() {
    return FileLedger::Open(path_, LedgerSigner{"alpha", key_});
  }
  void Reopen() {
    ledger_.reset();
    ASSERT_OK_AND_ASSIGN(ledger_, Open());
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
  const std::string payloads_ = path_ + "/releases.bin";
  const std::string head_ = path_ + "/head.json";
  const PrivateKey key_ = PrivateKey::Generate().value();
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
  ASSERT_OK_AND_ASSIGN(const std::string payloads, ReadFile(payloads_));
  EXPECT_TRUE(payloads == small_ + large_);
}

TEST_F(FileLedgerTest, ItIsItsOwnersOnly) {
  ASSERT_THAT(ledger_->Store(Entry(Key(2)), large_), IsOk());
  for (const std::string& path : {file_, payloads_, head_}) {
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
  ASSERT_OK_AND_ASSIGN(const std::string first_head, ReadFile(head_));
  ASSERT_THAT(ledger_->Store(Entry(Key(2)), small_), IsOk());
  ledger_.reset();
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(file_));
  const std::size_t first = text.find('\n') + 1;
  for (const std::size_t torn : {text.size() - 1, first + 10, first + 1}) {
    // The head of a line is written after the line.
    ASSERT_THAT(WriteFileAtomically(head_, first_head, FileMode::kSecret), IsOk());
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
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kDataLoss,
                               AllOf(HasSubstr("ledger.jsonl:2: "), HasSubstr("backup"))));
  EXPECT_THAT(ReadLedger(path_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("ledger.jsonl:2: ")));
}

TEST_F(FileLedgerTest, ADamagedPayloadIsNotSent) {
  ASSERT_THAT(ledger_->Store(Entry(Key(1)), "AAAA"), IsOk());
  ASSERT_THAT(ledger_->Store(Entry(Key(2)), large_), IsOk());
  ledger_.reset();
  ASSERT_OK_AND_ASSIGN(std::string payloads, ReadFile(payloads_));
  payloads[0] = 'B';
  ASSERT_THAT(WriteFileAtomically(payloads_, payloads, FileMode::kSecret), IsOk());
  Reopen();
  EXPECT_THAT(ledger_->Find(Key(1)), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("nothing is sent")));
  ExpectPayload(2, large_);
}

TEST_F(FileLedgerTest, PayloadsThatAreCutShortAreNoticed) {
  ASSERT_THAT(ledger_->Store(Entry(Key(1)), small_), IsOk());
  ASSERT_THAT(ledger_->Store(Entry(Key(2)), large_), IsOk());
  std::filesystem::resize_file(payloads_, 1000);
  EXPECT_THAT(ledger_->Find(Key(2)), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(payloads_)));
  ledger_.reset();
  const auto refused =
      StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("ledger.jsonl:2: "), HasSubstr(payloads_)));
  EXPECT_THAT(Open(), refused);
}

TEST_F(FileLedgerTest, ALineWithAnImpossiblePlaceIsDataLoss) {
  ASSERT_THAT(ledger_->Store(Entry(Key(1)), small_), IsOk());
  ledger_.reset();
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(file_));
  for (const std::string wrong : {"\"payload_bytes\":-1", "\"payload_bytes\":18446744073709551615",
                                  "\"payload_bytes\":10", "\"payload_bytes\":9000000000000000000"}) {
    ASSERT_THAT(WriteFileAtomically(file_, absl::StrReplaceAll(text, {{"\"payload_bytes\":9", wrong}}),
                                    FileMode::kSecret),
                IsOk());
    EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("ledger.jsonl:1: "))) << wrong;
  }
}

TEST_F(FileLedgerTest, APayloadWhoseLineWasNeverWrittenIsWrittenOver) {
  ASSERT_THAT(ledger_->Store(Entry(Key(1)), small_), IsOk());
  ledger_.reset();
  ASSERT_THAT(WriteFileAtomically(payloads_, small_ + "half a payl", FileMode::kSecret), IsOk());
  Reopen();
  ASSERT_THAT(ledger_->Store(Entry(Key(2)), "whole"), IsOk());
  Reopen();
  ExpectPayload(1, small_);
  ExpectPayload(2, "whole");
}

// --- Chain and head

TEST_F(FileLedgerTest, AnAlteredRemovedMovedOrAddedLineIsRefusedWithItsNumber) {
  for (int i = 1; i <= 4; ++i) ASSERT_THAT(ledger_->Store(Entry(Key(i)), small_), IsOk());
  ledger_.reset();
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(file_));
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  ASSERT_THAT(lines, SizeIs(4));
  const auto with = [&](const std::vector<std::string>& changed) {
    EXPECT_THAT(WriteFileAtomically(file_, absl::StrJoin(changed, "\n") + "\n", FileMode::kSecret), IsOk());
    return Open();
  };
  const auto broken = [](int line, const char* what) {
    return StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr(absl::StrCat("ledger.jsonl:", line, ": ")),
                                                       HasSubstr(what), HasSubstr("backup")));
  };
  const std::string altered = absl::StrReplaceAll(lines[1], {{"\"patients\":214", "\"patients\":213"}});
  EXPECT_THAT(with({lines[0], altered, lines[2], lines[3]}), broken(2, "was altered"));
  EXPECT_THAT(with({lines[0], lines[2], lines[3]}), broken(2, "removed, added or moved"));
  EXPECT_THAT(with({lines[1], lines[2], lines[3]}), broken(1, "removed, added or moved"));
  EXPECT_THAT(with({lines[0], lines[2], lines[1], lines[3]}), broken(2, "removed, added or moved"));
  EXPECT_THAT(with({lines[0], lines[1], lines[1], lines[2], lines[3]}), broken(3, "removed, added or moved"));
  EXPECT_THAT(with({lines[0], "{}", lines[1]}), broken(2, "without the chain's hashes"));
  // Whole again.
  EXPECT_THAT(with(lines), IsOk());
  // The last line is missed by the head.
  EXPECT_THAT(with({lines[0], lines[1], lines[2]}),
              StatusIs(absl::StatusCode::kDataLoss,
                       AllOf(HasSubstr("ends at entry 3"), HasSubstr("does not hold entry 4"))));
}

TEST_F(FileLedgerTest, AnOlderCopyOfTheLinesIsRefused) {
  ASSERT_THAT(ledger_->Store(Entry(Key(1)), small_), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string backup, ReadFile(file_));
  ASSERT_THAT(ledger_->Store(Entry(Key(2)), small_), IsOk());
  ledger_.reset();
  ASSERT_THAT(WriteFileAtomically(file_, backup, FileMode::kSecret), IsOk());
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("an older file was put here")));
}

TEST_F(FileLedgerTest, AHeadThatAPowerCutLeftBehindIsSignedAnew) {
  ASSERT_THAT(ledger_->Store(Entry(Key(1)), small_), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string older, ReadFile(head_));
  ASSERT_THAT(ledger_->Store(Entry(Key(2)), small_), IsOk());
  const ChainHead head = ledger_->Head().head;
  EXPECT_EQ(head.length, 2U);
  for (const std::string& left : {older, std::string(), older.substr(0, 20)}) {
    ledger_.reset();
    ASSERT_THAT(WriteFileAtomically(head_, left, FileMode::kSecret), IsOk());
    Reopen();
    EXPECT_EQ(ledger_->Head().head, head);
    EXPECT_THAT(ReadFile(head_).value(), HasSubstr(head.hash));
  }
}

TEST_F(FileLedgerTest, EventsAreInTheChainOnceAndAreNoReleases) {
  ASSERT_THAT(ledger_->Store(Entry(Key(1)), small_), IsOk());
  ASSERT_THAT(ledger_->Note(Refusal("min_cell")), IsOk());
  ASSERT_THAT(ledger_->Note(Refusal("min_cell")), IsOk());
  ASSERT_THAT(ledger_->Note(Refusal("min_patients")), IsOk());
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(ledger_->Head().head.length, 3U);
    EXPECT_THAT(ledger_->Entries(), SizeIs(1));
    ASSERT_THAT(ledger_->Events(), SizeIs(2));
    EXPECT_EQ(ledger_->Events()[1].why, "min_patients");
    EXPECT_FALSE(ledger_->CapsSpent());
    Reopen();
  }
}

TEST_F(FileLedgerTest, HoldsEveryHeadThatItHadAndNoOther) {
  std::vector<ChainHead> heads = {ChainHead()};
  for (int i = 1; i <= 3; ++i) {
    ASSERT_THAT(ledger_->Store(Entry(Key(i)), small_), IsOk());
    heads.push_back(ledger_->Head().head);
  }
  Reopen();
  for (const ChainHead& head : heads) EXPECT_TRUE(ledger_->Holds(head));
  EXPECT_FALSE(ledger_->Holds({4, heads[3].hash}));
  EXPECT_FALSE(ledger_->Holds({2, heads[3].hash}));
}

TEST_F(FileLedgerTest, AnAcceptedLossGoesOnFromTheHeadThatWasSeenAndSpendsAllCaps) {
  for (int i = 1; i <= 5; ++i) ASSERT_THAT(ledger_->Store(Entry(Key(i)), small_), IsOk());
  const ChainHead seen = ledger_->Head().head;
  EXPECT_THAT(ledger_->AcceptLoss(seen, absl::Now()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("nothing is lost")));
  ledger_.reset();
  for (const int kept : {0, 2}) {
    // The disk is lost; of a backup `kept` entries are there.
    std::filesystem::remove_all(path_);
    Reopen();
    for (int i = 1; i <= kept; ++i) ASSERT_THAT(ledger_->Store(Entry(Key(i)), small_), IsOk());
    EXPECT_FALSE(ledger_->Holds(seen));
    ASSERT_THAT(ledger_->AcceptLoss(seen, absl::Now()), IsOk());
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(ledger_->CapsSpent());
      EXPECT_TRUE(ledger_->Holds(seen));
      EXPECT_EQ(ledger_->Head().head.length, 6U);
      Reopen();
    }
    ASSERT_THAT(ledger_->Store(Entry(Key(9)), small_), IsOk());
    EXPECT_EQ(ledger_->Head().head.length, 7U);
    EXPECT_THAT(ledger_->Entries(), SizeIs(kept + 1));
    Reopen();
  }
}

TEST_F(FileLedgerTest, AForkIsNoLongerHeldAfterItsLossWasAccepted) {
  ASSERT_THAT(ledger_->Store(Entry(Key(1)), small_), IsOk());
  const ChainHead seen = {2, std::string(64, '7')};
  for (int i = 2; i <= 4; ++i) ASSERT_THAT(ledger_->Store(Entry(Key(i)), small_), IsOk());
  const ChainHead forked = ledger_->Head().head;
  ASSERT_THAT(ledger_->AcceptLoss(seen, absl::Now()), IsOk());
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(ledger_->Holds(forked));
    EXPECT_TRUE(ledger_->Holds(seen));
    EXPECT_EQ(ledger_->Head().head.length, 3U);
    Reopen();
  }
}

TEST_F(FileLedgerTest, LinesOfTheFirstVersionAreChainedAsTheyAre) {
  for (int i = 1; i <= 3; ++i) ASSERT_THAT(ledger_->Store(Entry(Key(i)), small_), IsOk());
  const ChainHead head = ledger_->Head().head;
  ledger_.reset();
  ASSERT_OK_AND_ASSIGN(std::string text, ReadFile(file_));
  std::string unchained;
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  for (const std::string& line : lines) {
    absl::StrAppend(&unchained, "{", line.substr(79, line.size() - 79 - 75), "}\n");
  }
  ASSERT_THAT(WriteFileAtomically(file_, unchained, FileMode::kSecret), IsOk());
  EXPECT_THAT(ReadLedger(path_).value(), SizeIs(3));
  // Not where a chain was signed: then somebody took the hashes away.
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("hashes")));
  std::filesystem::remove(head_);
  Reopen();
  EXPECT_EQ(ledger_->Head().head, head);
  ASSERT_OK_AND_ASSIGN(const std::string again, ReadFile(file_));
  EXPECT_EQ(again, text);
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another agent")));
  ExpectPayload(3, small_);
}

TEST_F(FileLedgerTest, ASecondAgentOnTheSameFolderIsRefused) {
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kFailedPrecondition,
                               AllOf(HasSubstr("another agent"), HasSubstr(path_))));
  ledger_.reset();
  EXPECT_THAT(Open(), IsOk());
}

TEST_F(FileLedgerTest, ItIsReadWhileAnAgentWorksOnIt) {
  ASSERT_THAT(ledger_->Store(Entry(Key(1)), small_), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::vector<LedgerEntry> one, ReadLedger(path_));
  EXPECT_THAT(one, SizeIs(1));
  ASSERT_THAT(ledger_->Store(Entry(Key(2)), small_), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::vector<LedgerEntry> two, ReadLedger(path_));
  EXPECT_THAT(two, SizeIs(2));
  ASSERT_OK_AND_ASSIGN(const std::vector<LedgerEntry> none, ReadLedger(folder_ / "absent"));
  EXPECT_THAT(none, IsEmpty());
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
  ASSERT_THAT(ledger.Note(Refusal("min_cell")), IsOk());
  ASSERT_THAT(ledger.Note(Refusal("min_cell")), IsOk());
  EXPECT_THAT(ledger.Events(), SizeIs(1));
  EXPECT_FALSE(ledger.CapsSpent());
}

}  // namespace
}  // namespace osteon
