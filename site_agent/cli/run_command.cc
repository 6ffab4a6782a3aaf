#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cli/log.h"
#include "common/cli/program.h"
#include "common/cli/stop_signal.h"
#include "common/status/status_macros.h"
#include "site_agent/cli/agent_commands.h"
#include "site_agent/cli/agent_state.h"
#include "site_agent/cli/state_option.h"
#include "site_agent/cohort/pseudonym.h"
#include "site_agent/executor/site_executor.h"
#include "site_agent/executor/study_datasets.h"
#include "site_agent/policy/approvals.h"
#include "site_agent/policy/ledger.h"
#include "site_agent/policy/policy.h"
#include "site_agent/policy/release_office.h"
#include "site_agent/session/agent_session.h"

namespace osteon {
namespace {

absl::Status RunAgent(const AgentFolder& folder) {
  BlockStopSignals();
  OSTEON_ASSIGN_OR_RETURN(const AgentConfiguration configuration, ReadAgentConfiguration(folder));
  OSTEON_ASSIGN_OR_RETURN(const LoadedIdentity identity, ReadIdentity(folder.IdentityFile(), absl::Now()));
  OSTEON_ASSIGN_OR_RETURN(const Policy policy, ReadPolicy(folder.PolicyFile()));
  if (policy.off_for_testing) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder.PolicyFile(), ": rules: off_for_testing is for `osteon simulate` only"));
  }
  OSTEON_ASSIGN_OR_RETURN(const PseudonymKey key, ReadKey(folder.PseudonymKeyPath()));
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<FileLedger> ledger, FileLedger::Open(folder.LedgerFolder()));

  const std::shared_ptr<spdlog::logger> log = StandardErrorLog(absl::StrCat("osteon-agent ", identity.peer.name));
  const ApprovalFiles approvals(folder.Studies());
  StudyDatasetsOptions dataset_options;
  dataset_options.site = identity.peer.name;
  dataset_options.data_path = configuration.data;
  dataset_options.key = key;
  dataset_options.folder = folder.Studies();
  dataset_options.jobs = configuration.jobs;
  dataset_options.progress = [&log](const std::string& study, std::size_t done, std::size_t total) {
    if (done == total || done * 10 / total != (done - 1) * 10 / total) {
      log->info("study {}: features of {} of {} patients", study, done, total);
    }
  };
  StudyDatasets datasets(std::move(dataset_options));
  ReleaseOffice office(policy, *ledger, [] { return absl::Now(); });
  SiteExecutor executor(identity.peer.name, approvals, datasets, office);

  AgentSessionOptions options;
  options.address = configuration.coordinator;
  options.identity = identity.identity;
  options.jitter_seed = static_cast<std::uint64_t>(absl::ToUnixNanos(absl::Now()));
  AgentSession session(std::move(options), executor, approvals, *log);
  std::thread stopper([&session] {
    WaitForStopSignal();
    session.Stop();
  });
  const absl::Status ended = session.Run();
  if (!ended.ok()) RaiseStopSignal();
  stopper.join();
  return ended;
}

}  // namespace

void AddRunCommand(CLI::App& app, int* exit_code) {
  auto folder = std::make_shared<AgentFolder>();
  CLI::App* run = AddCommand(app, "run", "stay connected to the coordinator and answer approved studies",
                             "osteon-agent run --state /var/lib/osteon-agent", exit_code,
                             [folder] { return RunAgent(*folder); });
  AddStateOption(run, &folder->path);
}

}  // namespace osteon
