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

// kText, for people:    2026-09-21T10:00:00.123+02:00 info osteon-agent: marrow: fit clinical: answered
// kJson, for programs:  {"time":"2026-09-21T08:00:00.123Z","level":"info","program":"osteon-agent",
//                        "message":"marrow: fit clinical: answered"}, on one line
enum class LogFormat { kText, kJson };

// Lines of a message are joined by "; ". What is a control character or not UTF-8 in it (a cell of a table,
// say) does not reach the log as such.
std::unique_ptr<spdlog::formatter> LogFormatter(LogFormat format);

std::shared_ptr<spdlog::logger> StandardErrorLog(const std::string& program, LogFormat format);

// Why a program that logs has ended: kText, as Say; kJson, an event of level critical, so that what reads the
// log finds nothing else in it.
void TellEnd(const std::string& program, LogFormat format, const std::string& message);

// --log-format text|json.
void AddLogFormatOption(CLI::App* command, LogFormat* format);

}  // namespace osteon

#endif  // OSTEON_COMMON_CLI_LOG_H_
