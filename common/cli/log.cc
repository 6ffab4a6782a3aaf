#include "common/cli/log.h"

#include <CLI/CLI.hpp>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/cli/program.h"
#include "common/text/one_line.h"
#include "nlohmann/json.hpp"
#include "spdlog/sinks/stdout_sinks.h"

namespace osteon {
namespace {

absl::string_view Text(spdlog::string_view_t text) {
  return {text.data(), text.size()};
}

class LineFormatter : public spdlog::formatter {
 public:
  explicit LineFormatter(LogFormat format) : format_(format) {}

  void format(const spdlog::details::log_msg& event, spdlog::memory_buf_t& out) override {
    const std::string message = OneLine(absl::StrReplaceAll(Text(event.payload), {{"\n", "; "}}),
                                        std::numeric_limits<std::size_t>::max());
    const absl::Time time = absl::FromChrono(event.time);
    const absl::string_view level = Text(spdlog::level::to_string_view(event.level));
    std::string line;
    if (format_ == LogFormat::kText) {
      line = absl::StrCat(absl::FormatTime("%Y-%m-%dT%H:%M:%E3S%Ez", time, absl::LocalTimeZone()), " ", level,
                          " ", Text(event.logger_name), ": ", message);
    } else {
      const nlohmann::ordered_json json = {
          {"time", absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone())},
          {"level", std::string(level)},
          {"program", std::string(Text(event.logger_name))},
          {"message", message}};
      line = json.dump();
    }
    line += '\n';
    out.append(line.data(), line.data() + line.size());
  }

  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<LineFormatter>(format_);
  }

 private:
  LogFormat format_;
};

}  // namespace

std::unique_ptr<spdlog::formatter> LogFormatter(LogFormat format) {
  return std::make_unique<LineFormatter>(format);
}

std::shared_ptr<spdlog::logger> StandardErrorLog(const std::string& program, LogFormat format) {
  auto log = std::make_shared<spdlog::logger>(program, std::make_shared<spdlog::sinks::stderr_sink_mt>());
  log->set_formatter(LogFormatter(format));
  log->flush_on(spdlog::level::info);
  return log;
}

void TellEnd(const std::string& program, LogFormat format, const std::string& message) {
  if (format == LogFormat::kText) {
    Say(program, message);
  } else {
    StandardErrorLog(program, format)->critical("{}", message);
  }
}

void AddLogFormatOption(CLI::App* command, LogFormat* format) {
  const std::map<std::string, LogFormat> formats = {{"text", LogFormat::kText}, {"json", LogFormat::kJson}};
  command->add_option("--log-format", *format, "text for people, json for programs; one line an event")
      ->transform(CLI::CheckedTransformer(formats))
      ->default_str("text");
}

}  // namespace osteon
