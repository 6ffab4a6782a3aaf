#include "site_agent/cli/agent.h"

#include <filesystem>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/identity/identity_file.h"
#include "common/rpc/member_connection.h"
#include "common/status/status_macros.h"
#include "site_agent/cli/agent_metrics.h"
#include "site_agent/cli/data_notes.h"
#include "site_agent/cohort/pseudonym.h"
#include "site_agent/executor/site_executor.h"
#include "site_agent/executor/study_datasets.h"
#include "site_agent/policy/approvals.h"
#include "site_agent/policy/consent_desk.h"
#include "site_agent/policy/known_sites.h"
#include "site_agent/policy/ledger.h"
#include "site_agent/policy/mask_keys.h"
#include "site_agent/policy/policy.h"
#include "site_agent/policy/release_office.h"
#include "site_agent/policy/withdrawn_patients.h"
#include "site_agent/session/agent_session.h"

namespace osteon {
namespace {

absl::StatusOr<LoadedIdentity> IdentityOf(const AgentFolder& folder, const AgentConfiguration& configuration,
                                          absl::Time now, const PassphraseSource& passphrase) {
  OSTEON_RETURN_IF_ERROR(CheckIsEnrolled(folder));
  return ReadMemberIdentity(folder.IdentityFile(), configuration.coordinator,
                            absl::StrCat("osteon-agent enrol --state ", folder.path, " --token TOKEN"), now,
                            passphrase);
}

StudyDatasetsOptions DatasetsOf(const AgentFolder& folder, const AgentConfiguration& configuration,
                                const std::string& site, const PseudonymKey& key, const Policy& policy,
                                const std::shared_ptr<spdlog::logger>& log, ExtractionQueue& queue,
                                DataNotes& notes, Ledger& ledger) {
  StudyDatasetsOptions options;
  options.site = site;
  options.data_path = configuration.data;
  options.key = key;
  options.folder = folder.Studies();
  options.exclusions = folder.Exclusions();
  options.check_exclusions = [patients = WithdrawnPatients(folder.Exclusions(), ledger)](
                                 const std::set<std::string>& pseudonyms) mutable {
    return patients.Check(pseudonyms);
  };
  options.finish_after_withdrawal = policy.on_withdrawal == OnWithdrawal::kFinish;
  options.least_changes = [limits = policy.limits](const models::Study& study) {
    return static_cast<double>(models::Stricter(limits, study.privacy).min_cell);
  };
  options.jobs = configuration.jobs;
  options.progress = [log, &queue](const std::string& study, std::size_t done, std::size_t total) {
    queue.Report(study, done, total);
    const bool another_tenth = done * 10 / total != (done - 1) * 10 / total;
    if (another_tenth) log->info("study {}: features of {} of {} patients", study, done, total);
  };
  // A line in the log for the first thing only: there may be one for each patient.
  options.left_out = [log, &notes, said = std::set<std::string>()](
                         const std::string& study, const std::string& hash, const std::string& what) mutable {
    const std::string where = notes.Add(hash, what, absl::Now());
    if (said.insert(hash).second) log->warn("study {}: its data are not all as it needs; {}", study, where);
  };
  return options;
}

AgentSessionOptions SessionOf(const AgentFolder& folder, const AgentConfiguration& configuration,
                              const LoadedIdentity& identity, const PassphraseSource& passphrase,
                              const Policy& policy, const AgentTimes& times, absl::Time now) {
  AgentSessionOptions options;
  options.address = configuration.coordinator;
  options.site = identity.peer.name;
  options.identity = identity;
  options.identity_path = folder.IdentityFile();
  options.passphrase = passphrase;
  options.clock = times.clock;
  options.between_looks = times.between_looks;
  options.between_renewals = times.between_renewals;
  options.standing_approvals = policy.standing_approvals;
  options.jitter_seed = static_cast<std::uint64_t>(absl::ToUnixNanos(now));
  return options;
}

AgentSessionOptions Noting(AgentSessionOptions options, DataNotes& notes) {
  options.note_about_data = [&notes](const std::string& study_sha256, const std::string& what) {
    return notes.Add(study_sha256, what, absl::Now());
  };
  return options;
}

}  // namespace

// In the order in which they are made: the session uses all the others.
struct Agent::Parts {
  Parts(const AgentFolder& folder, const AgentConfiguration& configuration, const LoadedIdentity& identity,
        const PassphraseSource& passphrase, const PseudonymKey& key, Policy policy,
        std::unique_ptr<FileLedger> opened, std::unique_ptr<ReleasedWeights> opened_weights,
        AgentSessionOptions options, std::shared_ptr<spdlog::logger> given_log)
      : log(std::move(given_log)),
        state(folder.path),
        ledger(std::move(opened)),
        weights(std::move(opened_weights)),
        approvals(folder.Studies()),
        notes(approvals),
        mask_keys(identity.peer.name, approvals, {folder.PseudonymKeyPath(), passphrase}),
        datasets(
            DatasetsOf(folder, configuration, identity.peer.name, key, policy, log, queue, notes, *ledger)),
        office(identity.peer.name, std::move(policy), *ledger, *weights, mask_keys,
               [] { return absl::Now(); }),
        executor(identity.peer.name, approvals, datasets, office),
        desk(identity, approvals, mask_keys, KnownSitesFile(folder.KnownSites())),
        session(Noting(std::move(options), notes), executor, {approvals, mask_keys, desk}, *ledger, *log) {}

  std::shared_ptr<spdlog::logger> log;
  std::string state;  // the folder
  ExtractionQueue queue;
  std::unique_ptr<FileLedger> ledger;
  std::unique_ptr<ReleasedWeights> weights;
  ApprovalFiles approvals;
  DataNotes notes;
  MaskKeyFiles mask_keys;
  StudyDatasets datasets;
  ReleaseOffice office;
  SiteExecutor executor;
  ConsentDesk desk;
  AgentSession session;
};

Agent::Agent(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Agent::~Agent() = default;

absl::StatusOr<std::unique_ptr<FileLedger>> OpenLedger(const AgentFolder& folder,
                                                       const LoadedIdentity& identity) {
  OSTEON_ASSIGN_OR_RETURN(PrivateKey key, PrivateKey::FromPem(identity.identity.private_key_pem));
  return FileLedger::Open(folder.LedgerFolder(), LedgerSigner{identity.peer.name, std::move(key)});
}

absl::StatusOr<std::unique_ptr<Agent>> Agent::Open(const AgentFolder& folder, absl::Time now,
                                                   std::shared_ptr<spdlog::logger> log,
                                                   const PassphraseSource& passphrase,
                                                   const AgentTimes& times) {
  OSTEON_ASSIGN_OR_RETURN(const AgentConfiguration configuration, ReadAgentConfiguration(folder));
  OSTEON_ASSIGN_OR_RETURN(const LoadedIdentity identity, IdentityOf(folder, configuration, now, passphrase));
  OSTEON_ASSIGN_OR_RETURN(Policy policy, ReadPolicyInForce(folder.PolicyFile()));
  OSTEON_ASSIGN_OR_RETURN(const PseudonymKey key, ReadKey(folder.PseudonymKeyPath(), passphrase));
  std::error_code ignored;
  if (!std::filesystem::exists(configuration.data, ignored)) {
    log->warn("{} is not there; studies wait until it is", configuration.data);
  }
  OSTEON_ASSIGN_OR_RETURN(std::unique_ptr<FileLedger> ledger, OpenLedger(folder, identity));
  OSTEON_ASSIGN_OR_RETURN(std::unique_ptr<ReleasedWeights> weights,
                          OpenReleasedWeights(folder.WeightsFile(), *ledger));
  AgentSessionOptions options = SessionOf(folder, configuration, identity, passphrase, policy, times, now);
  return std::unique_ptr<Agent>(new Agent(
      std::make_unique<Parts>(folder, configuration, identity, passphrase, key, std::move(policy),
                              std::move(ledger), std::move(weights), std::move(options), std::move(log))));
}

absl::Status Agent::Run() {
  return parts_->session.Run();
}

std::vector<Metric> Agent::Metrics() {
  AgentFacts facts;
  facts.connected = parts_->session.Connected();
  facts.tasks_waiting = parts_->session.TasksWaiting();
  facts.cases_left = parts_->queue.Left();
  facts.entries = parts_->ledger->Entries();
  facts.events = parts_->ledger->Events();
  facts.certificate_ends = parts_->session.CertificateEnds();
  facts.folder = parts_->state;
  return AgentMetrics(facts, absl::Now());
}

absl::Status Agent::Ready() {
  if (parts_->session.Connected()) return absl::OkStatus();
  return absl::UnavailableError("not connected to the coordinator");
}

void Agent::Stop() {
  parts_->session.Stop();
}

}  // namespace osteon
