#include "common/cli/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "common/cli/program.h"
#include "spdlog/sinks/ostream_sink.h"

namespace osteon {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::MatchesRegex;

std::string Logged(LogFormat format, const std::string& message) {
  std::ostringstream out;
  spdlog::logger log("osteon-agent", std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
  log.set_formatter(LogFormatter(format));
  log.warn("{}", message);
  return out.str();
}

TEST(Log, TextIsForPeople) {
  EXPECT_THAT(
      Logged(LogFormat::kText, "marrow: fit clinical: answered"),
      MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}[+-][0-9]{2}:[0-9]{2} warning osteon-agent: "
                   "marrow: fit clinical: answered\n"));
}

TEST(Log, JsonIsForPrograms) {
  const std::string line = Logged(LogFormat::kJson, "a \"quoted\" word");
  const nlohmann::json event = nlohmann::json::parse(line);
  EXPECT_EQ(event["level"], "warning");
  EXPECT_EQ(event["program"], "osteon-agent");
  EXPECT_EQ(event["message"], "a \"quoted\" word");
  EXPECT_THAT(std::string(event["time"]), MatchesRegex("[0-9-]{10}T[0-9:.]{12}Z"));
}

TEST(Log, AnEventIsOneLineWhateverItSays) {
  const std::string said = "two problems:\nfirst\nsecond \x1b[31m\xff";
  EXPECT_THAT(Logged(LogFormat::kText, said), EndsWith(": two problems:; first; second  [31m?\n"));
  const std::string json = Logged(LogFormat::kJson, said);
  EXPECT_EQ(json.find('\n'), json.size() - 1);
  EXPECT_EQ(nlohmann::json::parse(json)["message"], "two problems:; first; second  [31m?");
}

std::string Told(LogFormat format) {
  ::testing::internal::CaptureStderr();
  TellEnd("osteon-agent", format, "the policy is for simulation only:\nsee policy.yaml");
  return ::testing::internal::GetCapturedStderr();
}

TEST(TellEnd, IsAnEventAmongEvents) {
  const std::string line = Told(LogFormat::kJson);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const nlohmann::json event = nlohmann::json::parse(line);
  EXPECT_EQ(event["level"], "critical");
  EXPECT_EQ(event["program"], "osteon-agent");
  EXPECT_EQ(event["message"], "the policy is for simulation only:; see policy.yaml");
}

TEST(TellEnd, IsSaidToPeopleAsByEveryCommand) {
  EXPECT_EQ(Told(LogFormat::kText), "osteon-agent: the policy is for simulation only:\n  see policy.yaml\n");
}

// What a command is given to tell its error is used, and the exit code stays.
TEST(AddCommand, TellsItsErrorOnceAsItIsAskedTo) {
  int exit_code = 0;
  CLI::App app("", "osteon-agent");
  std::vector<std::string> told;
  AddCommand(
      app, "run", "", "", &exit_code, [] { return absl::UnavailableError("not now"); }, Reach::kNetwork,
      [&](const std::string& program, const std::string& message) {
        told = {program, message};
      });
  std::vector<std::string> arguments = {"osteon-agent", "run"};
  std::vector<char*> argv = {arguments[0].data(), arguments[1].data()};
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(RunProgram(app, 2, argv.data(), exit_code), kExitNotReached);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_THAT(told, ElementsAre("osteon-agent", "not now"));
}

}  // namespace
}  // namespace osteon
