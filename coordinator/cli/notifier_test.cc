#include "coordinator/cli/notifier.h"

#include <sys/stat.h>

#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/files/files.h"
#include "spdlog/sinks/ostream_sink.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;

class NotifierTest : public ::testing::Test {
 protected:
  std::string Script(const std::string& name, const std::string& body) {
    const std::string path = folder_ / name;
    EXPECT_THAT(WriteFileAtomically(path, absl::StrCat("#!/bin/sh\n", body, "\n")), IsOk());
    EXPECT_EQ(chmod(path.c_str(), 0700), 0);
    return path;
  }
  std::string WaitForFile(const std::string& name) const {
    for (int i = 0; i < 500; ++i) {
      const auto text = ReadFile(folder_ / name);
      if (text.ok() && !text->empty() && text->back() == '\n') return *text;
      absl::SleepFor(absl::Milliseconds(10));
    }
    return "";
  }
  bool WaitForLog(const std::string& words) {
    for (int i = 0; i < 500; ++i) {
      log_.flush();
      {
        if (said_.str().find(words) != std::string::npos) return true;
      }
      absl::SleepFor(absl::Milliseconds(10));
    }
    return false;
  }
  StateChange Paused() const {
    return {"mm; rm -rf $HOME",
            std::string(64, 'a'),
            "RUNNING",
            "PAUSED",
            {"beta", "gamma"},
            "why \"so\"",
            absl::FromUnixSeconds(1'790'000'000)};
  }

  const TemporaryFolder folder_;
  std::ostringstream said_;
  std::shared_ptr<spdlog::sinks::ostream_sink_mt> sink_ =
      std::make_shared<spdlog::sinks::ostream_sink_mt>(said_);
  spdlog::logger log_{"test", sink_};
};

TEST_F(NotifierTest, TellsTheProgramByArgumentsAndJsonAndWithoutAShell) {
  const std::string out = folder_ / "out";
  const std::string program =
      Script("tell", absl::StrCat("{ for a in \"$@\"; do echo \"<$a>\"; done; cat; } > ", out, ".part; mv ",
                                  out, ".part ", out));
  Notifier notifier(program, log_);
  notifier.Tell(Paused());
  EXPECT_EQ(WaitForFile("out"),
            "<mm; rm -rf $HOME>\n<RUNNING>\n<PAUSED>\n<beta,gamma>\n"
            "{\"study\":\"mm; rm -rf $HOME\",\"study_sha256\":\"" +
                std::string(64, 'a') +
                "\",\"old_state\":\"RUNNING\",\"new_state\":\"PAUSED\",\"sites\":[\"beta\",\"gamma\"],"
                "\"message\":\"why \\\"so\\\"\",\"time\":\"2026-09-21T14:13:20Z\"}\n");
}

TEST_F(NotifierTest, AProgramThatHangsHoldsNobodyUpAndIsKilledWithWhatItStarted) {
  const std::string program =
      Script("hang", absl::StrCat("sleep 30 & echo $! > ", folder_ / "child", "; wait"));
  Notifier notifier(program, log_, absl::Milliseconds(300));
  const absl::Time begun = absl::Now();
  for (int i = 0; i < 3; ++i) notifier.Tell(Paused());
  EXPECT_LT(absl::Now() - begun, absl::Milliseconds(200));
  EXPECT_TRUE(WaitForLog("killed after 300ms"));
  const int child = std::stoi(WaitForFile("child"));
  for (int i = 0; i < 200 && kill(child, 0) == 0; ++i) {
    // An orphan that nobody has reaped still answers; it no longer sleeps.
    const auto state = ReadFile(absl::StrCat("/proc/", child, "/stat"));
    if (!state.ok() || state->find(") Z ") != std::string::npos) break;
    absl::SleepFor(absl::Milliseconds(10));
  }
  const auto state = ReadFile(absl::StrCat("/proc/", child, "/stat"));
  EXPECT_TRUE(!state.ok() || state->find(") Z ") != std::string::npos);
}

TEST_F(NotifierTest, WhatGoesWrongIsLogged) {
  {
    Notifier notifier(Script("no", "exit 3"), log_);
    notifier.Tell(Paused());
    EXPECT_TRUE(WaitForLog("exit code 3"));
  }
  {
    Notifier notifier(folder_ / "gone", log_);
    notifier.Tell(Paused());
    EXPECT_TRUE(WaitForLog("cannot be started: No such file"));
  }
  EXPECT_THAT(
      CheckNotifyProgram(folder_ / "gone"),
      StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("gone"), HasSubstr("executable"))));
}

TEST_F(NotifierTest, EndsAtOnceWhenTheCoordinatorStops) {
  const absl::Time begun = absl::Now();
  {
    Notifier notifier(Script("hang", absl::StrCat("echo > ", folder_ / "runs", "; sleep 30")), log_);
    notifier.Tell(Paused());
    WaitForFile("runs");
  }
  EXPECT_LT(absl::Now() - begun, absl::Seconds(10));
}

}  // namespace
}  // namespace osteon::coordinator
