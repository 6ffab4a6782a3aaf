#include <CLI/CLI.hpp>
#include <memory>
#include <thread>

#include "absl/time/clock.h"
#include "common/cli/log.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/cli/stop_signal.h"
#include "common/metrics/metrics_server.h"
#include "common/rpc/grpc_log.h"
#include "common/status/status_macros.h"
#include "site_agent/cli/agent.h"
#include "site_agent/cli/agent_commands.h"
#include "site_agent/cli/state_option.h"

namespace osteon {
namespace {

struct RunArguments {
  AgentFolder folder;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
  LogFormat log_format = LogFormat::kText;
  std::string metrics;  // empty: none
};

// Ends that would come again at every restart until somebody has done something: revoked, a ledger that was
// lost, two agents with one key. Any other (a coordinator with newer software, which may go back) may pass.
bool IsForGood(const absl::Status& ended) {
  return absl::IsPermissionDenied(ended) || absl::IsDataLoss(ended) || absl::IsAborted(ended);
}

absl::Status RunAgent(const RunArguments& arguments) {
  BlockStopSignals();
  const std::shared_ptr<spdlog::logger> log = StandardErrorLog("osteon-agent", arguments.log_format);
  LogGrpcTo(log);
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<Agent> agent,
                          Agent::Open(arguments.folder, absl::Now(), log, arguments.passphrase->Source()));
  std::unique_ptr<MetricsServer> metrics;
  if (!arguments.metrics.empty()) {
    OSTEON_ASSIGN_OR_RETURN(metrics,
                            MetricsServer::Start(arguments.metrics, {[&agent] { return agent->Metrics(); },
                                                                     [&agent] { return agent->Ready(); }}));
    log->info("metrics at http://{}/metrics", metrics->address());
  }
  std::thread stopper([&agent] {
    WaitForStopSignal();
    agent->Stop();
  });
  const absl::Status ended = agent->Run();
  if (!ended.ok()) RaiseStopSignal();
  stopper.join();
  return IsForGood(ended) ? ForGood(ended) : ended;
}

}  // namespace

void AddRunCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* run = AddCommand(
      app, "run", "stay connected to the coordinator and answer approved studies",
      "osteon-agent run --state /var/lib/osteon-agent", exit_code,
      [arguments] { return RunAgent(*arguments); }, Reach::kLocal,
      [arguments](const std::string& program, const std::string& message) {
        TellEnd(program, arguments->log_format, message);
      });
  AddStateOption(run, &arguments->folder.path);
  AddPassphraseOption(run, arguments->passphrase);
  run->add_option("--metrics", arguments->metrics,
                  "answer /metrics, /healthz and /readyz at PORT of 127.0.0.1, or at ADDRESS:PORT");
  AddLogFormatOption(run, &arguments->log_format);
}

}  // namespace osteon
