#include "site_agent/policy/released_weights.h"

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

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

std::vector<std::string> Patients(std::size_t first, std::size_t count) {
  std::vector<std::string> pseudonyms;
  for (std::size_t i = 0; i < count; ++i) pseudonyms.push_back("patient-" + std::to_string(first + i));
  return pseudonyms;
}

std::optional<std::string> Add(ReleasedWeights& weights, const std::vector<std::string>& pseudonyms) {
  const absl::StatusOr<std::optional<std::string>> added =
      weights.TryAdd({{"moments", std::vector<double>(pseudonyms.size(), 1.0)}}, pseudonyms, 5);
  EXPECT_THAT(added, IsOk());
  return added.value_or(std::nullopt);
}

TEST(ReleasedWeights, PatientsAreComparedByPseudonymNotByRow) {
  ReleasedWeights weights;
  EXPECT_EQ(Add(weights, Patients(0, 60)), std::nullopt);
  EXPECT_EQ(Add(weights, Patients(1, 59)), "moments");       // without the first
  EXPECT_EQ(Add(weights, Patients(2, 60)), "moments");       // two left, two came
  EXPECT_EQ(Add(weights, Patients(100, 60)), std::nullopt);  // all others
  std::vector<std::string> turned = Patients(0, 60);
  std::reverse(turned.begin(), turned.end());
  EXPECT_EQ(Add(weights, turned), std::nullopt);  // the same patients
}

TEST(ReleasedWeights, ARestartForgetsNothing) {
  const testing::TemporaryFolder folder;
  {
    ASSERT_OK_AND_ASSIGN(auto weights, ReleasedWeights::Open(folder / "weights.bin"));
    EXPECT_TRUE(weights->empty());
    EXPECT_EQ(Add(*weights, Patients(0, 60)), std::nullopt);
  }
  for (int restart = 0; restart < 2; ++restart) {
    ASSERT_OK_AND_ASSIGN(auto weights, ReleasedWeights::Open(folder / "weights.bin"));
    EXPECT_FALSE(weights->empty());
    EXPECT_EQ(Add(*weights, Patients(1, 59)), "moments");
    EXPECT_EQ(Add(*weights, Patients(0, 60)), std::nullopt);
  }
}

TEST(ReleasedWeights, CountsAddUpOverRestarts) {
  const testing::TemporaryFolder folder;
  for (std::uint64_t run = 1; run <= 3; ++run) {
    ASSERT_OK_AND_ASSIGN(auto weights, ReleasedWeights::Open(folder / "weights.bin"));
    EXPECT_EQ(weights->CountOf("asked|m"), run - 1);
    ASSERT_THAT(weights->AddCounts({{"asked|m", 1}, {"products|x", 300}}), IsOk());
    EXPECT_EQ(weights->CountOf("asked|m"), run);
    EXPECT_EQ(weights->CountOf("products|x"), 300 * run);
    EXPECT_EQ(weights->CountOf("other"), 0U);
  }
}

TEST(ReleasedWeights, ATornEndIsCutOffAndDamageIsTold) {
  const testing::TemporaryFolder folder;
  const std::string path = folder / "weights.bin";
  {
    ASSERT_OK_AND_ASSIGN(auto weights, ReleasedWeights::Open(path));
    EXPECT_EQ(Add(*weights, Patients(0, 60)), std::nullopt);
  }
  ASSERT_OK_AND_ASSIGN(const std::string whole, ReadFile(path, 1 << 20));
  ASSERT_THAT(WriteFileAtomically(path, whole + std::string("\x40\x00\x00\x00w", 5)), IsOk());
  {
    ASSERT_OK_AND_ASSIGN(auto weights, ReleasedWeights::Open(path));
    EXPECT_EQ(Add(*weights, Patients(1, 59)), "moments");
  }
  std::string damaged = whole;
  damaged[damaged.size() / 2] ^= 1;
  ASSERT_THAT(WriteFileAtomically(path, damaged), IsOk());
  EXPECT_THAT(ReleasedWeights::Open(path), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("byte")));
}

TEST(ReleasedWeights, CountsOfOneTaskAreAllThereOrNone) {
  const testing::TemporaryFolder folder;
  const std::string path = folder / "weights.bin";
  {
    ASSERT_OK_AND_ASSIGN(auto weights, ReleasedWeights::Open(path));
    ASSERT_THAT(weights->AddCounts({{"asked|m", 1}, {"asked|n", 2}, {"task|x", 1}}), IsOk());
  }
  ASSERT_OK_AND_ASSIGN(const std::string whole, ReadFile(path));
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    ASSERT_THAT(WriteFileAtomically(path, whole.substr(0, cut)), IsOk());
    ASSERT_OK_AND_ASSIGN(auto weights, ReleasedWeights::Open(path));
    EXPECT_EQ(weights->CountOf("asked|m") + weights->CountOf("asked|n") + weights->CountOf("task|x"), 0U)
        << cut;
  }
}

TEST(ReleasedWeights, WhatTheFirstVersionCountedStillCounts) {
  const testing::TemporaryFolder folder;
  const std::string path = folder / "weights.bin";
  const std::string body = std::string("c\x05\x00\x00\x00", 5) + "asked|m";
  const std::string record = std::string("\x0c\x00\x00\x00", 4) + body + Sha256(body).substr(0, 8);
  ASSERT_THAT(WriteFileAtomically(path, record), IsOk());
  ASSERT_OK_AND_ASSIGN(auto weights, ReleasedWeights::Open(path));
  EXPECT_EQ(weights->CountOf("asked|m"), 5U);
}

TEST(ReleasedWeights, BehindTheLastReleaseAnythingIsCutOffAndBeforeItNothing) {
  const testing::TemporaryFolder folder;
  const std::string path = folder / "weights.bin";
  std::uint64_t released = 0;
  {
    ASSERT_OK_AND_ASSIGN(auto weights, ReleasedWeights::Open(path));
    ASSERT_THAT(weights->AddCounts({{"asked|m", 1}}), IsOk());
    released = weights->size();
    ASSERT_THAT(weights->AddCounts({{"asked|m", 1}}), IsOk());
  }
  ASSERT_OK_AND_ASSIGN(const std::string whole, ReadFile(path));
  // A power cut may leave the length and not the bytes, and zeros have a length of zero.
  std::string holes = whole;
  std::fill(holes.begin() + static_cast<std::ptrdiff_t>(released), holes.end(), '\0');
  for (const std::string& torn :
       {holes, whole.substr(0, whole.size() - 1), whole + std::string(100, '\xff')}) {
    ASSERT_THAT(WriteFileAtomically(path, torn), IsOk());
    ASSERT_OK_AND_ASSIGN(auto weights, ReleasedWeights::Open(path, released));
    EXPECT_EQ(weights->CountOf("asked|m"), torn.size() > whole.size() ? 2U : 1U);
    ASSERT_THAT(weights->AddCounts({{"asked|m", 1}}), IsOk());
    ASSERT_THAT(weights->Flush(), IsOk());
    EXPECT_EQ(std::filesystem::file_size(path), weights->size());
  }
  const auto refused =
      StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr(path), HasSubstr("from a backup of")));
  for (std::uint64_t cut = 0; cut < released; ++cut) {
    ASSERT_THAT(WriteFileAtomically(path, whole.substr(0, cut)), IsOk());
    EXPECT_THAT(ReleasedWeights::Open(path, released), refused) << cut;
    EXPECT_EQ(std::filesystem::file_size(path), cut);  // as it was found
  }
  std::string damaged = whole;
  damaged[released / 2] ^= 1;
  ASSERT_THAT(WriteFileAtomically(path, damaged), IsOk());
  EXPECT_THAT(ReleasedWeights::Open(path, released), refused);
}

// A limit on the size of files is a disk that is full.
TEST(ReleasedWeights, WhatTheDiskHadNoRoomForIsWrittenBeforeAnythingElse) {
  const testing::TemporaryFolder folder;
  rlimit unlimited{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  {
    ASSERT_OK_AND_ASSIGN(auto weights, ReleasedWeights::Open(folder / "weights.bin"));
    EXPECT_EQ(Add(*weights, Patients(0, 60)), std::nullopt);
    ASSERT_THAT(weights->Flush(), IsOk());
    rlimit full = unlimited;
    full.rlim_cur = std::filesystem::file_size(folder / "weights.bin") + 10;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
    EXPECT_THAT(weights->TryAdd({{"moments", std::vector<double>(60, 1.0)}}, Patients(100, 60), 5),
                StatusIs(absl::StatusCode::kUnavailable, HasSubstr("weights.bin")));
    EXPECT_THAT(weights->AddCounts({{"asked|m", 1}}),
                StatusIs(absl::StatusCode::kUnavailable, HasSubstr("")));
    EXPECT_THAT(weights->Flush(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("weights.bin")));
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &unlimited), 0);
    EXPECT_EQ(Add(*weights, Patients(100, 60)), std::nullopt);
    ASSERT_THAT(weights->Flush(), IsOk());
  }
  std::signal(SIGXFSZ, ignored);
  ASSERT_OK_AND_ASSIGN(auto weights, ReleasedWeights::Open(folder / "weights.bin"));
  EXPECT_EQ(weights->CountOf("asked|m"), 1U);
  EXPECT_EQ(Add(*weights, Patients(101, 59)), "moments");  // one of them less
  EXPECT_EQ(Add(*weights, Patients(0, 60)), std::nullopt);
}

}  // namespace
}  // namespace osteon
