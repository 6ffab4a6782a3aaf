#include "common/cli/log.h"

#include "spdlog/sinks/stdout_sinks.h"

namespace osteon {

std::shared_ptr<spdlog::logger> StandardErrorLog(const std::string& program) {
  auto log = std::make_shared<spdlog::logger>(program, std::make_shared<spdlog::sinks::stderr_sink_mt>());
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %n: %v");
  log->flush_on(spdlog::level::info);
  return log;
}

}  // namespace osteon
