// A whole consortium for one test: a coordinator and agents in this process, with real certificates, folders
// and connections over loopback.
#ifndef OSTEON_TESTS_END_TO_END_CONSORTIUM_H_
#define OSTEON_TESTS_END_TO_END_CONSORTIUM_H_

#include <grpcpp/channel.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/identity/certificate.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/identity_file.h"
#include "coordinator/cli/coordinator_folder.h"
#include "coordinator/cli/host.h"
#include "models/study/study.h"
#include "osteon/v1/session.grpc.pb.h"
#include "site_agent/cli/agent.h"
#include "site_agent/policy/study_proposal.h"
#include "spdlog/logger.h"
#include "tests/support/temporary_folder.h"

namespace osteon::testing {

// What a test shortens.
struct ConsortiumTimes {
  absl::Duration member_lifetime = CertificateAuthority::kDefaultLifetime;
  absl::Duration server_lifetime = coordinator::kServerLifetime;
  absl::Duration coordinator_looks = absl::Seconds(1);
  absl::Duration agent_looks = absl::Seconds(30);
  absl::Duration between_renewals = absl::Hours(1);
  coordinator::ListenerProbes probes{};
};

class Consortium {
 public:
  // `coordinator_folder`: another place than the test's own folder.
  explicit Consortium(const ConsortiumTimes& times = {}, std::string coordinator_folder = "");
  ~Consortium();

  // Of a coordinator that is started afterwards.
  void SetWaits(coordinator::WaitRules waits) { waits_ = waits; }
  void SetNotify(std::string program) { notify_ = std::move(program); }

  // The coordinator listens on a free port at first and on the same one after a restart.
  void StartCoordinator(coordinator::WriteHook journal_hook = nullptr);
  // The same; the error of a start that does not succeed.
  absl::Status TryStartCoordinator(coordinator::WriteHook journal_hook);
  void StopCoordinator();
  coordinator::Host& host() { return *host_; }
  const std::string& address() const { return address_; }

  // From now on these clocks are ahead of this machine's. TLS itself keeps to this machine's.
  void MoveCoordinatorsClock(absl::Duration ahead) { coordinator_ahead_ = absl::ToInt64Seconds(ahead); }
  void MoveAgentsClocks(absl::Duration ahead) { agents_ahead_ = absl::ToInt64Seconds(ahead); }

  // Invites a member; gives the token.
  std::string Invite(const std::string& name, Role role, absl::Duration valid = absl::Hours(1));
  // As `osteon-coordinator revoke`: another connection to the journal.
  void Revoke(const std::string& name, const std::string& reason);
  // Invites and enrols a person.
  Identity EnrolPerson(const std::string& name, Role role);
  // Invites and enrols a site whose table is `csv`. The agent is not started.
  void AddSite(const std::string& name, const std::string& csv);
  void StartAgent(const std::string& name);
  // Ends the agent and gives what Run returned.
  absl::Status StopAgent(const std::string& name);
  // What all agents logged, a line an event; to be read when none runs.
  std::string AgentLog() const { return agent_log_.str(); }
  // Waits until the agent has ended by itself, and gives what Run returned.
  absl::Status WaitForAgent(const std::string& name);

  // As the statistician "maria", who is enrolled at first use. Gives the study's hash.
  absl::StatusOr<std::string> Submit(const models::Study& study);
  // The study as maria proposes it, with the roster of today.
  StudyProposal ProposalOf(const models::Study& study);
  // Writes the decision into the site's folder, as `osteon-agent approve` does; a running agent tells it when
  // it connects next.
  void Decide(const std::string& site, const models::Study& study, bool approve);
  absl::StatusOr<v1::StudyStatus> Status(const std::string& study_sha256);
  // Waits until the study is neither PROPOSED, RUNNING nor PAUSED, at most 60 s.
  v1::StudyStatus WaitForEnd(const std::string& study_sha256);
  absl::StatusOr<std::map<std::string, std::string>> Results(const std::string& study_sha256);

  std::string Path(const std::string& name) const { return folder_ / name; }
  AgentFolder FolderOf(const std::string& site) const { return {Path("agents/" + site)}; }
  std::string TableOf(const std::string& site) const { return Path("data/" + site + ".csv"); }
  Identity IdentityOf(const std::string& site) const;

 private:
  struct RunningAgent {
    std::unique_ptr<Agent> agent;
    absl::Status ended;
    std::thread thread;
  };
  v1::StudyDesk::Stub& Desk();
  const Identity& Maria();  // enrolled at first use

  ConsortiumTimes times_;
  std::atomic<std::int64_t> coordinator_ahead_ = 0, agents_ahead_ = 0;  // seconds
  TemporaryFolder folder_;
  std::string coordinator_folder_;
  coordinator::WaitRules waits_;
  std::string notify_;
  std::string address_;
  std::unique_ptr<coordinator::Host> host_;
  std::ostringstream agent_log_;
  std::shared_ptr<spdlog::logger> agent_logger_;
  std::map<std::string, RunningAgent> agents_;
  std::optional<Identity> maria_;
  std::unique_ptr<v1::StudyDesk::Stub> desk_;
};

// A table of `patients` patients with columns patient_id, label, age, sex (F, M), f1, f2, f3 and p_reader (a
// risk); the outcome depends on age, sex and f1. Different for each seed, the same for ever.
std::string SyntheticTable(int patients, unsigned seed);

// label ~ age + sex + f1 + f2 at the development sites, validated everywhere, with a given model and a score.
models::Study SyntheticStudy(const std::vector<std::string>& development,
                             const std::vector<std::string>& external);

}  // namespace osteon::testing

#endif  // OSTEON_TESTS_END_TO_END_CONSORTIUM_H_
