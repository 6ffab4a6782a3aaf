#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "common/cli/log.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/cli/stop_signal.h"
#include "common/metrics/metrics_server.h"
#include "common/rpc/grpc_log.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/coordinator_commands.h"
#include "coordinator/cli/coordinator_state_option.h"
#include "coordinator/cli/host.h"

namespace osteon::coordinator {
namespace {

struct ServeArguments {
  HostOptions host;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
  LogFormat log_format = LogFormat::kText;
  std::string metrics;  // empty: none
};

absl::Status Serve(const ServeArguments& arguments) {
  BlockStopSignals();
  HostOptions options = arguments.host;
  options.passphrase = arguments.passphrase->Source();
  options.clock = [] { return absl::Now(); };
  options.log = StandardErrorLog("osteon-coordinator", arguments.log_format);
  const std::shared_ptr<spdlog::logger> log = options.log;
  LogGrpcTo(log);
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<Host> host, Host::Start(std::move(options)));
  std::unique_ptr<MetricsServer> metrics;
  if (!arguments.metrics.empty()) {
    OSTEON_ASSIGN_OR_RETURN(metrics,
                            MetricsServer::Start(arguments.metrics, {[&host] { return host->Metrics(); },
                                                                     [&host] { return host->Ready(); }}));
    log->info("metrics at http://{}/metrics", metrics->address());
  }
  if (arguments.log_format == LogFormat::kJson) {
    // A service's standard output is in the journal, too, among the events.
    log->info("listening on {}", host->address());
  } else {
    std::printf("listening on %s\n", host->address().c_str());
    std::fflush(stdout);
  }
  WaitForStopSignal();
  log->info("stopping");
  return absl::OkStatus();
}

}  // namespace

void AddServeCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<ServeArguments>();
  HostOptions& options = arguments->host;
  options.listen = "0.0.0.0:443";
  CLI::App* serve = AddCommand(
      app, "serve", "run the coordinator; studies go on where the journal has them",
      "osteon-coordinator serve --metrics 9464", exit_code, [arguments] { return Serve(*arguments); },
      Reach::kLocal,
      [arguments](const std::string& program, const std::string& message) {
        TellEnd(program, arguments->log_format, message);
      });
  AddStateOption(serve, &options.folder.path);
  AddPassphraseOption(serve, arguments->passphrase);
  serve->add_option("--listen", options.listen, "ADDRESS:PORT; port 0 picks a free one")
      ->capture_default_str();
  serve->add_option("--ca-dir", options.ca_folder, "folder of the CA's key, when it is not the folder's ca/");
  serve
      ->add_option(
          "--notify", options.notify,
          "a program that is run at every change of a study's state, with STUDY OLD NEW SITES and a JSON "
          "on standard input")
      ->type_name("PROGRAM");
  serve->add_option("--metrics", arguments->metrics,
                    "answer /metrics, /healthz and /readyz at PORT of 127.0.0.1, or at ADDRESS:PORT");
  AddLogFormatOption(serve, &arguments->log_format);
}

}  // namespace osteon::coordinator
