#include "coordinator/cli/demo_run/child_process.h"

#include <csignal>

#include "absl/time/clock.h"
#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

const auto kNever = [] { return false; };

TEST(RunToEnd, GivesWhatWasPrintedOrWhatWasComplainedOf) {
  ASSERT_OK_AND_ASSIGN(const std::string printed, RunToEnd({"/bin/sh", "-c", "echo one; echo two"}, kNever));
  EXPECT_EQ(printed, "one\ntwo\n");
  EXPECT_THAT(RunToEnd({"/bin/sh", "-c", "echo no such site >&2; exit 1"}, kNever),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no such site")));
  EXPECT_THAT(RunToEnd({"/no/such/program"}, kNever),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("/no/such")));
}

TEST(RunToEnd, OutputLongerThanAPipeHoldsDoesNotHang) {
  ASSERT_OK_AND_ASSIGN(const std::string printed,
                       RunToEnd({"/bin/sh", "-c", "head -c 300000 /dev/zero"}, kNever));
  EXPECT_EQ(printed.size(), 300000U);
}

TEST(RunToEnd, IsEndedWhenStopped) {
  EXPECT_THAT(RunToEnd({"/bin/sleep", "60"}, [] { return true; }),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("")));
}

TEST(ChildProcess, IsGoneWhenItsOwnerIs) {
  const testing::TemporaryFolder folder;
  pid_t pid = 0;
  {
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<ChildProcess> child,
                         ChildProcess::Start({"/bin/sh", "-c", "echo started; sleep 60"}, folder / "log"));
    pid = child->pid();
    EXPECT_TRUE(child->Running());
    for (int i = 0; i < 500 && ReadFile(folder / "log").value_or("").empty(); ++i)
      absl::SleepFor(absl::Milliseconds(10));
    EXPECT_EQ(ReadFile(folder / "log").value_or(""), "started\n");
  }
  EXPECT_NE(::kill(pid, 0), 0);
}

}  // namespace
}  // namespace osteon
