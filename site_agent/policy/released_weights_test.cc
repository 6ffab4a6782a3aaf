#include "site_agent/policy/released_weights.h"

#include <sys/resource.h>

#include <csignal>
#include <filesystem>

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
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
