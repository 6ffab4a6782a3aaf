#include "coordinator/journal/copy_journal.h"

#include <atomic>
#include <filesystem>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "coordinator/journal/journal.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

const std::string kCopiedStudy(64, 'a');

StoredRound RoundOf(std::uint64_t sequence, std::size_t bytes) {
  StoredRound round;
  round.purpose = "fit suv";
  round.kind = "logistic";
  round.request_sha256 = std::string(64, 'd');
  round.sites = {{"alpha", {8, 100, 1}}};
  round.payload = absl::StrCat(sequence, std::string(bytes, 'x'));
  return round;
}

class CopyJournalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(MakeFolder(out_), IsOk());
    ASSERT_OK_AND_ASSIGN(journal_, Journal::Open(path_));
    StoredStudy study;
    study.study_sha256 = kCopiedStudy;
    study.name = "suv";
    ASSERT_THAT(journal_->studies().Add(study), IsOk());
  }

  const testing::TemporaryFolder folder_;
  const std::string path_ = folder_ / "journal";
  const std::string out_ = folder_ / "copy";
  std::unique_ptr<Journal> journal_;
};

// Every second payload is a file of its own.
TEST_F(CopyJournalTest, WhatIsWrittenMeanwhileIsThereWholeOrNotAtAll) {
  std::atomic<std::uint64_t> stored{0};
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (std::uint64_t i = 0; !stop; ++i) {
      ASSERT_THAT(
          journal_->rounds().Store(kCopiedStudy, i, RoundOf(i, i % 2 == 0 ? 10 : kLargestPayloadInDatabase)),
          IsOk());
      ++stored;
    }
  });
  while (stored < 6) std::this_thread::yield();
  const std::uint64_t before = stored;
  const absl::StatusOr<CopiedJournal> copied = CopyJournal(path_, out_);
  const std::uint64_t after = stored + 1;
  stop = true;
  writer.join();
  ASSERT_THAT(copied, IsOk());
  EXPECT_EQ(copied->studies, 1U);
  EXPECT_GE(copied->rounds, before);
  EXPECT_LE(copied->rounds, after);

  ASSERT_OK_AND_ASSIGN(const auto copy, Journal::Open(out_));
  ASSERT_OK_AND_ASSIGN(const SignedHead head, copy->rounds().Head(kCopiedStudy));
  EXPECT_EQ(head.head.length, copied->rounds);
  for (std::uint64_t i = 0; i < copied->rounds; ++i) {
    ASSERT_OK_AND_ASSIGN(const auto ours, journal_->rounds().Find(kCopiedStudy, i));
    ASSERT_OK_AND_ASSIGN(const auto theirs, copy->rounds().Find(kCopiedStudy, i));
    ASSERT_TRUE(ours && theirs);
    EXPECT_EQ(ours->payload, theirs->payload);
    EXPECT_EQ(ours->hash, theirs->hash);
  }
  // It goes on by itself.
  ASSERT_THAT(copy->rounds().Store(kCopiedStudy, copied->rounds, RoundOf(copied->rounds, 1)), IsOk());
}

TEST_F(CopyJournalTest, APayloadThatIsMissingIsToldAndNotCopiedOver) {
  const StoredRound large = RoundOf(0, kLargestPayloadInDatabase);
  ASSERT_THAT(journal_->rounds().Store(kCopiedStudy, 0, large), IsOk());
  std::filesystem::remove_all(path_ + "/payloads");
  EXPECT_THAT(CopyJournal(path_, out_),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(Sha256Hex(large.payload))));
}

TEST_F(CopyJournalTest, AFolderWithoutAJournalIsNotFoundAndNothingIsMadeInIt) {
  const std::string empty = folder_ / "empty";
  ASSERT_THAT(MakeFolder(empty), IsOk());
  EXPECT_THAT(CopyJournal(empty, out_), StatusIs(absl::StatusCode::kNotFound, HasSubstr("no coordinator")));
  EXPECT_TRUE(std::filesystem::is_empty(empty));
}

TEST_F(CopyJournalTest, AJournalThatIsThereIsNotWrittenOver) {
  ASSERT_THAT(CopyJournal(path_, out_), IsOk());
  EXPECT_THAT(CopyJournal(path_, out_), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(out_)));
}

}  // namespace
}  // namespace osteon::coordinator
