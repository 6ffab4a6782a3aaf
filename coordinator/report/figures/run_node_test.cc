#include "coordinator/report/figures/run_node.h"

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/files/files.h"
#include "coordinator/report/figures/node_of_tests.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::report {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(RunNode, WithoutNodeSaysWhatToInstall) {
  const TemporaryFolder empty;
  EXPECT_THAT(RunNode({}, empty.path().string(), {empty.path().string()}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("install Debian's package nodejs")));
}

TEST(RunNode, RelativeFoldersOfThePathAreNotSearched) {
  const TemporaryFolder folder;
  MakeNode(folder.path(), "exit 0");
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  EXPECT_THAT(FindNode(".:"), StatusIs(absl::StatusCode::kNotFound, ::testing::_));
  std::filesystem::current_path(before);
  EXPECT_THAT(FindNode(absl::StrCat("/nowhere:", folder.path().string())), IsOk());
}

TEST(RunNode, TheBeginningOfItsComplaintIsInTheMessage) {
  const TemporaryFolder folder;
  MakeNode(folder.path(),
           "echo broken >&2; for i in 1 2 3 4 5 6 7 8 9; do head -c 9000 /dev/zero | tr '\\0' x >&2; done; "
           "exit 3");
  const absl::Status status = RunNode({}, folder.path().string(), {folder.path().string()});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("broken")));
  EXPECT_LT(status.message().size(), 1000U);
}

TEST(RunNode, OneThatDoesNotEndIsEndedWithWhatItStarted) {
  const TemporaryFolder folder;
  MakeNode(folder.path(), "sleep 600 & echo $! >" + folder / "child" + "; wait");
  const absl::Time start = absl::Now();
  EXPECT_THAT(RunNode({}, folder.path().string(), {folder.path().string(), absl::Milliseconds(400)}),
              StatusIs(absl::StatusCode::kDeadlineExceeded, ::testing::_));
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));
  const absl::StatusOr<std::string> child = ReadFile(folder / "child");
  ASSERT_THAT(child, IsOk());
  const std::string state = absl::StrCat("/proc/", std::stoi(*child), "/stat");
  // Gone, or a zombie that nobody has waited for yet.
  for (int look = 0; look < 100; ++look) {
    const absl::StatusOr<std::string> stat = ReadFile(state);
    if (!stat.ok() || absl::StrContains(*stat, ") Z ")) return;
    absl::SleepFor(absl::Milliseconds(20));
  }
  ADD_FAILURE() << "the child still runs";
}

TEST(RunNode, NothingOfOurEnvironmentReachesIt) {
  const TemporaryFolder folder;
  ASSERT_EQ(::setenv("OSTEON_TEST_SECRET", "secret", 1), 0);
  ASSERT_EQ(::setenv("NODE_OPTIONS", "--require=/nowhere", 1), 0);
  MakeNode(folder.path(), "/usr/bin/env >" + folder / "environment");
  EXPECT_THAT(RunNode({}, folder.path().string(), {folder.path().string()}), IsOk());
  ::unsetenv("OSTEON_TEST_SECRET");
  ::unsetenv("NODE_OPTIONS");
  const absl::StatusOr<std::string> environment = ReadFile(folder / "environment");
  ASSERT_THAT(environment, IsOk());
  EXPECT_THAT(*environment, Not(HasSubstr("secret")));
  EXPECT_THAT(*environment, Not(HasSubstr("NODE_OPTIONS")));
}

}  // namespace
}  // namespace osteon::report
