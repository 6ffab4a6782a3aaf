#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "common/cli/log.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/cli/stop_signal.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/coordinator_commands.h"
#include "coordinator/cli/coordinator_state_option.h"
#include "coordinator/cli/host.h"

namespace osteon::coordinator {
namespace {

absl::Status Serve(HostOptions options, Passphrase& passphrase) {
  BlockStopSignals();
  options.passphrase = passphrase.Source();
  options.clock = [] { return absl::Now(); };
  options.log = StandardErrorLog("osteon-coordinator");
  const std::shared_ptr<spdlog::logger> log = options.log;
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<Host> host, Host::Start(std::move(options)));
  std::printf("listening on %s\n", host->address().c_str());
  std::fflush(stdout);
  WaitForStopSignal();
  log->info("stopping");
  return absl::OkStatus();
}

}  // namespace

void AddServeCommand(CLI::App& app, int* exit_code) {
  auto options = std::make_shared<HostOptions>();
  auto passphrase = std::make_shared<Passphrase>();
  options->listen = "0.0.0.0:7443";
  CLI::App* serve = AddCommand(app, "serve", "run the coordinator; studies go on where the journal has them",
                               "osteon-coordinator serve --listen 0.0.0.0:7443", exit_code,
                               [options, passphrase] { return Serve(*options, *passphrase); });
  AddStateOption(serve, &options->folder.path);
  AddPassphraseOption(serve, passphrase);
  serve->add_option("--listen", options->listen, "ADDRESS:PORT; port 0 picks a free one")
      ->capture_default_str();
  serve
      ->add_option(
          "--notify", options->notify,
          "a program that is run at every change of a study's state, with STUDY OLD NEW SITES and a JSON "
          "on standard input")
      ->type_name("PROGRAM");
  serve->add_option("--ca-dir", options->ca_folder,
                    "folder of the CA's key, when it is not the folder's ca/");
}

}  // namespace osteon::coordinator
