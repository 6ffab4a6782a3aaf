// The outbound connection: subscribe, execute, submit, and dial again for ever.
#ifndef OSTEON_SITE_AGENT_SESSION_AGENT_SESSION_H_
#define OSTEON_SITE_AGENT_SESSION_AGENT_SESSION_H_

#include <grpcpp/client_context.h>

#include <condition_variable>
#include <memory>
#include <mutex>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/identity/identity_file.h"
#include "osteon/v1/session.grpc.pb.h"
#include "site_agent/executor/site_executor.h"
#include "site_agent/policy/ledger.h"
#include "site_agent/policy/refused_tasks.h"
#include "site_agent/session/answering_connection.h"
#include "site_agent/session/displacements.h"
#include "site_agent/session/session_options.h"
#include "spdlog/logger.h"

namespace osteon {

class AgentSession {
 public:
  // `executor`, what `consent` refers to, `ledger` (the executor's) and `log` outlive the session.
  AgentSession(AgentSessionOptions options, SiteExecutor& executor, Consent consent, FileLedger& ledger,
               spdlog::logger& log);

  // Until Stop. Whatever goes wrong with the connection is logged in one sentence and tried again after a
  // pause with jitter; only a protocol that this software does not speak, a certificate that was revoked
  // (kPermissionDenied), a ledger that does not hold what the coordinator saw of it (kDataLoss: nothing is
  // released), or another agent with the same key (kAborted, when it has taken the stream three
  // times in a minute), ends it. A certificate is renewed when two thirds of its life have passed, between
  // two tasks; the connection is made anew with it, and what was waiting is sent again by the coordinator.
  absl::Status Run();

  // From any thread or a signal-handling one.
  void Stop();

  // From any thread: whether the coordinator's stream of tasks is open, and how many tasks wait.
  bool Connected();
  std::size_t TasksWaiting();
  absl::Time CertificateEnds();  // the one in use

 private:
  absl::Status Connect();
  absl::Status CheckLedger(v1::SiteSession::Stub& coordinator);
  absl::Status TellDecisions(AnsweringConnection& connection);
  // Where it succeeds the new identity is in the file, and the stream is ended.
  void RenewIfDue(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& context);
  LoadedIdentity identity();
  bool Pause(absl::Duration pause);  // false: stopped
  absl::Status TwoAgents() const;

  AgentSessionOptions options_;
  SiteExecutor& executor_;
  Consent consent_;
  FileLedger& ledger_;
  RefusedTasks refused_;
  spdlog::logger& log_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;
  bool connected_ = false;                          // the last attempt got a stream
  bool final_ = false;                              // the last attempt ended in what no other could change
  bool renewed_ = false;                            // the stream was ended for a new certificate
  absl::Time next_renewal_ = absl::InfinitePast();  // the worker's
  grpc::ClientContext* stream_ = nullptr;
  bool streaming_ = false;  // the coordinator has accepted the stream
  AnsweringConnection* connection_ = nullptr;
  Displacements displaced_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_SESSION_AGENT_SESSION_H_
