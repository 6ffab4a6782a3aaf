// All that `osteon-agent run` runs, put together.
#ifndef OSTEON_SITE_AGENT_CLI_AGENT_H_
#define OSTEON_SITE_AGENT_CLI_AGENT_H_

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/identity/identity_file.h"
#include "common/identity/secret_file.h"
#include "common/metrics/metric.h"
#include "site_agent/cli/agent_state.h"
#include "site_agent/policy/ledger.h"
#include "spdlog/logger.h"

namespace osteon {

// The folder's ledger, signed with the agent's key; no other may be working on it.
absl::StatusOr<std::unique_ptr<FileLedger>> OpenLedger(const AgentFolder& folder,
                                                       const LoadedIdentity& identity);

// What tests shorten and move.
struct AgentTimes {
  std::function<absl::Time()> clock = [] { return absl::Now(); };  // for the certificate's dates
  absl::Duration between_looks = absl::Seconds(30);                // AgentSessionOptions
  absl::Duration between_renewals = absl::Hours(1);
};

class Agent {
 public:
  // Reads configuration, identity, policy, key and ledger of the folder. The message says what is missing and
  // which command makes it. `passphrase` is kept for the keys of masks. kFailedPrecondition: a policy that is
  // for simulation only, or another agent on this folder.
  static absl::StatusOr<std::unique_ptr<Agent>> Open(const AgentFolder& folder, absl::Time now,
                                                     std::shared_ptr<spdlog::logger> log,
                                                     const PassphraseSource& passphrase = nullptr,
                                                     const AgentTimes& times = {});
  ~Agent();

  // AgentSession::Run and Stop.
  absl::Status Run();
  void Stop();

  // From any thread: agent_metrics.h, and whether it is connected now.
  std::vector<Metric> Metrics();
  absl::Status Ready();

 private:
  struct Parts;
  explicit Agent(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_AGENT_H_
