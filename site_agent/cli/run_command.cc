#include <CLI/CLI.hpp>
#include <memory>
#include <thread>

#include "absl/time/clock.h"
#include "common/cli/log.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/cli/stop_signal.h"
#include "common/status/status_macros.h"
#include "site_agent/cli/agent.h"
#include "site_agent/cli/agent_commands.h"
#include "site_agent/cli/state_option.h"

namespace osteon {
namespace {

struct Arguments {
  AgentFolder folder;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
};

absl::Status RunAgent(const Arguments& arguments) {
  BlockStopSignals();
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<Agent> agent,
                          Agent::Open(arguments.folder, absl::Now(), StandardErrorLog("osteon-agent"),
                                      arguments.passphrase->Source()));
  std::thread stopper([&agent] {
    WaitForStopSignal();
    agent->Stop();
  });
  const absl::Status ended = agent->Run();
  if (!ended.ok()) RaiseStopSignal();
  stopper.join();
  return ended;
}

}  // namespace

void AddRunCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* run = AddCommand(app, "run", "stay connected to the coordinator and answer approved studies",
                             "osteon-agent run --state /var/lib/osteon-agent", exit_code,
                             [arguments] { return RunAgent(*arguments); });
  AddStateOption(run, &arguments->folder.path);
  AddPassphraseOption(run, arguments->passphrase);
}

}  // namespace osteon
