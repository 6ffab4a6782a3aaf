#include "common/cli/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "spdlog/sinks/ostream_sink.h"

namespace osteon {
namespace {

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
      Logged(LogFormat::kText, "study marrow: answered"),
      MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}[+-][0-9]{2}:[0-9]{2} warning osteon-agent: "
                   "study marrow: answered\n"));
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

}  // namespace
}  // namespace osteon
