// The log of a program: one line an event on standard error.
#ifndef OSTEON_COMMON_CLI_LOG_H_
#define OSTEON_COMMON_CLI_LOG_H_

#include <memory>
#include <string>

#include "spdlog/formatter.h"
#include "spdlog/logger.h"

namespace CLI {
class App;
}

namespace osteon {

// kText, for people:    2026-09-21T10:00:00.123+02:00 info osteon-agent: study marrow: answered
// kJson, for programs:  {"time":"2026-09-21T08:00:00.123Z","level":"info","program":"osteon-agent",
//                        "message":"study marrow: answered"}, on one line
enum class LogFormat { kText, kJson };

// Lines of a message are joined by "; ". What is a control character or not UTF-8 in it (a cell of a table,
// say) does not reach the log as such.
std::unique_ptr<spdlog::formatter> LogFormatter(LogFormat format);

std::shared_ptr<spdlog::logger> StandardErrorLog(const std::string& program, LogFormat format);

// --log-format text|json.
void AddLogFormatOption(CLI::App* command, LogFormat* format);

}  // namespace osteon

#endif  // OSTEON_COMMON_CLI_LOG_H_
