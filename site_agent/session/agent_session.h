// The outbound connection: subscribe, execute, submit, and dial again for ever.
#ifndef OSTEON_SITE_AGENT_SESSION_AGENT_SESSION_H_
#define OSTEON_SITE_AGENT_SESSION_AGENT_SESSION_H_

#include <grpcpp/client_context.h>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/identity/identity_file.h"
#include "osteon/v1/session.grpc.pb.h"
#include "site_agent/executor/site_executor.h"
#include "site_agent/policy/approvals.h"
#include "site_agent/policy/consent_desk.h"
#include "site_agent/policy/mask_keys.h"
#include "site_agent/policy/standing_approvals.h"
#include "site_agent/policy/ledger.h"
#include "spdlog/logger.h"

namespace osteon {

struct AgentSessionOptions {
  std::string address;  // HOST:PORT
  std::string site;
  Identity identity;
  absl::Duration shortest_pause =
      absl::Milliseconds(200);  // between attempts to connect; grows to the longest
  absl::Duration longest_pause = absl::Seconds(10);
  std::uint64_t jitter_seed = 0;  // so that a hundred hospitals do not dial in the same second
  std::vector<StandingApproval> standing_approvals{};
  absl::Duration between_looks = absl::Seconds(30);  // for proposals that a standing approval covers
  absl::Duration between_tidyings = absl::Minutes(10);  // of datasets of studies that have ended
};

// What was agreed to here, and what goes with it.
struct Consent {
  const ApprovalFiles& decisions;  // told to the coordinator on every connection: it may have been down
  const MaskKeyFiles& mask_keys;
  const ConsentDesk& desk;  // for standing approvals
};

class AgentSession {
 public:
  // `executor`, what `consent` refers to, `ledger` (the executor's) and `log` outlive the session.
  AgentSession(AgentSessionOptions options, SiteExecutor& executor, Consent consent, FileLedger& ledger,
               spdlog::logger& log);

  // Until Stop. Whatever goes wrong with the connection is logged in one sentence and tried again after a
  // pause with jitter; only a protocol that this software does not speak, a certificate that is not accepted,
  // or a ledger that does not hold what the coordinator saw of it (kDataLoss: nothing is released), ends it.
  absl::Status Run();

  // From any thread or a signal-handling one.
  void Stop();

 private:
  class Connection;
  absl::Status Connect();
  absl::Status CheckLedger(v1::SiteSession::Stub& coordinator);
  absl::Status TellDecisions(v1::SiteSession::Stub& coordinator);
  bool Pause(absl::Duration pause);  // false: stopped

  AgentSessionOptions options_;
  SiteExecutor& executor_;
  Consent consent_;
  FileLedger& ledger_;
  spdlog::logger& log_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;
  bool connected_ = false;  // the last attempt got a stream
  bool final_ = false;      // the last attempt ended in what no other could change
  grpc::ClientContext* stream_ = nullptr;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_SESSION_AGENT_SESSION_H_
