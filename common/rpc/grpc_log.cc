#include "common/rpc/grpc_log.h"

#include <grpc/support/log.h>

#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/network/proxy.h"

namespace osteon {
namespace {

struct Sink {
  std::mutex mutex;
  std::shared_ptr<spdlog::logger> log;
  std::vector<std::string> secrets;
};

// Never destroyed: gRPC's threads outlive main.
Sink& TheSink() {
  static Sink* const sink = new Sink;
  return *sink;
}

void Write(gpr_log_func_args* event) {
  std::shared_ptr<spdlog::logger> log;
  std::string message;
  {
    Sink& sink = TheSink();
    const std::scoped_lock lock(sink.mutex);
    log = sink.log;
    message = WithoutSecrets(event->message, sink.secrets);
  }
  const absl::string_view path = event->file;
  // Who sets GRPC_VERBOSITY=debug wants to see it, whatever this program's own level.
  log->log(event->severity == GPR_LOG_SEVERITY_ERROR ? spdlog::level::err : spdlog::level::info, "{}",
           absl::StrCat("gRPC: ", message, " (", path.substr(path.rfind('/') + 1), ":", event->line, ")"));
}

}  // namespace

std::string WithoutSecrets(absl::string_view message, const std::vector<std::string>& secrets) {
  std::string shown(message);
  for (const std::string& secret : secrets) shown = absl::StrReplaceAll(shown, {{secret, "***"}});
  return shown;
}

void LogGrpcTo(std::shared_ptr<spdlog::logger> log) {
  {
    Sink& sink = TheSink();
    const std::scoped_lock lock(sink.mutex);
    sink.log = std::move(log);
    sink.secrets = ProxySecrets(ProcessEnvironment);
  }
  gpr_set_log_function(Write);
}

}  // namespace osteon
