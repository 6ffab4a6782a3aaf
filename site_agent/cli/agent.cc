#include "site_agent/cli/agent.h"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/identity/identity_file.h"
#include "common/status/status_macros.h"
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

absl::StatusOr<LoadedIdentity> IdentityOf(const AgentFolder& folder, absl::Time now,
                                          const PassphraseSource& passphrase) {
  absl::StatusOr<LoadedIdentity> identity = ReadIdentity(folder.IdentityFile(), now, passphrase);
  if (!absl::IsNotFound(identity.status())) return identity;
  return absl::NotFoundError(absl::StrCat(
      "this agent is not enrolled; do so with: osteon-agent enrol --state ", folder.path, " --token TOKEN"));
}

StudyDatasetsOptions DatasetsOf(const AgentFolder& folder, const AgentConfiguration& configuration,
                                const std::string& site, const PseudonymKey& key,
                                const std::shared_ptr<spdlog::logger>& log) {
  StudyDatasetsOptions options;
  options.site = site;
  options.data_path = configuration.data;
  options.key = key;
  options.folder = folder.Studies();
  options.jobs = configuration.jobs;
  options.progress = [log](const std::string& study, std::size_t done, std::size_t total) {
    const bool another_tenth = done * 10 / total != (done - 1) * 10 / total;
    if (another_tenth) log->info("study {}: features of {} of {} patients", study, done, total);
  };
  options.left_out = [log](const std::string& study, const std::string& what) {
    log->warn("study {}: {}", study, what);
  };
  return options;
}

AgentSessionOptions SessionOf(const AgentConfiguration& configuration, const LoadedIdentity& identity,
                              absl::Time now) {
  AgentSessionOptions options;
  options.address = configuration.coordinator;
  options.identity = identity.identity;
  options.jitter_seed = static_cast<std::uint64_t>(absl::ToUnixNanos(now));
  return options;
}

}  // namespace

// In the order in which they are made: the session uses all the others.
struct Agent::Parts {
  Parts(const AgentFolder& folder, const AgentConfiguration& configuration, const LoadedIdentity& identity,
        const PseudonymKey& key, Policy policy, std::unique_ptr<FileLedger> opened, absl::Time now,
        std::shared_ptr<spdlog::logger> given_log)
      : log(std::move(given_log)),
        ledger(std::move(opened)),
        approvals(folder.Studies()),
        datasets(DatasetsOf(folder, configuration, identity.peer.name, key, log)),
        office(std::move(policy), *ledger, [] { return absl::Now(); }),
        executor(identity.peer.name, approvals, datasets, office),
        session(SessionOf(configuration, identity, now), executor, approvals, *log) {}

  std::shared_ptr<spdlog::logger> log;
  std::unique_ptr<FileLedger> ledger;
  ApprovalFiles approvals;
  StudyDatasets datasets;
  ReleaseOffice office;
  SiteExecutor executor;
  AgentSession session;
};

Agent::Agent(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Agent::~Agent() = default;

absl::StatusOr<std::unique_ptr<Agent>> Agent::Open(const AgentFolder& folder, absl::Time now,
                                                   std::shared_ptr<spdlog::logger> log,
                                                   const PassphraseSource& passphrase) {
  OSTEON_ASSIGN_OR_RETURN(const AgentConfiguration configuration, ReadAgentConfiguration(folder));
  OSTEON_ASSIGN_OR_RETURN(const LoadedIdentity identity, IdentityOf(folder, now, passphrase));
  OSTEON_ASSIGN_OR_RETURN(Policy policy, ReadPolicy(folder.PolicyFile()));
  if (policy.off_for_testing) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder.PolicyFile(), ": rules: off_for_testing is for `osteon simulate` only"));
  }
  OSTEON_ASSIGN_OR_RETURN(const PseudonymKey key, ReadKey(folder.PseudonymKeyPath(), passphrase));
  std::error_code ignored;
  if (!std::filesystem::exists(configuration.data, ignored)) {
    log->warn("{} is not there; studies wait until it is", configuration.data);
  }
  OSTEON_ASSIGN_OR_RETURN(std::unique_ptr<FileLedger> ledger, FileLedger::Open(folder.LedgerFolder()));
  return std::unique_ptr<Agent>(new Agent(std::make_unique<Parts>(
      folder, configuration, identity, key, std::move(policy), std::move(ledger), now, std::move(log))));
}

absl::Status Agent::Run() {
  return parts_->session.Run();
}

void Agent::Stop() {
  parts_->session.Stop();
}

}  // namespace osteon
